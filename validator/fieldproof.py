"""What the fields of a list ask goes together: bounds with figures, patterns with texts."""

from collections.abc import Iterator

from schemas.patterns import pattern
from schemas.spec import Field, ListTable
from validator.kinds.entries import shape

OF_FIGURES, OF_TEXTS = ("min", "max"), ("max_length", "pattern")


def of_list(listed: ListTable) -> Iterator[str]:
    """Yield what is wrong with the fields of a list, each with its place."""
    for one in listed.fields:
        place = f"tables.{listed.key}.{one.key}"
        yield from (f"{place}.{said}" for said in (*_of_another_type(one), *_bounds(one)))


def _of_another_type(one: Field) -> Iterator[str]:
    for names, wanted in ((OF_FIGURES, "figure"), (OF_TEXTS, "text"), (("codes",), "code")):
        for name in names:
            if getattr(one, name) not in (None, "", {}) and shape(one) != wanted:
                yield f"{name}: the field is a {one.type}, and no {wanted}"
    if one.within and shape(one) not in ("date", "month"):
        yield f"within: the field is a {one.type}, and no date"
    if one.within not in ("", "period"):
        yield f"within: '{one.within}' is not 'period'"


def _bounds(one: Field) -> Iterator[str]:
    if one.min is not None and one.max is not None and one.min > one.max:
        yield f"min: {one.min} is above the max, {one.max}"
    if one.max_length is not None and one.max_length < 1:
        yield "max_length: a text has at least one character"
    if one.pattern and one.max_length and pattern(one.pattern).shortest > one.max_length:
        yield f"pattern: it takes more than {one.max_length} characters"
