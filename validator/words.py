"""The wording of findings, a table in both languages (`wording.yaml`)."""

import re
from collections.abc import Mapping
from datetime import datetime, time
from functools import cache
from pathlib import Path

from schemas import yaml12
from schemas.spec import Text
from validator.identity import masked

_SHOWN = 60
_SLOT = re.compile(r"\{(\w+)\}")
_OWN_SLOT = re.compile(r"\{([^{}]*)\}")
_NOTHING = {"en": "", "zh-Hant": ""}


@cache
def table() -> dict[str, dict[str, dict[str, str]]]:
    """Return the whole table as it stands in the file."""
    text = (Path(__file__).parent / "wording.yaml").read_text(encoding="utf-8")
    wording: dict[str, dict[str, dict[str, str]]] = yaml12.parse(text)
    return wording


@cache
def _templates(key: str) -> tuple[frozenset[str], Text, Text]:
    """Return which slots an entry has, its message and its hint, ready to be filled by `%`."""
    entry = table()[key]
    pairs = (entry["message"], entry.get("hint", _NOTHING))
    names = {name for pair in pairs for text in pair.values() for name in _SLOT.findall(text)}
    message, hint = (Text(_template(pair["en"]), _template(pair["zh-Hant"])) for pair in pairs)
    return frozenset(names), message, hint


def _template(text: str) -> str:
    return _SLOT.sub(r"%(\1)s", text.replace("%", "%%"))


def wording(key: str, **slots: object) -> tuple[Text, Text]:
    """Return what is wrong and what to do, filled in.

    A slot may be a Text of both languages, or a function that is asked if the words need it.
    """
    names, message, hint = _templates(key)
    said = {name: slot() if callable(slot := slots[name]) else slot for name in names}
    english = chinese = said
    if both := [(name, slot) for name, slot in said.items() if isinstance(slot, Text)]:
        english = said | {name: slot.en for name, slot in both}
        chinese = said | {name: slot.zh for name, slot in both}
    return (
        Text(message.en % english, message.zh % chinese),
        Text(hint.en % english, hint.zh % chinese),
    )


def filled(text: Text, slots: Mapping[str, object]) -> Text:
    """Return a text with what stands in braces filled in; a slot may be a Text of both languages.

    What a message calls `{value}` and so on may be called in other words by somebody's own.
    """
    said = {name: slot() if callable(slot) else slot for name, slot in slots.items()}
    both = {
        name: slot if isinstance(slot, Text) else Text(str(slot), str(slot))
        for name, slot in said.items()
    }
    return Text(
        _OWN_SLOT.sub(lambda match: both[match[1]].en, text.en),
        _OWN_SLOT.sub(lambda match: both[match[1]].zh, text.zh),
    )


@cache
def title(kind: str) -> Text:
    """Return the heading under which findings of a kind stand."""
    pair = table()["title"].get(kind) or table()["title"]["file"]
    return Text(pair["en"], pair["zh-Hant"])


@cache
def place_label(name: str) -> Text:
    """Return the label of a place of the header: form code, unit code, period."""
    pair = table()["place"][name]
    return Text(pair["en"], pair["zh-Hant"])


def cut(raw: object, longest: int = _SHOWN) -> str:
    """Return a cell's content short enough for a sentence, identity numbers masked."""
    if isinstance(raw, float):
        raw = format(raw, ".15g")
    if isinstance(raw, datetime) and raw.time() == time.min:
        raw = raw.date()
    text = str(raw)
    text = masked(text) or text
    return text if len(text) <= longest else text[: longest - 1] + "…"
