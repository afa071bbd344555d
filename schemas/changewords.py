"""How a change of a form is worded: things, attributes and values, in both languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from schemas import FOLDER, yaml12
from schemas.periods import NotAPeriod, Period
from schemas.spec import Field, Line, Span, Text

_TOLD = {
    "form": {
        "code",
        "revisions",
        "tables",
        "lists",
        "rules",
        "indicators",
        "examples",
        "sha256",
        "limits",
    },
    "table": {"key", "rows", "cols"},
    "list": {"key", "fields"},
    "line": {"key", "label", "total_of", "equals", "within", "required_if", "forbidden"},
    "field": {"key", "label", "codes"},
    "rule": {"id", "slots", "kind", "severities"},
    "limit": {"key", "value", "values"},
    "indicator": {"standard"},
    "revision": {"number"},
}
"""Attributes that have sentences of their own."""
NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different: the key of its sentence, and the sentence."""

    key: str
    words: Text


@cache
def _table() -> Mapping[str, Mapping[str, Text]]:
    parts = yaml12.parse((FOLDER / "changes.yaml").read_text(encoding="utf-8"))
    return {
        part: {key: Text(pair["en"], pair["zh-Hant"]) for key, pair in words.items()}
        for part, words in parts.items()
    }


def say(key: str, **slots: Text | str | int) -> Text:
    """Return the sentence of a change, its slots filled in."""
    return _filled("says", key, slots)


def change(key: str, **slots: Text | str | int) -> Change:
    """Return what is different, its sentence filled in."""
    return Change(key, say(key, **slots))


def attributes(about: Text, old: Any, new: Any, *, told: str) -> Iterator[Change]:
    """Yield every attribute that differs and has no sentence of its own."""
    for one in fields(old):
        before, after = getattr(old, one.name), getattr(new, one.name)
        if one.name in _TOLD[told] or before == after:
            continue
        yield change(
            "attribute",
            thing=about,
            what=attribute(one.name),
            old=worded(before),
            new=worded(after),
        )


def thing(key: str, **slots: Text | str | int) -> Text:
    """Return what a change is about, its slots filled in."""
    return _filled("thing", key, slots)


def _filled(part: str, key: str, slots: Mapping[str, Text | str | int]) -> Text:
    pair = _table()[part][key]
    both = {name: one if isinstance(one, Text) else same(one) for name, one in slots.items()}
    return Text(
        pair.en.format(**{name: one.en for name, one in both.items()}),
        pair.zh.format(**{name: one.zh for name, one in both.items()}),
    )


def same(said: object) -> Text:
    """Return a text that is the same in both languages."""
    return Text(str(said), str(said))


def quoted(label: Text) -> Text:
    """Return a name in the quotation marks of its language."""
    return Text(f"“{label.en}”", f"「{label.zh}」")


def named(line: Line | Field) -> Text:
    """Return what a line or a column is called, with its code."""
    label = quoted(line.label)
    return Text(f"{label.en} ({line.code})", f"{label.zh}（{line.code}）") if line.code else label


def period(said: str) -> Text:
    """Return a quarter in words with its id."""
    try:
        found = Period.parse(said)
    except NotAPeriod:
        return same(said)
    return Text(f"{found.words('en')} ({found.id})", f"{found.words('zh')}（{found.id}）")


def in_time(span: Span) -> Text:
    """Return from when to when something holds, to stand after it; nothing for always."""
    if not span:
        return NOTHING
    key = "both" if span.since and span.until else "since" if span.since else "until"
    return _filled("span", key, {"since": period(span.since), "until": period(span.until)})


def attribute(name: str) -> Text:
    """Return what an attribute is called; its own name where nobody named it."""
    return _table()["attribute"].get(name) or same(name)


def worded(value: object) -> Text:
    """Return a value in words."""
    if isinstance(value, Text):
        return quoted(value)
    if isinstance(value, Span):
        words = in_time(value)
        return Text(words.en.lstrip(", "), words.zh.strip("（）")) if value else _word("always")
    if isinstance(value, bool):
        return _word("yes" if value else "no")
    if value is None or value in ("", (), {}):
        return _word("nothing")
    if isinstance(value, tuple | list):
        return _row([worded(one) for one in value])
    if isinstance(value, Mapping):
        return _row([_pair(str(key), worded(one)) for key, one in value.items()])
    return _table()["value"].get(str(value)) or same(value)


def dated(entry: tuple[Span, str]) -> Text:
    """Return a severity with its time."""
    span, severity = entry
    word, time = worded(severity), in_time(span)
    return Text(word.en + time.en, word.zh + time.zh)


def _word(key: str) -> Text:
    return _table()["value"][key]


def _row(words: list[Text]) -> Text:
    return Text(", ".join(one.en for one in words), "、".join(one.zh for one in words))


def _pair(key: str, value: Text) -> Text:
    return Text(f"{key}: {value.en}", f"{key}：{value.zh}")
