"""What a field of a list asks beside another of its entry: bound as rules that nobody wrote."""

from collections.abc import Iterator

from schemas.spec import Field, ListTable
from validator.kinds.entrychoices import ValidPair
from validator.kinds.entrysums import FieldPair
from validator.kinds.ruling import Ground, Head, Ruling

_BOUNDS = ("not_after", "not_before")


def of_fields(ground: Ground) -> Iterator[Ruling]:
    """Yield what the fields of the form's lists ask beside each other; they are sound by now."""
    for listed in ground.spec.lists:
        for one in listed.fields:
            yield from _of_field(listed, one)


def _of_field(listed: ListTable, one: Field) -> Iterator[Ruling]:
    rule = f"L.{listed.code}.{one.key}"
    for name in _BOUNDS:
        if bound := getattr(one, name):
            head = Head(f"{rule}.{name}", "compare", "error")
            pair = (one, listed.field(bound))
            yield FieldPair(head, pair, name, listed.key, (one.key, bound))
    if one.depends_on:
        parent = listed.field(one.depends_on)
        allowed = {
            code: tuple(own for own in one.codes if code in one.goes_with.get(own, (code,)))
            for code in parent.codes
        }
        head = Head(f"{rule}.depends_on", "valid_pair", "error")
        yield ValidPair(head, (parent, one), listed.key, (parent.key, one.key), allowed)
