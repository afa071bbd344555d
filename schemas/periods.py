"""Reporting periods: quarters of the financial year, which starts on 1 April.

Source: LSG Subvention Manual, 7.4.3(a): Q1 is April to June and is due on 20 July, and so on.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

MONTHS_EN = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_YEARS = r"(?<!\d)(?P<y>20\d\d)\s*[-/]\s*(?:20)?(?P<short>\d\d)(?!\d)"
_FINANCIAL = re.compile(_YEARS)
_TO, _SHORT = r"\s*(?:-|to|until|至|到)\s*", r"(?:[-/](?:20)?(?P<short>\d\d)(?!\d))?"
_IDS = (
    re.compile(rf"{_YEARS}\s*Q(?P<q>[1-4])", re.IGNORECASE),
    re.compile(rf"Q(?P<q>[1-4])[\s,]*{_YEARS}", re.IGNORECASE),
    re.compile(rf"{_YEARS}\s*(?:年度)?\s*第\s*(?P<q>[1-4一二三四])\s*季度?"),
)
_WORD = "|".join(f"{name}[a-z]*" for name in MONTHS_EN)
_SPANS = (
    re.compile(
        rf"\b(?:(?P<d1>\d{{1,2}})\s+)?(?P<m1>{_WORD})\.?(?:,?\s+(?P<y1>20\d\d))?{_TO}"
        rf"(?:(?P<d2>\d{{1,2}})\s+)?(?P<m2>{_WORD})\.?,?\s+(?P<y2>20\d\d)\b{_SHORT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"(?P<y1>20\d\d)年(?P<m1>\d{{1,2}})(?:月(?:(?P<d1>\d{{1,2}})日)?)?{_TO}"
        r"(?:(?P<y2>20\d\d)年)?(?P<m2>\d{1,2})月(?:(?P<d2>\d{1,2})日)?"
    ),
    re.compile(
        rf"(?:(?P<d1>\d{{1,2}})[/.])?(?P<m1>\d{{1,2}})(?:[/.](?P<y1>20\d\d))?{_TO}"
        rf"(?:(?P<d2>\d{{1,2}})[/.])?(?P<m2>\d{{1,2}})[/.](?P<y2>20\d\d){_SHORT}"
    ),
)


class NotAPeriod(ValueError):
    """The text names no reporting period."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One quarter: the calendar year in which its financial year starts, and 1 to 4."""

    year: int
    quarter: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an id such as 2025-26Q3, or words or days for it in either language.

        "2025 Q4" is none: it could be of the calendar year or of the financial year. A year after
        months is of the calendar, two such as 2025/26 are a financial year.

        Raises:
            NotAPeriod: the text names no quarter, one whose two years do not follow, or two.
        """
        plain = re.sub(r"[–—－~～]", "-", unicodedata.normalize("NFKC", text)).strip()
        for pattern in _IDS:
            if (match := pattern.fullmatch(plain)) and _follow(match["y"], match["short"]):
                return cls._named(match)
        for pattern in _SPANS:
            if match := pattern.search(plain):
                found = cls._spanning(match)
                if found._is_all_that(plain):
                    return found
        raise NotAPeriod(text)

    @classmethod
    def _named(cls, match: re.Match[str]) -> Self:
        """Return the quarter of an id."""
        return cls(int(match["y"]), "1234一二三四".index(match["q"]) % 4 + 1)

    def _is_all_that(self, plain: str) -> bool:
        """Say whether no other quarter, or financial year, stands beside the months of this."""
        years = [one for one in _FINANCIAL.finditer(plain) if _follow(one["y"], one["short"])]
        ids = [one for pattern in _IDS for one in pattern.finditer(plain)]
        return all(int(one["y"]) == self.year for one in years) and all(
            self._named(one) == self for one in ids
        )

    @classmethod
    def _spanning(cls, match: re.Match[str]) -> Self:
        """Return the quarter between two months, or days: its own first and last, and no others."""
        first, last = _month(match["m1"]), _month(match["m2"])
        year = int(match["y2"] or match["y1"])
        if short := match.groupdict().get("short"):
            if not _follow(match["y2"], short):
                raise NotAPeriod(match[0])
            year += first < 4
        if first not in (1, 4, 7, 10) or last != first + 2 or int(match["y1"] or year) != year:
            raise NotAPeriod(match[0])
        found = cls.of(date(year, first, 1))
        begins, ends = int(match["d1"] or 1), int(match["d2"] or found.end.day)
        if (begins, ends) != (1, found.end.day):
            raise NotAPeriod(match[0])
        return found

    @classmethod
    def of(cls, day: date) -> Self:
        """Return the quarter in which a day lies."""
        quarter = (day.month - 4) % 12 // 3 + 1
        return cls(day.year - (day.month < 4), quarter)

    @property
    def id(self) -> str:
        """The id people and files use, such as 2025-26Q3."""
        return f"{self.financial_year}Q{self.quarter}"

    @property
    def financial_year(self) -> str:
        """The financial year, such as 2025-26."""
        return f"{self.year}-{(self.year + 1) % 100:02d}"

    @property
    def months(self) -> tuple[tuple[int, int], ...]:
        """The three (year, month) pairs."""
        first = self.quarter * 3 + 1
        return tuple(
            (self.year + (month > 12), (month - 1) % 12 + 1) for month in range(first, first + 3)
        )

    @property
    def start(self) -> date:
        """The first day."""
        return date(*self.months[0], 1)

    @property
    def end(self) -> date:
        """The last day."""
        return self.next().start - timedelta(days=1)

    def next(self) -> "Period":
        """Return the quarter after."""
        return Period(self.year + self.quarter // 4, self.quarter % 4 + 1)

    def previous(self) -> "Period":
        """Return the quarter before."""
        return Period(self.year - (self.quarter == 1), (self.quarter - 2) % 4 + 1)

    def due(self, day: int = 20) -> date:
        """Return the day by which a return for this quarter is due: a day of the next month."""
        return self.next().start.replace(day=day)

    def so_far(self) -> tuple["Period", ...]:
        """Return the quarters of the financial year up to and including this one."""
        return tuple(Period(self.year, quarter) for quarter in range(1, self.quarter + 1))

    def words(self, language: str) -> str:
        """Return the period in words: Oct-Dec 2025, or 2025年10月至12月."""
        (year, first), _, (_, last) = self.months
        if language.startswith("zh"):
            return f"{year}年{first}月至{last}月"
        return f"{MONTHS_EN[first - 1]}–{MONTHS_EN[last - 1]} {year}"


def _follow(year: str, short: str) -> bool:
    return (int(year) + 1) % 100 == int(short)


def _month(word: str) -> int:
    return int(word) if word.isdigit() else MONTHS_EN.index(word[:3].title()) + 1
