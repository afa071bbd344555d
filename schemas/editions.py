"""A form as it is in force for a data period: one file tells all years, each line its own span.

Rows, columns, fields, codes, rules, standards, severities and values of limits may say `since` and
`until`, data periods both included. What is not in force is not there: no cell, no name, no part of
a total; and in place of a limit's name stands its value.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from typing import Protocol, TypeVar

from schemas.limits import valued
from schemas.periods import Period
from schemas.spec import Field, FormSpec, Line, ListTable, RuleSpec, Span, Table


class _Dated(Protocol):
    @property
    def span(self) -> Span: ...


_D = TypeVar("_D", bound=_Dated)


def resolve(spec: FormSpec, period_id: str) -> FormSpec:
    """Return the form as in force for a data period; the very same one for a whole edition."""
    edition = edition_of(spec, period_id)
    return _resolved(spec, edition) if spec.limits or any(spans(spec)) else spec


def editions(spec: FormSpec) -> tuple[str, ...]:
    """Return the data periods from which on the form is another than before, in order."""
    begins = {revision.since for revision in spec.revisions}
    for _, span in spans(spec):
        begins |= {span.since} if span.since else set()
        begins |= {Period.parse(span.until).next().id} if span.until else set()
    return tuple(sorted(begins))


def edition_of(spec: FormSpec, period_id: str) -> str:
    """Return the data period with which the edition began that a period belongs to."""
    begins = editions(spec)
    return next((begin for begin in reversed(begins) if begin <= period_id), begins[0])


def spans(spec: FormSpec) -> Iterator[tuple[str, Span]]:
    """Yield what the form says of time beside its revisions, each with its place."""
    dated: list[tuple[str, _Dated]] = []
    for table in spec.tables:
        dated += [(f"tables.{table.key}.{one.key}", one) for one in (*table.rows, *table.cols)]
    for listed in spec.lists:
        for field in listed.fields:
            place = f"tables.{listed.key}.{field.key}"
            dated.append((place, field))
            yield from ((f"{place}.codes.{code}", span) for code, span in field.spans.items())
    dated += [(f"rules.{rule.id}", rule) for rule in spec.rules]
    dated += [(f"indicators.{one.standard}", one) for one in spec.indicators]
    yield from ((place, one.span) for place, one in dated if one.span)
    for rule in spec.rules:
        yield from ((f"rules.{rule.id}.severity", span) for span, _ in rule.severities if span)
    for limit in spec.limits:
        yield from ((f"limits.{limit.key}.value", span) for span, _ in limit.values)


@lru_cache(maxsize=1024)
def _resolved(spec: FormSpec, period_id: str) -> FormSpec:
    spec = valued(spec, period_id)
    if not any(spans(spec)):
        return spec
    return replace(
        spec,
        tables=tuple(_table(table, period_id) for table in spec.tables),
        lists=tuple(_list(listed, period_id) for listed in spec.lists),
        rules=tuple(_rule(rule, period_id) for rule in _in_force(spec.rules, period_id)),
        indicators=_in_force(spec.indicators, period_id),
    )


def _in_force(dated: Iterable[_D], period_id: str) -> tuple[_D, ...]:
    return tuple(one for one in dated if one.span.holds(period_id))


def _table(table: Table, period_id: str) -> Table:
    return replace(table, rows=_lines(table.rows, period_id), cols=_lines(table.cols, period_id))


def _lines(lines: tuple[Line, ...], period_id: str) -> tuple[Line, ...]:
    """Return the lines in force, and of totals the parts that are."""
    kept = _in_force(lines, period_id)
    gone = {line.key for line in lines} - {line.key for line in kept}
    return tuple(
        replace(line, total_of=tuple(part for part in line.total_of if part not in gone))
        if not gone.isdisjoint(line.total_of)
        else line
        for line in kept
    )


def _list(listed: ListTable, period_id: str) -> ListTable:
    fields = (_field(field, period_id) for field in _in_force(listed.fields, period_id))
    return replace(listed, fields=tuple(fields))


def _field(field: Field, period_id: str) -> Field:
    gone = {code for code, span in field.spans.items() if not span.holds(period_id)}
    codes = {code: label for code, label in field.codes.items() if code not in gone}
    goes_with = {code: others for code, others in field.goes_with.items() if code not in gone}
    return replace(field, codes=codes, spans={}, goes_with=goes_with) if gone else field


def _rule(rule: RuleSpec, period_id: str) -> RuleSpec:
    severities = [severity for span, severity in rule.severities if span.holds(period_id)]
    return replace(rule, severity=severities[0]) if severities else rule
