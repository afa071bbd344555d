"""A form proves itself: it compiles, its codes are its own, and its examples come out as said."""

from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from schemas import dictionary
from schemas.catalogue import REFERRAL
from schemas.editions import editions, resolve
from schemas.periods import Period
from schemas.rulereading import meant
from schemas.spec import FormSpec, Line, ListTable, Table
from validator import rowproof
from validator.cells import bare
from validator.context import Context
from validator.evaluate import evaluate, unusual
from validator.listrules import judge
from validator.lists import Entry, understood
from validator.numbers import BLANK, FIGURE, Reading, Readings, understand
from validator.plan import Plan, cells_of, compile_plan
from validator.presence import judge as judge_presence
from validator.references import CellKey
from validator.refproof import unbound
from validator.relations import Presence


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
        found += [*_unproved(spec), *_examples(spec)]
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


def _unproved(spec: FormSpec) -> Iterator[str]:
    """Yield the written rules that lack an example that passes or one that fails."""
    shown = {(str(e["rule"]), str(e["expect"])) for e in spec.examples}
    for rule in spec.rules:
        if rule.kind == "text_note":
            continue
        for expect in ("pass", "fail"):
            if (rule.id, expect) not in shown:
                yield f"rules.{rule.id}: no example that is to {expect}"


def _examples(spec: FormSpec) -> Iterator[str]:
    """Yield the examples that come out otherwise, each in its period or in the last edition."""
    for number, example in enumerate(spec.examples, 1):
        plan = compile_plan(spec, str(example.get("period") or editions(spec)[-1]))
        rules = _rules_of(plan)
        if example["rule"] not in rules:
            said = meant(str(example["rule"]), rules)
            yield f"examples.{number}: there is no rule '{example['rule']}'{said}"
            continue
        if missing := _no_cells(plan, example):
            yield f"examples.{number}: there is no cell '{missing[0]}'"
            continue
        outcome = outcome_of(plan, example)
        if outcome != example["expect"]:
            yield f"examples.{number} ({example['rule']}): {outcome}, not {example['expect']}"


def _no_cells(plan: Plan, example: Mapping[str, Any]) -> list[str]:
    """Return what an example names that is neither a cell nor a list of the form."""
    known = {cell.name for cell in plan.cells} | {one.key for one in plan.spec.lists}
    named = [*example.get("data", {}), *([example["at"]] if "at" in example else [])]
    return [str(name) for name in named if name not in known]


def _rules_of(plan: Plan) -> dict[str, None]:
    found = dict.fromkeys(relation.rule for relation in plan.relations)
    found |= dict.fromkeys(presence.rule for presence in plan.presences)
    found |= dict.fromkeys(history.rule for history in plan.histories)
    return found | dict.fromkeys(rule.rule for rule in plan.list_rules)


def outcome_of(plan: Plan, example: Mapping[str, Any]) -> str:
    """Return how one example's rule comes out: the gravest outcome of its cells."""
    readings = Readings.of(len(plan.cells), BLANK)
    lists = {one.key: one for one in plan.spec.lists}
    data = example.get("data", {})
    for name, value in data.items():
        if name in lists:
            continue
        cell = plan.cell(name)
        readings[cell.index] = understand(value, cell)
    for listed in plan.list_rules:
        if listed.rule == example["rule"]:
            entries = _entries(lists[listed.listed], data.get(listed.listed, []), plan)
            decimals = plan.cells[listed.cell].decimals
            return judge(listed, readings[listed.cell], entries, decimals)[0]
    for rule in plan.histories:
        if rule.rule == example["rule"]:
            return _history_outcome(plan, example, readings[rule.cell])
    judged = [judge_presence(one, readings) for one in plan.presences if _is_of(one, plan, example)]
    prior = example.get("prior")
    context = Context(
        prior_known=True,
        prior=None if prior is None else {name: str(value) for name, value in prior.items()},
    )
    outcomes = {one.outcome for one in judged} | {
        outcome.outcome
        for outcome in evaluate(plan, readings, context)
        if outcome.relation.rule == example["rule"]
        and (not example.get("at") or plan.cells[outcome.relation.subject].name == example["at"])
    }
    order = ("fail", "cannot_check", "pass", "not_applicable")
    return next((name for name in order if name in outcomes), "not_applicable")


def _is_of(rule: Presence, plan: Plan, example: Mapping[str, Any]) -> bool:
    cells = [plan.cells[cell].name for cell in rule.cells]
    return rule.rule == example["rule"] and example.get("at", cells[0]) in cells


def _entries(table: ListTable, rows: list[dict[str, Any]], plan: Plan) -> list[Entry]:
    period = Period.parse(plan.spec.revisions[-1].since)
    entries = []
    for number, row in enumerate(rows, 1):
        entry = Entry(number)
        for one in table.fields:
            value, trouble = understood(row.get(one.key, ""), one, period)
            if value is not None:
                entry.values[one.key] = value
            if trouble and one.key in row:
                entry.bad.add(one.key)
        entries.append(entry)
    return entries


def _history_outcome(plan: Plan, example: Mapping[str, Any], reading: Reading) -> str:
    rule = next(rule for rule in plan.histories if rule.rule == example["rule"])
    past = [str(figure) for figure in next(iter(example.get("history", {}).values()), [])]
    if reading.state != FIGURE or len(past) < rule.needs:
        return "not_applicable"
    odd = unusual(
        Decimal(str(example["data"][plan.cells[rule.cell].name])),
        past,
        times=rule.times,
        needs=rule.needs,
        ignore_below=rule.ignore_below,
    )
    return "fail" if odd else "pass"
