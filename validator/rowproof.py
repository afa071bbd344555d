"""A form of rows proves itself: what it names is there, and its examples come out as said."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from schemas.editions import editions
from schemas.meaning import meant
from schemas.spec import Condition, Field, FormSpec, ListTable
from validator.rowchecks import CHECKS
from validator.rowfile import RowFile, names_of
from validator.rows import check_rows
from validator.rowspecimen import EXAMPLE

NEEDED = frozenset(("service", "district", "urgency", "referred_on"))
"""What every referral says in clear: by it, it finds its office and is listed."""
ON = date(2025, 12, 31)
"""The day on which examples are checked."""


def problems_of(spec: FormSpec) -> list[str]:
    """Return everything that is wrong with a form of rows, at once."""
    if len(spec.lists) != 1 or spec.tables:
        return ["a referral form has one table, with fields"]
    table = spec.lists[0]
    if len(editions(spec)) > 1:
        return ["a referral form has no since or until: it is the same on every day"]
    found = [*_limits(spec), *_lacking(table), *_repeated(table), *_known_by(table)]
    for one in table.fields:
        found += [*_field(one, table), *_of_returns(one, table)]
    return found or [*_unproved(spec), *_examples(spec)]


def _limits(spec: FormSpec) -> Iterator[str]:
    for one in spec.limits:
        yield f"limits.{one.key}: a referral form has no rules that could name a limit"


def _lacking(table: ListTable) -> Iterator[str]:
    keys = {one.key for one in table.fields if one.required and not one.personal}
    for key in sorted(NEEDED - keys):
        yield f"tables.{table.key}: a required field '{key}' that is not personal is needed"


def _repeated(table: ListTable) -> Iterator[str]:
    names = Counter(name for one in table.fields for name in names_of(one))
    for name, times in names.items():
        if times > 1:
            yield f"tables.{table.key}: '{name}' is the name of two fields"


def _known_by(table: ListTable) -> Iterator[str]:
    keys = {one.key: one for one in table.fields}
    if not table.known_by:
        yield f"tables.{table.key}: known_by is needed"
    for key in table.known_by:
        if key not in keys:
            yield f"tables.{table.key}.known_by: there is no field '{key}'{meant(key, keys)}"
        elif not keys[key].required:
            yield f"tables.{table.key}.known_by: the field '{key}' has to be required"


def _field(one: Field, table: ListTable) -> Iterator[str]:
    keys = {other.key: other for other in table.fields}
    place = f"tables.{table.key}.{one.key}"
    if one.check and one.check not in CHECKS:
        close = meant(one.check, CHECKS)
        yield f"{place}.check: '{one.check}' is none of {', '.join(CHECKS)}{close}"
    if one.must_be and one.must_be not in one.codes:
        yield f"{place}.must_be: '{one.must_be}' is none of its codes"
    for name in ("not_after", "not_before"):
        bound = getattr(one, name)
        if bound and bound != "today" and (bound not in keys or keys[bound].type != "date"):
            yield f"{place}.{name}: '{bound}' is no date of the form{meant(bound, keys)}"
        if bound and one.type != "date":
            yield f"{place}.{name}: the field is no date"
    for name in ("check_when", "required_when"):
        condition = getattr(one, name)
        if condition is not None:
            yield from (f"{place}.{name}: {said}" for said in _condition(condition, keys))


def _of_returns(one: Field, table: ListTable) -> Iterator[str]:
    """Yield what only fields of returns may say: of referrals, nothing says it is wrong."""
    place = f"tables.{table.key}.{one.key}"
    usual = {each.name: each.default for each in fields(Field)}
    for name in (
        "min",
        "max_length",
        "pattern",
        "na_codes",
        "depends_on",
        "required_if",
        "forbidden",
    ):
        if getattr(one, name) != usual[name]:
            yield f"{place}.{name}: it is for lists of returns"
    if one.type not in ("text", "date", "code", "count", "decimal"):
        yield f"{place}.type: '{one.type}' is for lists of returns"


def _condition(condition: Condition, keys: Mapping[str, Field]) -> Iterator[str]:
    if condition.field not in keys:
        yield f"there is no field '{condition.field}'{meant(condition.field, keys)}"
        return
    for code in condition.codes:
        if code not in keys[condition.field].codes:
            yield f"'{code}' is none of the codes of '{condition.field}'"
    if condition.younger_than is not None:
        for key in (condition.field, condition.at):
            if key not in keys or keys[key].type != "date":
                yield f"'{key}' is no date of the form"


def rules_of(spec: FormSpec) -> Iterator[str]:
    """Yield the name of every rule that the fields of a form state beyond type and required."""
    for one in spec.lists[0].fields:
        stated = {
            one.check: bool(one.check),
            "not_after": bool(one.not_after),
            "not_before": bool(one.not_before),
            "must_be": bool(one.must_be),
            "required": one.required_when is not None,
        }
        yield from (f"{one.key}.{trouble}" for trouble, holds in stated.items() if holds)


def _unproved(spec: FormSpec) -> Iterator[str]:
    """Yield the rules that lack an example that passes or one that fails."""
    shown = {(str(example["rule"]), str(example["expect"])) for example in spec.examples}
    for rule in rules_of(spec):
        for expect in ("pass", "fail"):
            if (rule, expect) not in shown:
                yield f"tables.{spec.lists[0].key}.{rule}: no example that is to {expect}"


def _examples(spec: FormSpec) -> Iterator[str]:
    for number, example in enumerate(spec.examples, 1):
        said: Mapping[str, object] = example.get("data", {})  # type: ignore[assignment] # as read
        if lists := [name for name, its in said.items() if isinstance(its, list)]:
            yield f"examples.{number}.data.{lists[0]}: a word is needed here"
            continue
        outcome = outcome_of(spec, example)
        if outcome != example["expect"]:
            yield f"examples.{number} ({example['rule']}): {outcome}, not {example['expect']}"


def outcome_of(spec: FormSpec, example: Mapping[str, Any]) -> str:
    """Return how a rule comes out over one row: the usual one, changed as the example says."""
    fields = spec.lists[0].fields
    row = [{**EXAMPLE, **example.get("data", {})}.get(one.key, "") for one in fields]
    columns = {one.key: place for place, one in enumerate(fields)}
    file = RowFile(spec, spec.lists[0], None, 1, 1, columns, rows=[[], row])
    found = {f"{field}.{trouble}" for field, trouble in check_rows(file, ON).faults}
    return "fail" if example["rule"] in found else "pass"
