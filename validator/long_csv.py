"""The long CSV that serves every form: one line a figure.

Columns: ngo_code, unit_code, form_code, form_version, fin_year, quarter, month, item_code, value,
remark. `item_code` is the form's own code of a cell, line/column (R010/C20); a monthly figure may
name the line alone and its month (1 to 12, or 2025-10).
"""

from collections import Counter

from schemas.catalogue import Catalogue
from schemas.periods import NotAPeriod, Period
from schemas.spec import Text
from validator.cells import a1
from validator.extract import Extract
from validator.findings import Finding, Line, Place
from validator.lists import Listed
from validator.numbers import BLANK, Readings, understand
from validator.piles import Piles
from validator.places import Places
from validator.plan import Plan
from validator.read.book import Book
from validator.recognise import Hints, Recognised
from validator.words import wording


class LongTable:
    """The lines of a long CSV with their columns by name."""

    def __init__(self, book: Book) -> None:
        filled = [(number, row) for number, row in enumerate(book.sheets[0].rows, 1) if any(row)]
        head = filled[0][1] if filled else []
        self.columns = {str(name): place for place, name in enumerate(head)}
        self.lines = filled[1:]

    def get(self, row: list[object], name: str) -> str:
        """Return a line's entry in a column, "" where it has none."""
        place = self.columns.get(name, -1)
        return str(row[place]).strip() if 0 <= place < len(row) else ""

    def returns(self) -> set[tuple[str, str, str]]:
        """Return the (form, unit, period text) triples that the lines speak of.

        A line that names none of them, as one with a total or a remark, speaks of no other return.
        """
        spoken = {
            (
                self.get(row, "form_code"),
                self.get(row, "unit_code"),
                f"{self.get(row, 'fin_year')}Q{self.get(row, 'quarter').lstrip('Qq')}",
            )
            for _, row in self.lines
        }
        return spoken - {("", "", "Q")} or spoken


def recognise_csv(table: LongTable, catalogue: Catalogue, hints: Hints) -> Recognised:
    """Return what the lines say the return is; they must all say the same."""
    form, unit, period = next(iter(table.returns()), ("", "", ""))
    found = Recognised(
        said={
            "form": form or hints.form,
            "unit": unit or hints.unit,
            "period": period if period != "Q" else hints.period,
        }
    )
    code = found.said["form"].upper()
    found.spec = catalogue.specs.get(code)
    if code in catalogue.retired and found.spec is None:
        found.retired = catalogue.retired[code].title
    found.unit = found.said["unit"]
    try:
        found.period = Period.parse(found.said["period"])
    except NotAPeriod:
        found.period = None
    return found


def extract_csv(table: LongTable, plan: Plan, period: Period) -> Extract:
    """Read every cell of the plan out of the lines; a cell without a line is blank."""
    found = Extract(Readings.of(len(plan.cells), BLANK), Places(plan.cells, plan.hash))
    found.lists = {one.key: Listed(one) for one in plan.spec.lists}
    names = _names(plan, period)
    value_column = table.columns["value"] + 1
    seen: set[int] = set()
    piles = Piles()
    for number, row in table.lines:
        code, month = table.get(row, "item_code"), table.get(row, "month")
        cell = names.get((code.upper(), month), names.get((code.upper(), "")))
        place = a1(number, table.columns["item_code"] + 1)
        if cell is None or cell in seen:
            key = "code_unknown" if cell is None else "code_twice"
            _tell(piles, key, Place(None, place, code or "—", Text(code, code)))
            continue
        seen.add(cell)
        found.places.single[cell] = (None, number, value_column)
        found.readings[cell] = understand(table.get(row, "value"), plan.cells[cell])
    found.findings += piles.findings()
    return found


def _names(plan: Plan, period: Period) -> dict[tuple[str, str], int]:
    names: dict[tuple[str, str], int] = {}
    of_no_month = Counter(cell.key[:2] for cell in plan.cells if not cell.month)
    for cell in plan.cells:
        names[cell.code.upper(), ""] = cell.index
        line = cell.code.partition("/")[0].upper()
        if cell.month:
            year, month = period.months[cell.month - 1]
            for text in (str(month), f"{month:02d}", f"{year}-{month:02d}"):
                names[line, text] = cell.index
        elif of_no_month[cell.key[:2]] == 1:
            names[line, ""] = cell.index
    return names


def _tell(piles: Piles, key: str, place: Place) -> None:
    """Tell of a line that gives no cell of the form, or one that was given before."""
    rule = f"S.{key}"
    if not piles.has_room(rule):
        piles.more(Line(place, place.code), rule)
        return
    message, hint = wording(key, cell=place.a1, raw=place.code)
    finding = Finding(rule, "structure", "error", message, hint, raw=place.code)
    finding.places = [place._replace(label=message)]
    finding.cells = list(finding.places)
    piles.add(finding)
