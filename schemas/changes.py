"""What is different between two texts, or two editions, of a form: as sentences for people.

Nothing that differs is silent: what has no sentence of its own is told attribute by attribute.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from schemas.changewords import (
    NOTHING,
    Change,
    attribute,
    attributes,
    change,
    dated,
    in_time,
    named,
    period,
    quoted,
    same,
    thing,
    worded,
)
from schemas.sentences import sentence, sentences
from schemas.spec import (
    Field,
    FormSpec,
    IndicatorSpec,
    Limit,
    Line,
    ListTable,
    RuleSpec,
    Span,
    Table,
    Text,
)

_Made = TypeVar("_Made", Line, Field)


def changes(old: FormSpec, new: FormSpec) -> list[Change]:
    """Return what is different between two forms, in the order of the form."""
    return [
        *attributes(thing("form"), old, new, told="form"),
        *_revisions(old, new),
        *_limits(old, new),
        *_tables(old.tables, new.tables),
        *_lists(old.lists, new.lists),
        *_structure(old, new),
        *_rules(old, new),
        *_indicators(old, new),
        *_examples(old.examples, new.examples),
    ]


def _paired(
    old: Iterable[Any], new: Iterable[Any], key: str
) -> tuple[list[Any], list[Any], list[tuple[Any, Any]]]:
    """Return what is new, what is gone, and what is in both, by an attribute of each."""
    before = {getattr(one, key): one for one in old}
    after = {getattr(one, key): one for one in new}
    added = [one for name, one in after.items() if name not in before]
    gone = [one for name, one in before.items() if name not in after]
    return added, gone, [(before[name], after[name]) for name in after if name in before]


def _revisions(old: FormSpec, new: FormSpec) -> Iterator[Change]:
    added, gone, both = _paired(old.revisions, new.revisions, "number")
    for one in added:
        yield change("revision_added", number=one.number, since=period(one.since), note=one.note)
    for one in gone:
        yield change("revision_gone", number=one.number)
    for before, after in both:
        about = thing("revision", number=after.number)
        yield from attributes(about, before, after, told="revision")


def _limits(old: FormSpec, new: FormSpec) -> Iterator[Change]:
    added, gone, both = _paired(old.limits, new.limits, "key")
    for one in added:
        yield change("limit_added", line=quoted(one.label), value=_values(one))
    for one in gone:
        yield change("limit_gone", line=quoted(one.label))
    for before, after in both:
        about = thing("limit", line=quoted(after.label))
        if (was := _values(before)) != (now := _values(after)):
            words = {"old": was, "new": now}
            yield change("attribute", thing=about, what=attribute("value"), **words)
        yield from attributes(about, before, after, told="limit")


def _values(limit: Limit) -> Text:
    """Return the value of a limit, or its values with their times."""
    return _over_time(limit.values, limit.value)


def _tables(old: Sequence[Table], new: Sequence[Table]) -> Iterator[Change]:
    added, gone, both = _paired(old, new, "key")
    yield from (change("table_added", line=quoted(one.title)) for one in added)
    yield from (change("table_gone", line=quoted(one.title)) for one in gone)
    for before, after in both:
        title = quoted(after.title)
        yield from attributes(title, before, after, told="table")
        yield from _lines(title, before.rows, after.rows, what="row")
        yield from _lines(title, before.cols, after.cols, what="col")


def _lists(old: Sequence[ListTable], new: Sequence[ListTable]) -> Iterator[Change]:
    added, gone, both = _paired(old, new, "key")
    yield from (change("table_added", line=quoted(one.title)) for one in added)
    yield from (change("table_gone", line=quoted(one.title)) for one in gone)
    for before, after in both:
        title = quoted(after.title)
        yield from attributes(title, before, after, told="list")
        yield from _lines(title, before.fields, after.fields, what="col")
        for one, other in _paired(before.fields, after.fields, "key")[2]:
            yield from _codes(title, one, other)


def _lines(
    table: Text, old: Sequence[_Made], new: Sequence[_Made], *, what: str
) -> Iterator[Change]:
    added, gone, both = _paired(old, new, "key")
    for one in added:
        yield change(f"{what}_added", table=table, line=named(one), span=in_time(one.span))
    for one in gone:
        yield change(f"{what}_gone", table=table, line=named(one))
    for before, after in both:
        if before.label != after.label:
            yield change(f"{what}_renamed", table=table, **_renamed(before.label, after.label))
        about = thing("line", table=table, line=named(after))
        told = "line" if isinstance(after, Line) else "field"
        yield from attributes(about, before, after, told=told)
    if [one.key for one, _ in both] != [one.key for one in old if one not in gone]:
        yield change("moved", table=table, names=worded([one.label for one in new]))


def _codes(table: Text, old: Field, new: Field) -> Iterator[Change]:
    about = thing("line", table=table, line=named(new))
    for code, label in new.codes.items():
        name = _coded(code, label)
        if code not in old.codes:
            span = in_time(new.spans[code]) if code in new.spans else NOTHING
            yield change("code_added", thing=about, line=name, span=span)
        elif old.codes[code] != label:
            names = _renamed(old.codes[code], label)
            yield change("code_renamed", thing=about, **names)
    for code, label in old.codes.items():
        if code not in new.codes:
            yield change("code_gone", thing=about, line=_coded(code, label))


def _renamed(old: Text, new: Text) -> dict[str, Text]:
    """Return both names; in a language in which they are the same, both languages' names."""
    former, latter = quoted(old), quoted(new)
    if old.en == new.en:
        former, latter = (
            Text(f"“{one.both()}”", side.zh) for one, side in ((old, former), (new, latter))
        )
    if old.zh == new.zh:
        former, latter = (
            Text(side.en, f"「{one.both()}」") for one, side in ((old, former), (new, latter))
        )
    return {"old": former, "new": latter}


def _coded(code: str, label: Text) -> Text:
    name = quoted(label)
    return Text(f"{name.en} ({code})", f"{name.zh}（{code}）")


def _structure(old: FormSpec, new: FormSpec) -> Iterator[Change]:
    """Yield the rules of the tables that are others; another name alone is told by its line."""
    before, after = _by_place(old), _by_place(new)
    shapes = _shapes(old), _shapes(new)
    for place, words in after.items():
        if place not in before:
            yield change(
                "rule_added", id=place, span=NOTHING, severity=worded("error"), sentence=words
            )
        elif shapes[0][place] != shapes[1][place]:
            yield change("rule_says", id=place, new=words, old=before[place])
    for place, words in before.items():
        if place not in after:
            yield change("rule_gone", id=place, sentence=words)


def _by_place(spec: FormSpec) -> dict[str, Text]:
    """Return what the rules of the tables say, by the place of their line."""
    found: dict[str, list[Text]] = {}
    for place, words in sentences(replace(spec, rules=(), lists=())):
        found.setdefault(place, []).append(words)
    return {place: _joined(words) for place, words in found.items()}


def _shapes(spec: FormSpec) -> dict[str, tuple[object, ...]]:
    return {
        f"{table.key}.{line.key}": (
            *(line.total_of, line.equals, line.within),
            *(line.required_if, line.forbidden),
        )
        for table in spec.tables
        for line in (*table.rows, *table.cols)
    }


def _joined(words: list[Text]) -> Text:
    return Text(" ".join(one.en for one in words), "".join(one.zh for one in words))


def _rules(old: FormSpec, new: FormSpec) -> Iterator[Change]:
    added, gone, both = _paired(old.rules, new.rules, "id")
    for one in added:
        yield change(
            "rule_added",
            id=one.id,
            span=in_time(one.span),
            severity=worded(one.severity),
            sentence=sentence(new, one),
        )
    for one in gone:
        yield change("rule_gone", id=one.id, sentence=sentence(old, one))
    for before, after in both:
        yield from _rule((old, before), (new, after))


def _rule(old: tuple[FormSpec, RuleSpec], new: tuple[FormSpec, RuleSpec]) -> Iterator[Change]:
    (_, before), (_, after) = old, new
    about = thing("rule", id=after.id)
    if (before.kind, before.slots) != (after.kind, after.slots):
        said, says = sentence(*old), sentence(*new)
        if said != says:
            yield change("rule_says", id=after.id, new=says, old=said)
        else:
            words = {"old": worded(before.slots), "new": worded(after.slots)}
            yield change("attribute", thing=about, what=attribute("slots"), **words)
    if before.severities != after.severities:
        severities = (_over_time(one.severities, one.severity) for one in (before, after))
        words = dict(zip(("old", "new"), severities, strict=True))
        yield change("attribute", thing=about, what=attribute("severities"), **words)
        after = replace(after, severity=before.severity)
    yield from attributes(about, before, after, told="rule")


def _over_time(entries: Sequence[tuple[Span, str]], alone: str) -> Text:
    if not entries:
        return worded(alone)
    words = [dated(entry) for entry in entries]
    return Text("; ".join(one.en for one in words), "；".join(one.zh for one in words))


def _indicators(old: FormSpec, new: FormSpec) -> Iterator[Change]:
    added, gone, both = _paired(old.indicators, new.indicators, "standard")
    for one in added:
        yield change("indicator_added", line=_standard(one), span=in_time(one.span))
    for one in gone:
        yield change("indicator_gone", line=_standard(one))
    for before, after in both:
        about = thing("standard", line=_standard(after))
        yield from attributes(about, before, after, told="indicator")


def _standard(one: IndicatorSpec) -> Text:
    name = quoted(one.label)
    return Text(f"{one.standard} {name.en}", f" {one.standard} {name.zh}")


def _examples(
    old: Sequence[Mapping[str, object]], new: Sequence[Mapping[str, object]]
) -> Iterator[Change]:
    if len(old) != len(new):
        yield change("examples", old=same(len(old)), new=same(len(new)))
    elif list(old) != list(new):
        yield change("examples_other")
