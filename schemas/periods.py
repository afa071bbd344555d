"""Reporting periods: quarters of the financial year, which starts on 1 April.

Source: LSG Subvention Manual, 7.4.3(a): Q1 is April to June and is due on 20 July, and so on.
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

MONTHS_EN = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_ID = re.compile(r"(20\d\d)-(\d\d)\s*Q([1-4])", re.IGNORECASE)
_MONTH_WORD = "|".join(f"{name}[a-z]*" for name in MONTHS_EN)
_SPAN_EN = re.compile(
    rf"\b({_MONTH_WORD})\.?(?:\s+(20\d\d))?\s*(?:-|to|until)\s*({_MONTH_WORD})\.?\s+(20\d\d)\b",
    re.IGNORECASE,
)
_SPAN_ZH = re.compile(r"(20\d\d)年(\d{1,2})月\s*(?:至|-|到)\s*(?:(20\d\d)年)?(\d{1,2})月")


class NotAPeriod(ValueError):
    """The text names no reporting period."""


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """One quarter: the calendar year in which its financial year starts, and 1 to 4."""

    year: int
    quarter: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read an id such as 2025-26Q3, or the words for it in either language.

        Raises:
            NotAPeriod: the text names no quarter, or an id whose two years do not follow.
        """
        plain = re.sub(r"[–—－~～]", "-", unicodedata.normalize("NFKC", text)).strip()
        if match := _ID.fullmatch(plain):
            year, short, quarter = (int(part) for part in match.groups())
            if (year + 1) % 100 == short:
                return cls(year, quarter)
        elif match := _SPAN_EN.search(plain):
            first, _, last, year_text = match.groups()
            return cls._spanning(_month(first), _month(last), int(year_text), text)
        elif match := _SPAN_ZH.search(plain):
            start_year, first, end_year, last = match.groups()
            return cls._spanning(int(first), int(last), int(end_year or start_year), text)
        raise NotAPeriod(text)

    @classmethod
    def _spanning(cls, first: int, last: int, year: int, text: str) -> Self:
        if first not in (1, 4, 7, 10) or last != first + 2:
            raise NotAPeriod(text)
        return cls.of(date(year, first, 1))

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


def _month(word: str) -> int:
    return MONTHS_EN.index(word[:3].title()) + 1
