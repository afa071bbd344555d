"""A form as it was before: which one a workbook was made for, and what its lines are now."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise
from typing import TypeVar

from schemas.editions import edition_of, editions
from schemas.periods import Period
from schemas.spec import Field, FormSpec, Line, ListTable, Table
from validator.extract import extract
from validator.findings import Finding
from validator.plan import Plan, called, compile_plan, hash_of, words_of
from validator.references import BadReference
from validator.wordindex import WordIndex

_LINES = (".row_missing", ".column_missing", ".table_missing", ".row_unknown")
_MOST_EDITIONS, _MOST_TEXTS = 3, 5
"""So many are looked at for a workbook that does not say for which it was made."""

Asked = Table | ListTable | Line | Field
A = TypeVar("A", Table, ListTable)


@dataclass(frozen=True, slots=True)
class Former:
    """A form as it was.

    Attributes:
        plan: its plan, its columns called by the months of the period that is reported.
        until: the last data period for which it held; None where another text took its place.
    """

    plan: Plan
    until: Period | None


def missing(findings: Iterable[Finding]) -> list[Finding]:
    """Return what was not found of a form's lines, and what is no line of it."""
    return [one for one in findings if one.rule.endswith(_LINES)]


def stamped(
    hashed: str, spec: FormSpec, texts: Iterable[FormSpec], period: Period
) -> Former | None:
    """Return the form as it was when a blank was made that bears a plan's hash.

    Args:
        hashed: the plan's hash.
        spec: the form with all its editions.
        texts: the texts that were in force before, the last first.
        period: the data period that is reported.
    """
    current = edition_of(spec, period.id)
    for text in (spec, *texts):
        for edition in editions(text):
            if hash_of(text, edition) == hashed:
                is_later = text is spec and edition > current
                return None if is_later else _as_then(spec, text, edition, period)
    return None


def fitting(
    index: WordIndex, spec: FormSpec, texts: Iterable[FormSpec], period: Period
) -> Former | None:
    """Return the former form of which a workbook has every line; of several the largest.

    The arguments are as for `stamped`, and the workbook's words.
    """
    fit = [
        one
        for one in _before(spec, texts, period)
        if not missing(extract(index, one.plan, period).findings)
    ]
    return max(fit, key=lambda one: len(one.plan.cells), default=None)


def _before(spec: FormSpec, texts: Iterable[FormSpec], period: Period) -> Iterator[Former]:
    """Yield the form as it was, the last first: former editions, then former texts."""
    current = edition_of(spec, period.id)
    tried = [(spec, one) for one in _newest(spec, current) if one != current]
    for text in islice(texts, _MOST_TEXTS):
        tried += [(text, one) for one in _newest(text, edition_of(text, period.id))]
    for text, edition in tried:
        if (found := _as_then(spec, text, edition, period)) is not None:
            yield found


def _newest(spec: FormSpec, until: str) -> Sequence[str]:
    return [one for one in editions(spec) if one <= until][: -_MOST_EDITIONS - 2 : -1]


def _as_then(spec: FormSpec, text: FormSpec, edition: str, period: Period) -> Former | None:
    """Return a form as it was; None where a text cannot be compiled any more."""
    with suppress(BadReference):
        plan = compile_plan(text, edition)
        names, list_names = called(plan.spec, period)
        plan = replace(plan, names=names, list_names=list_names, words=words_of(names))
        after = {one: other for one, other in pairwise(editions(text))}.get(edition)
        ended = text is spec and after is not None
        return Former(plan, Period.parse(str(after)).previous() if ended else None)
    return None


def same(then: Sequence[Asked], now: Sequence[Asked]) -> dict[str, str]:
    """Return by key the former lines, or tables, that are asked for still, with their key now.

    One is the same that has the same key, or else the same code and name in a language.
    """
    keys = {one.key for one in now}
    by_name = {name: one.key for one in now for name in _names(one)}
    found = {one.key: one.key for one in then if one.key in keys}
    for one in then:
        other = next((by_name[name] for name in _names(one) if name in by_name), "")
        if one.key not in found and other and other not in found.values():
            found[one.key] = other
    return found


def _names(one: Asked) -> list[tuple[str, str]]:
    label = one.title if isinstance(one, Table | ListTable) else one.label
    return [(one.code, label.en), (one.code, label.zh)]


def paired(then: Sequence[A], now: Sequence[A]) -> Iterator[tuple[A, A]]:
    """Yield each table that is asked for still, as it was and as it is."""
    by_key, both = {one.key: one for one in now}, same(then, now)
    yield from ((one, by_key[both[one.key]]) for one in then if one.key in both)


@lru_cache(maxsize=32)
def reading(plan: Plan, older: Plan) -> Plan:
    """Return a plan as it reads a workbook of a former form, each line called as it was then."""
    names, list_names = dict(plan.names), dict(plan.list_names)
    for then, now in paired(older.spec.tables, plan.spec.tables):
        rows, cols = same(then.rows, now.rows), same(then.cols, now.cols)
        names[now.key] = names[now.key].as_called(older.names[then.key], rows, cols)
    for before, after in paired(older.spec.lists, plan.spec.lists):
        fields = same(before.fields, after.fields)
        its = list_names[after.key]
        list_names[after.key] = its.as_called(older.list_names[before.key], {}, fields)
    return replace(plan, names=names, list_names=list_names, words=words_of(names))
