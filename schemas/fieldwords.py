"""What each field of a list asks of an entry, as sentences in both languages."""

from collections.abc import Iterator

from schemas.patterns import pattern
from schemas.phrases import filled, quoted
from schemas.spec import Field, ListTable, Text


def of_list(listed: ListTable) -> Iterator[tuple[str, Text]]:
    """Yield what the fields of a list ask, each by the list and the field: groups.no."""
    for one in listed.fields:
        for said in of_field(one):
            yield f"{listed.key}.{one.key}", said


def of_field(one: Field) -> Iterator[Text]:
    """Yield what a field asks beyond its type."""
    if one.required:
        yield _said(one, "required", "")
    for name in ("min", "max", "max_length"):
        if (bound := getattr(one, name)) is not None:
            yield _said(one, name, str(bound))
    if one.pattern:
        its = pattern(one.pattern)
        example = Text(*[its.example()] * 2)
        yield filled(
            "field.pattern", {"field": quoted(one.label), "bound": its.words, "example": example}
        )
    if one.within:
        yield _said(one, "within", "")


def _said(one: Field, what: str, bound: str) -> Text:
    return filled(f"field.{what}", {"field": quoted(one.label), "bound": Text(bound, bound)})
