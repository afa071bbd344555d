"""Hidden rows and columns that were read: nobody who looks at the sheet sees what stands there."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass

from schemas.spec import Text
from validator.cells import a1, column_letters
from validator.findings import Finding, Place
from validator.read.book import Sheet
from validator.words import wording

_MOST_NAMED = 20


@dataclass(frozen=True, slots=True)
class Seen:
    """What was read of a table: the title and rule of it, its rows and columns with their labels.

    Attributes:
        header: the row with the names of the columns.
        label_column: the column with the names of the rows.
    """

    rule: str
    title: Text
    header: int
    label_column: int
    rows: Mapping[int, Text]
    columns: Mapping[int, Text]


def hidden(sheet: Sheet, seen: Seen) -> Iterator[Finding]:
    """Yield a note that names the hidden rows which were read, and one for the columns."""
    if sheet.hidden_rows and (rows := sheet.hidden_rows & seen.rows.keys()):
        first = min(rows)
        place = _place(sheet, seen, (first, seen.label_column), seen.rows[first])
        yield _note("rows_hidden", seen, place, rows=named(rows))
    columns = [at for at in seen.columns if any(at in its for its in sheet.hidden_columns)]
    if columns:
        first = min(columns)
        place = _place(sheet, seen, (seen.header, first), seen.columns[first])
        yield _note("columns_hidden", seen, place, columns=named(columns, column_letters))


def _place(sheet: Sheet, seen: Seen, at: tuple[int, int], label: Text) -> Place:
    title = seen.title
    return Place(
        sheet.name, a1(*at), "", Text(f"{title.en}, {label.en}", f"{title.zh}，{label.zh}")
    )


def _note(key: str, seen: Seen, place: Place, **which: str) -> Finding:
    message, hint = wording(key, table=seen.title, **which)
    finding = Finding(f"{seen.rule}.{key}", "structure", "note", message, hint)
    finding.places = finding.cells = [place]
    return finding


def named(numbers: Collection[int], name: Callable[[int], str] = str) -> str:
    """Return numbers as people name them: a run of them by its first and its last."""
    runs: list[list[int]] = []
    for number in sorted(numbers):
        if runs and runs[-1][-1] + 1 == number:
            runs[-1][1:] = [number]
        else:
            runs.append([number])
    said = ["–".join(map(name, run)) for run in runs[:_MOST_NAMED]]
    return ", ".join([*said, *["…"] * (len(runs) > _MOST_NAMED)])
