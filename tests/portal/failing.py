"""A job of tests alone: it fails, and its exception quotes what it was given beside its id."""

from tests.canary import NAME_EN, NAME_ZH


def run(row_id: str) -> None:
    """Fail, saying who was meant."""
    raise ValueError(f"{NAME_EN} {NAME_ZH}\n{NAME_EN}")
