"""Text that goes into files which people open in a spreadsheet."""

_STARTS_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(text: str) -> str:
    """Return text that no spreadsheet takes for a formula when it opens a CSV.

    Source: OWASP, CSV Injection; a plain number keeps its sign.
    """
    if text.startswith(_STARTS_FORMULA) and not _is_number(text):
        return f"'{text}"
    return text


def _is_number(text: str) -> bool:
    return text[:1] in "+-" and text[1:].replace(".", "", 1).isdigit()
