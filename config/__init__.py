"""Every setting of the house, typed and documented; the only reader of the environment."""

from config.settings import Settings, child_environment, settings

__all__ = ["Settings", "child_environment", "settings"]
