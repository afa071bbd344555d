"""Whatever a form names is there: lines of totals, cells of rules and standards, one by one."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from schemas.editions import resolve
from schemas.kinds import KINDS, TOLERANT
from schemas.meaning import meant
from schemas.spec import FormSpec, Line, RuleSpec, Table
from validator import fieldproof, references
from validator.bind import Binder
from validator.kinds.binding import written
from validator.kinds.conditions import BadNames
from validator.kinds.fieldrules import conditions
from validator.kinds.gates import gates
from validator.kinds.ruling import Ground
from validator.plan import cells_of, subjects
from validator.references import BadReference, BadValue, CellKey
from validator.rulebind import RuleBinder
from validator.structure import UNITS

_SUMS = ("figure", "sum")


def unbound(whole: FormSpec, edition: str) -> list[str]:
    """Return every name of a form that leads nowhere in the form as in force from a period on."""
    spec = resolve(whole, edition)
    found = [problem for table in spec.tables for problem in _of_table(table)]
    for listed in spec.lists:
        found += fieldproof.of_list(listed, whole.listed(listed.key))
    if found:
        return found
    cells = cells_of(spec)
    ground = Ground(spec, {cell.key: cell.index for cell in cells}, cells)
    if found := [*_of_conditions(ground, whole, edition)]:
        return found
    for part, place in _parts(spec):
        try:
            _bind(replace(ground, spec=part))
        except BadNames as error:
            found += _of_expression(error, place, whole, edition)
        except BadValue as error:
            found.append(f"{place}: {error}")
        except BadReference as error:
            found.append(f"{place}: {_said(str(error), whole, spec, edition)}")
    return found


def _of_conditions(ground: Ground, whole: FormSpec, edition: str) -> Iterator[str]:
    """Yield what is wrong with the conditions of lines and fields, each bound by itself."""
    for place, bind in conditions(ground):
        try:
            bind()
        except BadNames as error:
            yield from _of_expression(error, f"tables.{place}", whole, edition)
        except BadValue as error:
            yield f"tables.{place}.{error}"


def _of_expression(error: BadNames, place: str, whole: FormSpec, edition: str) -> Iterator[str]:
    """Yield what is wrong with an expression, each with the character where it stands."""
    for problem in error.problems:
        why = problem.why
        if problem.name and problem.name in _cell_names(whole):
            why = _said(problem.name, whole, resolve(whole, edition), edition)
        yield f"{place}.{error.slot}: character {problem.at}: {why}"


def _of_table(table: Table) -> Iterator[str]:
    for lines, word in ((table.rows, "line"), (table.cols, "column")):
        keys = {line.key: line for line in lines}
        codes = {line.code: line.key for line in lines if line.code}
        for line in lines:
            for name in _named(line):
                if name not in keys:
                    place = f"tables.{table.key}.{line.key}"
                    close = f": did you mean '{codes[name]}'?" if name in codes else ""
                    yield f"{place}: there is no {word} '{name}'{close or meant(name, keys)}"
    keys = {col.key: col for col in table.cols}
    for col in table.cols:
        try:
            references.column_sum(table, "", col.equals)
        except BadReference as error:
            said = meant(str(error), keys)
            yield f"tables.{table.key}.{col.key}: '{error}' is no column of the table{said}"


def _named(line: Line) -> Sequence[str]:
    return (*line.total_of, *((line.within,) if line.within else ()))


def _parts(spec: FormSpec) -> Iterator[tuple[FormSpec, str]]:
    """Yield the form with one rule or standard alone, so that each is found wrong by itself."""
    bare = replace(spec, rules=(), indicators=())
    for rule in spec.rules:
        yield replace(bare, rules=(rule,)), f"rules.{rule.id}"
    for indicator in spec.indicators:
        yield replace(bare, indicators=(indicator,)), f"indicators.{indicator.standard}"


def _bind(ground: Ground) -> None:
    binder = Binder(ground.spec, ground.by_key, ground.cells)
    bound = RuleBinder(ground.spec, binder.sums)
    found = [*subjects(bound.relations()), *subjects(bound.presences())]
    list(written(ground))
    gates(ground, found)
    list(binder.indicators())
    for rule in ground.spec.rules:
        _of_one_unit(ground, rule)


def _of_one_unit(ground: Ground, rule: RuleSpec) -> None:
    """Refuse to hold figures against each other that are counted in something else."""
    if rule.kind not in TOLERANT or references.names_fields(ground.spec, rule):
        return
    said = [rule.slots.get(name) for name, slot in KINDS[rule.kind].items() if slot.holds in _SUMS]
    named = [key for text in said if text for key in _cells(ground.spec, str(text))]
    units = {UNITS.get(ground.cells[ground.by_key[key]].type, "") for key in named} - {""}
    if "a text" in units or len(units) > 1:
        both = " and ".join(sorted(units))
        raise BadValue(f"{both} cannot be held against each other")


def _cells(spec: FormSpec, text: str) -> tuple[CellKey, ...]:
    return tuple(key for _, name in references.signed(text) for key in references.cells(spec, name))


def _said(name: str, whole: FormSpec, spec: FormSpec, edition: str) -> str:
    known = _cell_names(spec)
    if name not in known and name in _cell_names(whole):
        return f"'{name}' is not in force from {edition} on: the rule needs its own since or until"
    if inside := next((one for one in known if one.startswith(f"{name}.")), ""):
        return f"'{name}' is several figures: name one of them, such as '{inside}'"
    return f"'{name}' is nothing that the form has{meant(name, known)}"


def _cell_names(spec: FormSpec) -> dict[str, None]:
    """Return how each cell and each column is named, and each list with its fields."""
    names: dict[str, None] = {}
    for table in spec.tables:
        for col in table.cols:
            names[f"{table.key}.{col.key}"] = None
            names |= {f"{table.key}[{row.key}].{col.key}": None for row in table.rows}
    for listed in spec.lists:
        names[listed.key] = None
        names |= {f"{listed.key}.{field.key}": None for field in listed.fields}
    return names
