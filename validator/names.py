"""How files call the tables and lines of a form: both languages, codes, and months by name."""

from collections.abc import Mapping
from dataclasses import dataclass

from schemas.periods import MONTHS_EN, Period
from schemas.spec import Line, ListTable, Table
from validator.cells import bare


@dataclass(frozen=True, slots=True)
class TableNames:
    """How a file may call a table and its lines: bare words (`cells.bare`) to keys.

    `gone` are words for what a former issue of the form asked for, and nobody does any more.
    """

    anchors: frozenset[str]
    rows: dict[str, str]
    cols: dict[str, str]
    codes: frozenset[str]
    gone: frozenset[str] = frozenset()

    def as_called(
        self, then: "TableNames", rows: Mapping[str, str], cols: Mapping[str, str]
    ) -> "TableNames":
        """Return how a file that was made for a former issue calls what is asked for now.

        Its words meant what they meant then; what is called otherwise now is found so as well.

        Args:
            then: the names of the former issue.
            rows: by the key of each former row that is still asked for, its key now.
            cols: the same of columns.
        """
        gone = {name for name, key in then.rows.items() if key not in rows}
        gone |= {name for name, key in then.cols.items() if key not in cols}
        return TableNames(
            self.anchors | then.anchors,
            _as_called(self.rows, then.rows, rows),
            _as_called(self.cols, then.cols, cols),
            self.codes | then.codes,
            frozenset(gone),
        )


def _as_called(
    now: Mapping[str, str], then: Mapping[str, str], same: Mapping[str, str]
) -> dict[str, str]:
    found = {name: same[key] for name, key in then.items() if key in same}
    return found | {name: key for name, key in now.items() if name not in then}


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


def grid_of(listed: ListTable) -> Table:
    """Return a list as a grid without rows, so that it is found as other tables are."""
    cols = tuple(
        Line(one.key, one.code, one.label, also_called=one.also_called) for one in listed.fields
    )
    return Table(
        *(listed.key, listed.code, listed.title, listed.sheets, listed.anchors), "skip", (), cols
    )


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
