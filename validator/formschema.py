"""The JSON Schema of a form's text, by which editors complete and check while it is written.

Made of the dataclasses of the language and the table of kinds, so that it says what is read; what
a key is for is what its column in a form's workbook is called. `docs/form.schema.json` is this.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import fields
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from schemas import spec
from schemas.examplereading import BESIDE, EXPECTS
from schemas.kinds import KINDS, NO_BLANKS, TOLERANT, Slot
from schemas.load import HEAD_WORDS, LAST_DAY, SIGNERS
from schemas.rulereading import SHAPES
from schemas.spec import Text
from validator.formbook.columns import heading, words

Schema = dict[str, Any]
_WORD: Schema = {"type": ["string", "number"], "minLength": 1, "minimum": 0}
_WORDS: Schema = {"type": "array", "items": _WORD}
_WHOLE: Schema = {"type": "integer", "minimum": 0}
_TEXT: Schema = {"$ref": "#/$defs/text"}
_QUARTER: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}Q[1-4]$"}
_NAME: Schema = {"type": "string", "pattern": r"^[A-Za-z_]\w*$"}
_END: Schema = {"anyOf": [{"type": "integer"}, _NAME]}
_TIME = {"since": _QUARTER, "until": _QUARTER}
_PAIR = {"en": {"type": "string", "minLength": 1}, "zh-Hant": {"type": "string", "minLength": 1}}
_NOT_SAID = frozenset(("key", "label", "span", "spans", "codes", "goes_with", "required_if"))
_NOT_SAID |= {"values", "min_limit", "max_limit"}
"""Attributes that the text says in another way than by their names."""
_OF_SHAPE: Mapping[type, Schema] = {
    dict: {"type": "object"},
    list: {"type": "array", "minItems": 1},
    int: _WHOLE,
}


def text() -> str:
    """Return the schema as it stands in `docs/form.schema.json`."""
    return json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"


def schema() -> Schema:
    """Return the schema of a form's text, of JSON Schema 2020-12."""
    kinds = {f"rule.{kind}": _rule(kind, slots) for kind, slots in KINDS.items()}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Form spec",
        "$ref": "#/$defs/form spec",
        "$defs": {
            "form spec": _form(),
            "text": _object(_PAIR, needs=_PAIR),
            "limit": _limit(),
            "severity": {"enum": list(get_args(spec.Severity))},
            "grid": _grid(),
            "list": _list(),
            "row": _line({"equals"}),
            "column": _line({"within"}),
            "field": _field(),
            "condition": _condition(),
            "rule": _any_rule(),
            **kinds,
            "indicator": _of(
                spec.IndicatorSpec, more=_PAIR, but={"standard"}, needs=("numerator",)
            ),
            "example": _example(),
        },
    }


def _object(properties: Mapping[str, Schema], *, needs: Iterable[str] = ()) -> Schema:
    """Return a mapping of known keys, each with what it is for."""
    said = {name: _described(name, one) for name, one in properties.items()}
    found: Schema = {"type": "object", "properties": said, "additionalProperties": False}
    return {**found, "required": sorted(needs)} if needs else found


def _described(name: str, one: Schema) -> Schema:
    """Return a key's schema with what it is for, in both languages."""
    pair = words()["keys"].get(name)
    said = Text(pair["en"], pair["zh-Hant"]) if pair else heading(name)
    return one if said is None else {"description": said.both(), **one}


def _form() -> Schema:
    head: dict[str, Schema] = {name: {"enum": list(said)} for name, said in HEAD_WORDS.items()}
    day = {"type": "integer", "minimum": 1, "maximum": LAST_DAY}
    signers = {"type": "array", "minItems": 1, "items": {"enum": list(SIGNERS)}}
    head |= {"id": _WORD, "title": _TEXT, "programme": _TEXT, "service": _WORD}
    head |= {"due": _object({"day": day}), "signers": signers}
    revision = _object({"v": _WHOLE, "from": _QUARTER, "note": _TEXT}, needs=("v", "from", "note"))
    table = {
        "if": {"type": "object", "required": ["fields"]},
        "then": {"$ref": "#/$defs/list"},
        "else": {"$ref": "#/$defs/grid"},
    }
    parts = {
        "formspec": {"const": 1},
        "form": _object(head, needs=("id", "title", "programme")),
        "revisions": {"type": "array", "minItems": 1, "items": revision},
        "limits": {
            "type": "object",
            "patternProperties": {_NAME["pattern"]: {"$ref": "#/$defs/limit"}},
            "additionalProperties": False,
        },
        "tables": {"type": "object", "additionalProperties": table},
        "rules": {"type": "array", "items": {"$ref": "#/$defs/rule"}},
        "indicators": {
            "type": "object",
            "patternProperties": {r"^O[SC]\d+$": {"$ref": "#/$defs/indicator"}},
            "additionalProperties": False,
        },
        "examples": {"type": "array", "items": {"$ref": "#/$defs/example"}},
    }
    return _object(parts, needs=("formspec", "form", "revisions", "tables"))


def _limit() -> Schema:
    exact = {"type": ["string", "integer"], "pattern": r"^-?(0|[1-9]\d*)(\.\d+)?$"}
    dated = _object({"is": exact, **_TIME}, needs=("is",))
    value = {"anyOf": [exact, {"type": "array", "minItems": 2, "items": dated}]}
    return _of(spec.Limit, more={**_PAIR, "value": value}, needs=(*_PAIR, "value", "source"))


def _grid() -> Schema:
    lines = {
        "rows": {"type": "object", "additionalProperties": {"$ref": "#/$defs/row"}},
        "cols": {"type": "object", "additionalProperties": {"$ref": "#/$defs/column"}},
    }
    return _table(spec.Table, lines)


def _list() -> Schema:
    parts: dict[str, Schema] = {
        "fields": {"type": "object", "additionalProperties": {"$ref": "#/$defs/field"}},
        "lines": {"type": "integer", "minimum": 1, "maximum": spec.MOST_LINES},
    }
    return _table(spec.ListTable, parts)


def _table(made: type, parts: Mapping[str, Schema]) -> Schema:
    find = {"find": _object({"sheet": _WORDS, "anchor": _WORDS})}
    but = {"sheets", "anchors", *parts}
    return _of(made, more={**find, **parts}, but=but, needs=("title",))


def _line(but: set[str]) -> Schema:
    return _of(spec.Line, more=_PAIR, but=but, needs=_PAIR)


def _field() -> Schema:
    code = _object({**_PAIR, **_TIME, "with": _WORDS}, needs=_PAIR)
    shared = {"type": "string"}
    codes = {"anyOf": [shared, {"type": "object", "additionalProperties": code}]}
    return _of(spec.Field, more={**_PAIR, "codes": codes}, needs=(*_PAIR, "type"))


def _condition() -> Schema:
    found = _of(spec.Condition, more={"is": _WORDS}, but={"codes"}, needs=("field",))
    return {**found, "oneOf": [{"required": ["is"]}, {"required": ["younger_than"]}]}


def _any_rule() -> Schema:
    """Return a rule of any kind: which one decides on its slots."""
    ways = [
        {
            "if": {"type": "object", "properties": {"kind": _described("kind", {"const": kind})}},
            "then": {"$ref": f"#/$defs/rule.{kind}"},
        }
        for kind in KINDS
    ]
    kind = {"kind": _described("kind", {"enum": list(KINDS)})}
    needs = ["id", "kind", "severity"]
    return {"type": "object", "required": needs, "properties": kind, "allOf": ways}


def _rule(kind: str, slots: Mapping[str, Slot]) -> Schema:
    """Return a rule of one kind: its slots, and what any rule may say."""
    severity = {"$ref": "#/$defs/severity"}
    dated = _object({"is": severity, **_TIME}, needs=("is",))
    said: dict[str, Schema] = {
        "id": _WORD,
        "kind": {"const": kind},
        **{name: _slot(slot) for name, slot in slots.items()},
        "severity": {"anyOf": [severity, {"type": "array", "minItems": 2, "items": dated}]},
        "hint": _TEXT,
        "applies_to": {"type": "string"},
        **_TIME,
    }
    if "when" not in slots:
        said["when"] = {"type": "string"}
    if kind not in NO_BLANKS:
        said["blank"] = {"enum": list(get_args(spec.Blank))}
    if kind in TOLERANT:
        rounding = {"enum": ["auto", "none"]}
        share = {"type": "string", "pattern": r"^(\d+(\.\d+)?%|[A-Za-z_]\w*)$"}
        said["tolerance"] = _object({"rounding": rounding, "absolute": _WORD, "relative": share})
    needed = [name for name, slot in slots.items() if slot.needed]
    return _object(said, needs=("id", "kind", "severity", *needed))


def _slot(slot: Slot) -> Schema:
    if slot.words:
        return {"enum": list(slot.words)}
    if slot.holds == "says":
        return _TEXT
    shapes = SHAPES.get(slot.holds)
    if slot.holds == "count":
        return {"anyOf": [_WHOLE, _NAME]}
    return _OF_SHAPE[shapes[0]] if shapes else _WORD


def _example() -> Schema:
    beside: Schema = {"anyOf": [{"type": "object"}, {"const": "missing"}]}
    said = {"rule": _WORD, "period": _QUARTER, "data": {"type": "object"}, "at": _WORD}
    said |= dict.fromkeys(BESIDE, beside) | {"expect": {"enum": list(EXPECTS)}}
    return _object(said, needs=("rule", "expect"))


def _of(
    made: type,
    *,
    more: Mapping[str, Schema],
    but: Iterable[str] = (),
    needs: Iterable[str] = (),
) -> Schema:
    """Return a thing of the language: what its dataclass holds, and what the text says more."""
    hints = get_type_hints(made)
    left = [one.name for one in fields(made) if one.name not in {*_NOT_SAID, *but}]
    time = _TIME if "span" in hints else {}
    said = {name: _END if name in ("min", "max") else _typed(hints[name]) for name in left}
    if "required_if" in hints:
        said["required"] = {"type": ["boolean", "string"]}
    return _object({**said, **more, **time}, needs=needs)


def _typed(hint: Any) -> Schema:
    """Return what an attribute of a type holds in the text."""
    if isinstance(hint, UnionType) or get_origin(hint) is Union:
        hint = next(one for one in get_args(hint) if one is not type(None))
    origin = get_origin(hint)
    if origin is Literal:
        return {"enum": list(get_args(hint))}
    if origin is tuple:
        return _WORDS
    known: dict[Any, Schema] = {
        bool: {"type": "boolean"},
        int: _WHOLE,
        str: _WORD,
        spec.Text: _TEXT,
        spec.Condition: {"$ref": "#/$defs/condition"},
    }
    return known[hint]
