"""How files call the tables and lines of a form: both languages, codes, and months by name."""

from dataclasses import dataclass

from schemas.periods import MONTHS_EN, Period
from schemas.spec import Line, Table
from validator.cells import bare


@dataclass(frozen=True, slots=True)
class TableNames:
    """How a file may call a table and its lines: bare words (`cells.bare`) to keys."""

    anchors: frozenset[str]
    rows: dict[str, str]
    cols: dict[str, str]
    codes: frozenset[str]


def names_of(table: Table, period: Period) -> TableNames:
    """Return every way in which a file may call a table, its rows and its columns."""
    anchors = {table.title.en, table.title.zh, table.title.both(), *table.anchors}
    rows = {name: row.key for row in table.rows for name in _names_of(row)}
    cols = {name: col.key for col in table.cols for name in _names_of(col)}
    for col in table.cols:
        if col.month:
            for name in month_names(col, period):
                cols.setdefault(bare(name), col.key)
    codes = frozenset(bare(row.code) for row in table.rows)
    return TableNames(frozenset(map(bare, anchors)), rows, cols, codes)


def _names_of(line: Line) -> set[str]:
    label = line.label
    called = {line.code, label.en, label.zh, label.both(), f"{label.zh}{label.en}"}
    called |= {f"{line.code} {name}" for name in called} | set(line.also_called)
    return set(map(bare, called))


def month_names(col: Line, period: Period) -> tuple[str, ...]:
    """Return how a month's column may be called; the months alone, in each language, come last."""
    year, month = period.months[(col.month or 1) - 1]
    english, chinese = f"{MONTHS_EN[month - 1]} {year}", f"{year}年{month}月"
    own = (english, chinese, f"{english} {chinese}")
    labels = (col.label.both(), col.label.en, col.label.zh)
    return (*(f"{label} {name}" for label, name in zip(labels, reversed(own), strict=True)), *own)
