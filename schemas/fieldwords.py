"""What each field of a list asks of an entry, as sentences in both languages."""

from collections.abc import Iterator

from schemas.expressionnames import Names, Near
from schemas.expressionreading import parse
from schemas.expressionwords import words
from schemas.patterns import pattern
from schemas.phrases import filled, joined, quoted
from schemas.spec import Condition, Field, Line, ListTable, Table, Text

_OTHERS = ("not_after", "not_before", "depends_on")
_ASKED = ("required", "min", "max", "max_length", "pattern", "within", *_OTHERS, "na_codes")
_TODAY = Text("today", "今天")


def of_list(names: Names, listed: ListTable) -> Iterator[tuple[str, Text]]:
    """Yield what the fields of a list ask, each by the list and the field: groups.no."""
    for one in listed.fields:
        for said in of_field(names, listed, one):
            yield f"{listed.key}.{one.key}", said


def of_lines(names: Names, table: Table) -> Iterator[tuple[str, Text]]:
    """Yield when lines of a grid have to be filled in, or left blank."""
    for line in (*table.rows, *table.cols):
        for said in _conditions(names, line, None):
            yield f"{table.key}.{line.key}", said


def _conditions(names: Names, one: Line | Field, near: Near | None) -> Iterator[Text]:
    for kind, text in (("required_when", one.required_if), ("forbidden_when", one.forbidden)):
        if text:
            when = words(names, parse(text), near)
            yield filled(kind, {"figure": quoted(one.label), "when": when})


def _of_referrals(listed: ListTable, one: Field) -> Iterator[Text]:
    """Yield what a field of a referral form asks, with the conditions that such a form has."""
    figure = quoted(one.label)
    if one.check:
        when = one.check_when and _where(listed, one.check_when)
        kind = f"field.{one.check}.when" if when else f"field.{one.check}"
        yield filled(kind, {"field": figure, "when": when or figure})
    if one.required_when:
        yield filled("required_when", {"figure": figure, "when": _where(listed, one.required_when)})
    if one.must_be:
        code = quoted(one.codes.get(one.must_be, Text(one.must_be, one.must_be)))
        yield filled("field.must_be", {"field": figure, "bound": code})


def _where(listed: ListTable, condition: Condition) -> Text:
    other = listed.field(condition.field)
    if condition.younger_than is not None:
        years = str(condition.younger_than)
        day = quoted(listed.field(condition.at).label)
        return filled("condition.younger", {"years": Text(years, years), "day": day})
    codes = [quoted(other.codes.get(code, Text(code, code))) for code in condition.codes]
    said = {"field": quoted(other.label), "codes": joined(codes, " or ")}
    return filled("condition.is", said)


def of_field(names: Names, listed: ListTable, one: Field) -> Iterator[Text]:
    """Yield what a field asks beyond its type."""
    others = {other.key: quoted(other.label) for other in listed.fields}
    for name in _ASKED:
        if (said := getattr(one, name)) in (None, "", False, ()):
            continue
        slots = {"field": quoted(one.label), "bound": Text(str(said), str(said))}
        if name in _OTHERS:
            slots["bound"] = others.get(said, _TODAY)
        elif name in ("min", "max") and (limit := getattr(one, f"{name}_limit")):
            label = next(each.label for each in names.spec.limits if each.key == limit)
            slots["bound"] = Text(f"{said} ({label.en})", f"{said}（{label.zh}）")
        elif name == "na_codes":
            slots["bound"] = joined([quoted(Text(word, word)) for word in said], " or ")
        elif name == "pattern":
            example = pattern(said).example()
            slots |= {"bound": pattern(said).words, "example": Text(example, example)}
        yield filled(f"field.{name}", slots)
    yield from _conditions(names, one, names.near(listed.key, inner=False))
    yield from _of_referrals(listed, one)
