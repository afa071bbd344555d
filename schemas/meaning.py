"""What was probably meant by a name that is not known."""

from collections.abc import Iterable
from difflib import get_close_matches


def meant(word: object, known: Iterable[object]) -> str:
    """Return what was probably meant, as a question to be put behind a problem."""
    close = get_close_matches(str(word), [str(one) for one in known if one != word], n=1)
    return f": did you mean '{close[0]}'?" if close else ""
