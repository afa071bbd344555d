"""What a cell says as a date: day first or year first, as Hong Kong writes it; never guessed.

A plain number in a column of dates is what is left of a date whose number format was lost: Excel's
count of days; a year alone is below them. Two figures for the year, or a month above 12, are no
date: they could mean two things.
"""

import re
from datetime import date, datetime, timedelta

from validator.cells import as_typed

_SINCE_1900, _SINCE_1904 = date(1899, 12, 30), date(1904, 1, 1)
_EARLIEST, _LATEST = date(1910, 1, 1), date(2099, 12, 31)
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_DATES = (
    re.compile(r"(?P<y>\d{4}) ?[-/.] ?(?P<m>\d{1,2}) ?[-/.] ?(?P<d>\d{1,2})"),
    re.compile(r"(?P<d>\d{1,2}) ?[-/.] ?(?P<m>\d{1,2}) ?[-/.] ?(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4}) ?年 ?(?P<m>\d{1,2}) ?月 ?(?P<d>\d{1,2}) ?[日號号]"),
    re.compile(
        rf"(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[ -]?(?P<m>{_MONTH})\.?[ ,-]*(?P<y>\d{{4}})",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<m>{_MONTH})\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<y>\d{{4}})", re.IGNORECASE
    ),
)
_MONTHS_ALONE = (
    re.compile(r"(?P<y>\d{4}) ?[-/.] ?(?P<m>\d{1,2})"),
    re.compile(r"(?P<m>\d{1,2}) ?[-/.] ?(?P<y>\d{4})"),
    re.compile(r"(?P<y>\d{4}) ?年 ?(?P<m>\d{1,2}) ?月(?:份)?"),
    re.compile(rf"(?P<m>{_MONTH})\.?[ ,-]*(?P<y>\d{{4}})", re.IGNORECASE),
)
_TIME = re.compile(r"[ T]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z| ?[ap]\.?m\.?)?$", re.IGNORECASE)
_WEEKDAY = re.compile(
    r"^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?,? (?=\S)"
    r"| ?\(?(?:(?:星期|週|周|禮拜)[一二三四五六日天]|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*)\)?$"
    r"| ?\([一二三四五六日]\)$",
    re.IGNORECASE,
)


def day_of(raw: object, *, since_1904: bool = False) -> date | None:
    """Return the date that a cell's content says; None where it says none, or could say two.

    Args:
        raw: what stands there.
        since_1904: whether the workbook counts its days from 1904, as Excel for Mac once did.
    """
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, int | float) and not isinstance(raw, bool):
        return _day_numbered(raw, _SINCE_1904 if since_1904 else _SINCE_1900)
    text = _WEEKDAY.sub("", _TIME.sub("", as_typed(str(raw))))
    for pattern in _DATES:
        if match := pattern.fullmatch(text):
            return _date(match["y"], match["m"], match["d"])
    return None


def month_of(raw: object, *, since_1904: bool = False) -> date | None:
    """Return the first day of the month that a cell's content says, or of the day that it says.

    Args:
        raw: what stands there: 2025-10, 10/2025, Oct 2025, 2025年10月, or a date.
        since_1904: as for `day_of`.
    """
    if isinstance(raw, str):
        for pattern in _MONTHS_ALONE:
            if match := pattern.fullmatch(as_typed(raw)):
                return _date(match["y"], match["m"], "1")
    day = day_of(raw, since_1904=since_1904)
    return day and day.replace(day=1)


def _day_numbered(number: float, first: date) -> date | None:
    if not (_EARLIEST - first).days <= number < (_LATEST - first).days + 1:
        return None
    return first + timedelta(int(number))


def _date(year: str, month: str, day: str) -> date | None:
    if month.isalpha():
        month = str(_MONTHS.index(month[:3].lower()) + 1)
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def is_read_otherwise(raw: object, day: date) -> bool:
    """Say whether a date stands there in another way than it is understood: both are shown."""
    return not isinstance(raw, date) and str(raw).strip() != day.isoformat()
