"""What the fields of a list ask goes together: bounds with figures, patterns with texts."""

from collections.abc import Collection, Iterator, Mapping

from schemas.meaning import meant
from schemas.patterns import pattern
from schemas.spec import Field, ListTable, Text
from validator.cells import bare
from validator.kinds.entries import shape

_NEEDS = {"min": "figure", "max": "figure", "max_length": "text", "pattern": "text"}
"""What a field has to be that says something."""


def of_list(listed: ListTable, whole: ListTable) -> Iterator[str]:
    """Yield what is wrong with the fields of a list, each with its place.

    Args:
        listed: the list as it is in force.
        whole: the list of all years: choices may go with one that is no longer there.
    """
    codes = {one.key: one.codes for one in whole.fields}
    for one in listed.fields:
        place = f"tables.{listed.key}.{one.key}"
        others = {other.key: other for other in listed.fields if other != one}
        known = codes.get(one.depends_on, {})
        found = (*_of_another_type(one), *_bounds(one), *_dates(one, others))
        found += tuple(_choices(one, others, known))
        yield from (f"{place}{said}" for said in found)


def _of_another_type(one: Field) -> Iterator[str]:
    for name, wanted in _NEEDS.items():
        if getattr(one, name) not in (None, "") and shape(one) != wanted:
            yield f".{name}: the field is a {one.type}, and no {wanted}"
    if one.within and one.within != "period":
        yield f".within: '{one.within}' is none of period"
    elif one.within and shape(one) not in ("date", "month"):
        yield f".within: only a date is within the period, and this is of type {one.type}"
    if one.type == "code" and not one.codes:
        yield ": a code needs 'codes': what may stand there"
    if one.codes and shape(one) != "code":
        yield f".codes: only what is of type code has codes, and it is of type {one.type}"


def _bounds(one: Field) -> Iterator[str]:
    if one.min is not None and one.max is not None and one.min > one.max:
        yield f".min: {one.min} is above the max, {one.max}"
    if one.max_length is not None and one.max_length < 1:
        yield ".max_length: a text has at least one character"
    if one.pattern and one.max_length and pattern(one.pattern).shortest > one.max_length:
        yield f".pattern: it takes more than {one.max_length} characters"


def _dates(one: Field, others: Mapping[str, Field]) -> Iterator[str]:
    for name in ("not_after", "not_before"):
        bound = getattr(one, name)
        if bound == "today":
            yield f".{name}: today is for referrals; say 'within: period', or name another date"
        elif bound and shape(one) not in ("date", "month"):
            yield f".{name}: the field is a {one.type}, and no date"
        elif bound and (bound not in others or shape(others[bound]) != shape(one)):
            yield f".{name}: '{bound}' is no other {shape(one)} of the list{meant(bound, others)}"


def _choices(one: Field, others: Mapping[str, Field], known: Collection[str]) -> Iterator[str]:
    """Yield what is wrong with choices: `known` are the codes of the field that they depend on."""
    if one.depends_on and (one.depends_on not in others or not others[one.depends_on].codes):
        yield f".depends_on: '{one.depends_on}' is no other field with codes"
    elif one.depends_on:
        for code in sorted({code for codes in one.goes_with.values() for code in codes}):
            if code not in known:
                yield f".codes: {one.depends_on} has no code '{code}'{meant(code, known)}"
        if not one.goes_with:
            yield f".depends_on: no code says with which of {one.depends_on} it goes"
    names = {bare(name) for code in one.codes.items() for name in _names(*code)}
    for word in one.na_codes:
        if bare(word) in names:
            yield f".na_codes: '{word}' is one of the choices"


def _names(code: str, label: Text) -> tuple[str, ...]:
    return code, label.en, label.zh
