"""Write a form spec as the text that states it: in the machine's order, the same for the same form.

Only what is not the default is written. An attribute that came to the language later is written
under its own name; what cannot be written so that it is read as it was is refused.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Any

from schemas import dictionary, spec, yaml12
from schemas.kinds import KINDS
from schemas.limitreading import NAME
from schemas.load import SpecError, load
from schemas.spec import FormSpec, RuleSpec, Text

LANGUAGE = 1
"""The version of the form language."""
_OTHERWISE = {"kind": "return", "basis": "unit", "sample": False, "service": "", "due_day": 20}
_OTHERWISE |= {"signers": ("unit_head",), "blank": "skip"}
"""What is read where nothing is said, of attributes that have no default of their own."""
_PARTS = frozenset({"revisions", "limits", "tables", "lists", "rules", "indicators", "examples"})
_PARTS |= {"sha256"}
_BEGINS, _ENDS = ("rule", "period"), ("data", "expect", "at")
"""How an example begins and ends; what is known beside its return stands between."""


class NotWritten(ValueError):
    """A form holds what the language cannot say."""


def written(form: FormSpec) -> str:
    """Return the canonical text of a form.

    Raises:
        NotWritten: the text would not be read as the form that it is.
    """
    text = yaml12.write(document(form))
    try:
        read = load(text, name=form.code)
    except SpecError as error:
        raise NotWritten(str(error)) from error
    if others := [name for name in _names() if getattr(read, name) != getattr(form, name)]:
        raise NotWritten(f"{form.code}: {', '.join(others)} cannot be written as it is")
    return text


def same(one: FormSpec, other: FormSpec) -> bool:
    """Say whether two forms are the same in all but the text that they were read from."""
    return all(getattr(one, name) == getattr(other, name) for name in _names())


def _names() -> list[str]:
    return [one.name for one in fields(FormSpec) if one.name != "sha256"]


def document(form: FormSpec) -> dict[str, Any]:
    """Return a form as the document that its text holds."""
    tables = {table.key: _table(table, ("rows", "cols")) for table in form.tables}
    tables |= {listed.key: _table(listed, ("fields",)) for listed in form.lists}
    parts: dict[str, Any] = {
        "revisions": [_plain(revision, number="v", since="from") for revision in form.revisions],
        "limits": {one.key: _limit(one) for one in form.limits},
        "tables": tables,
        "rules": [_rule(rule) for rule in form.rules],
        "indicators": {one.standard: _plain(one, standard=None) for one in form.indicators},
        "examples": [_example(example) for example in form.examples],
    }
    needed = {key: body for key, body in parts.items() if body or key == "tables"}
    return {"formspec": LANGUAGE, "form": _head(form), **needed}


def _head(form: FormSpec) -> dict[str, Any]:
    found = _plain(form, code="id", **dict.fromkeys(_PARTS))
    due = found.pop("due_day", None)
    return found if due is None else {**found, "due": yaml12.Inline(day=due)}


def _limit(limit: spec.Limit) -> dict[str, Any]:
    found = _plain(limit, key=None, values=None)
    return {**found, "value": _over_time(limit)}


def _over_time(limit: spec.Limit) -> Any:
    if not limit.values:
        return _number(limit.value)
    return [yaml12.Inline({"is": _number(said), **_value(span)}) for span, said in limit.values]


def _number(said: str) -> int | str:
    return said if "." in said else int(said)


def _table(table: spec.Table | spec.ListTable, parts: tuple[str, ...]) -> dict[str, Any]:
    found = _plain(table, key=None, **dict.fromkeys(parts))
    find = {"sheet": found.pop("sheets", None), "anchor": found.pop("anchors", None)}
    found["find"] = {name: words for name, words in find.items() if words}
    inside = {part: {one.key: _line(one) for one in getattr(table, part)} for part in parts}
    return {name: body for name, body in found.items() if body != {}} | inside


def _line(one: spec.Line | spec.Field) -> dict[str, Any]:
    """Return a row, a column, or a field with its codes."""
    apart = dict.fromkeys(("key", "codes", "spans", "goes_with"))
    named = {"required_if": "required", "min_limit": "min", "max_limit": "max"}
    found = _plain(one, **named, **apart)
    if one.code == one.key:
        del found["code"]
    if isinstance(one, spec.Field) and one.codes and one.type != "bool":
        found["codes"] = _codes(one)
    return found


def _codes(field: spec.Field) -> str | dict[str, Any]:
    """Return the codes of a field, or the name of the shared list that they are."""
    own: dict[str, dict[str, Any]] = {
        code: {**label.document()} for code, label in field.codes.items()
    }
    for code, span in field.spans.items():
        own[code] |= _value(span)
    for code, others in field.goes_with.items():
        own[code]["with"] = list(others)
    for name, shared in dictionary.code_lists_as_written().items():
        if own == shared and list(own) == list(shared):
            return name
    return own


def _rule(rule: RuleSpec) -> dict[str, Any]:
    order = [*KINDS.get(rule.kind, ()), *sorted(rule.slots)]
    slots = {name: _value(rule.slots[name]) for name in order if name in rule.slots}
    head = {"id": rule.id, "kind": rule.kind, **slots}
    rest = _plain(rule, id=None, kind=None, slots=None, severity=None, severities=None, limits=None)
    severity: Any = rule.severity
    if rule.severities:
        severity = [yaml12.Inline({"is": word, **_value(span)}) for span, word in rule.severities]
    return {**head, "severity": severity, **rest}


def _example(example: Mapping[str, object]) -> dict[str, Any]:
    beside = sorted(example.keys() - {*_BEGINS, *_ENDS})
    order = [name for name in (*_BEGINS, *beside, *_ENDS) if name in example]
    return {name: _value(example[name]) for name in order}


def _plain(one: Any, **names: str | None) -> dict[str, Any]:
    """Return the attributes of a thing that are not as they are unless said.

    Args:
        one: a dataclass of the form language.
        names: what an attribute is called in the text, where that is another name; None: not here.
    """
    found: dict[str, Any] = {}
    for each in fields(one):
        name, value = names.get(each.name, each.name), getattr(one, each.name)
        if name is None or value == _default(each):
            continue
        body = _value(value)
        found |= body if each.name in ("label", "span") else {name: body}
    return found


def _default(one: Field[Any]) -> Any:
    if one.default_factory is not MISSING:
        return one.default_factory()
    return _OTHERWISE.get(one.name) if one.default is MISSING else one.default


def _tolerance(said: spec.Tolerance) -> dict[str, str]:
    found = {} if said.rounding else {"rounding": "none"}
    found |= {"absolute": said.absolute} if said.absolute else {}
    share = said.relative if NAME.fullmatch(said.relative) else f"{said.relative}%"
    return found | ({"relative": share} if said.relative else {})


def _value(value: Any) -> Any:
    """Return what the language can say as words, numbers, lists and mappings."""
    if isinstance(value, Text):
        return value.document()
    if isinstance(value, spec.Condition):
        return yaml12.Inline(_plain(value, codes="is"))
    if isinstance(value, spec.Tolerance):
        return yaml12.Inline(_tolerance(value))
    if is_dataclass(value):
        return yaml12.Inline(_plain(value))
    if isinstance(value, Mapping):
        body = {name: _value(inner) for name, inner in value.items()}
        return body if "zh-Hant" in body else yaml12.Inline(body)
    if isinstance(value, (list, tuple)):
        return [_value(one) for one in value]
    if value is None or isinstance(value, (str, int)):
        return value
    raise NotWritten(f"there are no words for {value!r}")
