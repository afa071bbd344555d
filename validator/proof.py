"""A form proves itself: it compiles, its codes are its own, and its examples come out as said."""

from collections.abc import Iterator, Sequence
from difflib import get_close_matches

from schemas import dictionary, limits
from schemas.catalogue import REFERRAL
from schemas.editions import editions, resolve
from schemas.meaning import meant
from schemas.spec import FormSpec
from validator import choices, linear, rowproof, structure, terms, thresholds
from validator.examples import misjudged
from validator.plan import cells_of, compile_plan
from validator.references import CellKey
from validator.refproof import unbound


def problems_of(spec: FormSpec) -> list[str]:
    """Return everything that is wrong with a form, at once."""
    if spec.kind == REFERRAL:
        return [*rowproof.problems_of(spec), *terms.two_ways(spec)]
    found, sound = [*structure.untimely(spec), *terms.two_ways(spec)], True
    for edition in editions(spec):
        found += structure.alike(spec, edition)
        if unsound := [*structure.empty(spec, edition), *structure.unfit(spec, edition)]:
            found, sound = [*found, *unsound], False
            continue
        wrong = unbound(spec, edition)
        found += [*wrong, *_unlisted(resolve(spec, edition))]
        sound = sound and not wrong
    if sound:
        found += _proved(spec)
    found += _numbers(spec, found)
    found = found or [*_needless(spec)]
    return list({one.partition(": did you mean")[0]: one for one in found}.values())


def _numbers(spec: FormSpec, found: Sequence[str]) -> list[str]:
    """Return the thresholds inside rules of which nothing else is told."""
    return [
        said
        for place, said in thresholds.inside(spec)
        if not any(one.startswith((f"{place}.", f"{place}:")) for one in found)
    ]


def _needless(spec: FormSpec) -> Iterator[str]:
    """Yield the limits that nothing of the form names."""
    known = {one.key for one in spec.limits}
    for unnamed in sorted(known - limits.names_in(spec)):
        yield f"limits.{unnamed}: nothing names this limit"


def _proved(spec: FormSpec) -> Iterator[str]:
    """Yield the rules that come to nothing; of all others, what their examples do not show."""
    useless = dict[str, str]()
    for rule, why in _useless(spec):
        useless.setdefault(rule, why)
    written = {rule.id for rule in spec.rules}
    for rule, why in useless.items():
        yield f"{'rules' if rule in written else 'tables'}.{rule}: {why}"
    yield from (said for rule, said in _unproved(spec) if rule not in useless)
    yield from misjudged(spec, leaving=useless)


def _unlisted(spec: FormSpec) -> Iterator[str]:
    """Yield what the form names that dictionary and service types do not have."""
    if spec.service not in dictionary.service_types():
        types = dictionary.service_types()
        by_name = {name: code for code, text in types.items() for name in (text.en, text.zh)}
        named = get_close_matches(spec.service, by_name, n=1)
        such = by_name[named[0]] if named else next(iter(types))
        close = meant(spec.service, types) or f"; the code of one is needed, such as {such}"
        yield f"form.service: there is no service type '{spec.service}'{close}"
    cells = cells_of(spec)
    for item in sorted({cell.item for cell in cells if cell.item} - set(dictionary.items())):
        where = next(cell.key for cell in cells if cell.item == item)
        close = meant(item, dictionary.items())
        yield f"{_line_of(spec, where)}: the item '{item}' is not in the data dictionary{close}"
    told = dict[tuple[str, str, int | None], str]()
    for cell in (one for one in cells if one.item):
        first = told.setdefault((cell.item, cell.key[1], cell.month), cell.key[2])
        if first != cell.key[2]:
            both = f"{first} and {cell.key[2]}"
            yield f"{_line_of(spec, cell.key)}: '{cell.item}' is told twice in a line, by {both}"


def _line_of(spec: FormSpec, key: CellKey) -> str:
    """Return the place of the row or column that gives a cell its item."""
    table, row, col = key
    named = col if spec.table(table).col(col).item else row
    return f"tables.{table}.{named}"


def _useless(spec: FormSpec) -> Iterator[tuple[str, str]]:
    """Yield what rules of figures or of codes come to together, in any edition of the form."""
    for edition in editions(spec):
        yield from linear.useless(compile_plan(spec, edition))
        yield from choices.useless(resolve(spec, edition))


def unexamined(spec: FormSpec) -> list[str]:
    """Return the checking rules that nobody held against the others for what they come to."""
    if spec.kind == REFERRAL:
        return []
    known = set[str]()
    for edition in editions(spec):
        known |= linear.examined(compile_plan(spec, edition))
        known |= choices.examined(resolve(spec, edition))
    return [one.id for one in spec.rules if one.kind != "text_note" and one.id not in known]


def _unproved(spec: FormSpec) -> Iterator[tuple[str, str]]:
    """Yield the written rules that lack an example that passes or one that fails."""
    shown = {(str(e["rule"]), str(e["expect"])) for e in spec.examples}
    for rule in spec.rules:
        if rule.kind == "text_note":
            continue
        for expect in ("pass", "fail"):
            if (rule.id, expect) not in shown:
                yield rule.id, f"rules.{rule.id}: no example that is to {expect}"
