"""Every setting of the house, typed and documented; the only reader of the environment."""

from config.settings import Settings, child_environment, settings, shown, shown_address

__all__ = ["Settings", "child_environment", "settings", "shown", "shown_address"]
