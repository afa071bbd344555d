"""A form proves itself: it compiles, its codes are its own, and its examples come out as said."""

from collections import Counter
from collections.abc import Iterator

from schemas import dictionary
from schemas.catalogue import REFERRAL
from schemas.editions import editions, resolve
from schemas.meaning import meant
from schemas.spec import FormSpec, Line, Table
from validator import linear, rowproof
from validator.cells import bare
from validator.examples import misjudged
from validator.plan import cells_of, compile_plan
from validator.references import CellKey
from validator.refproof import unbound


def problems_of(spec: FormSpec) -> list[str]:
    """Return everything that is wrong with a form, at once."""
    if spec.kind == REFERRAL:
        return rowproof.problems_of(spec)
    found: list[str] = []
    sound = True
    for edition in editions(spec):
        found += _of_structure(spec, edition)
        wrong = unbound(spec, edition)
        found += [*wrong, *_unlisted(resolve(spec, edition))]
        sound = sound and not wrong
    if sound:
        found += [*_unproved(spec), *misjudged(spec), *_useless(spec)]
    return list(dict.fromkeys(found))


def _of_structure(whole: FormSpec, edition: str) -> Iterator[str]:
    """Yield what is wrong with the tables as they are in force from a data period on."""
    spec = resolve(whole, edition)
    yield from _repeated(spec)
    for table in spec.tables:
        sums = {line.key for line in _lines_of(whole.table(table.key)) if line.total_of}
        for line in _lines_of(table):
            if line.key in sums and not line.total_of:
                yield f"tables.{table.key}.{line.key}: no part of it is in force from {edition} on"
        for name, lines in (("rows", table.rows), ("cols", table.cols)):
            if not lines:
                yield f"tables.{table.key}.{name}: none is in force from {edition} on"


def _lines_of(table: Table) -> tuple[Line, ...]:
    return (*table.rows, *table.cols)


def _repeated(spec: FormSpec) -> list[str]:
    rows = [row for table in spec.tables for row in table.rows]
    codes = Counter(row.code for row in rows)
    found = [f"tables: the line code {code} stands twice" for code, n in codes.items() if n > 1]
    for table in spec.tables:
        for lines in (table.rows, table.cols):
            names = Counter(bare(text) for line in lines for text in (line.label.en, line.label.zh))
            found += [
                f"tables.{table.key}: '{name}' is the name of two lines"
                for name, n in names.items()
                if n > 1
            ]
    return found


def _unlisted(spec: FormSpec) -> Iterator[str]:
    """Yield what the form names that dictionary and service types do not have."""
    if spec.service not in dictionary.service_types():
        close = meant(spec.service, dictionary.service_types())
        yield f"form.service: there is no service type '{spec.service}'{close}"
    cells = cells_of(spec)
    for item in sorted({cell.item for cell in cells if cell.item} - set(dictionary.items())):
        where = next(cell.key for cell in cells if cell.item == item)
        close = meant(item, dictionary.items())
        yield f"{_line_of(spec, where)}: the item '{item}' is not in the data dictionary{close}"
    told = Counter((cell.item, cell.key[1], cell.month) for cell in cells if cell.item)
    for (item, row, _), times in told.items():
        if times > 1:
            yield f"tables: the item '{item}' stands {times} times in the line {row}"


def _line_of(spec: FormSpec, key: CellKey) -> str:
    """Return the place of the row or column that gives a cell its item."""
    table, row, col = key
    named = row if spec.table(table).row(row).item else col
    return f"tables.{table}.{named}"


def _useless(spec: FormSpec) -> Iterator[str]:
    """Yield what the arithmetic rules come to together, in any edition of the form."""
    written = {rule.id for rule in spec.rules}
    for edition in editions(spec):
        for rule, why in linear.useless(compile_plan(spec, edition)):
            yield f"{'rules' if rule in written else 'tables'}.{rule}: {why}"


def unexamined(spec: FormSpec) -> list[str]:
    """Return the checking rules that nobody held against the others for what they come to."""
    if spec.kind == REFERRAL:
        return []
    known = {
        rule for edition in editions(spec) for rule in linear.examined(compile_plan(spec, edition))
    }
    return [one.id for one in spec.rules if one.kind != "text_note" and one.id not in known]


def _unproved(spec: FormSpec) -> Iterator[str]:
    """Yield the written rules that lack an example that passes or one that fails."""
    shown = {(str(e["rule"]), str(e["expect"])) for e in spec.examples}
    for rule in spec.rules:
        if rule.kind == "text_note":
            continue
        for expect in ("pass", "fail"):
            if (rule.id, expect) not in shown:
                yield f"rules.{rule.id}: no example that is to {expect}"
