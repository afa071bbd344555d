"""Make typed form specs of YAML text, saying everything that is wrong with the text at once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args

import yaml

from schemas import FOLDER, dictionary, yaml12
from schemas.spec import (
    Blank,
    Condition,
    Field,
    FieldType,
    FormSpec,
    IndicatorSpec,
    Line,
    ListTable,
    Revision,
    RollUp,
    RuleSpec,
    Severity,
    Table,
    Text,
    Type,
)

_FIELD_KEYS = {field.name for field in fields(Field)} - {"key", "label", "codes"}
_CONDITIONS = ("check_when", "required_when")
_LINE_KEYS = {field.name for field in fields(Line)} - {"key", "label", "note"}
_LIST_KEYS = {"unique", "known_by", "lines", "fields"}
_RULE_KEYS = {"id", "kind", "severity", "hint"}


class SpecError(ValueError):
    """A form spec cannot be used; `problems` lists every reason, each with its place."""

    def __init__(self, name: str, problems: Iterable[str]) -> None:
        self.name = name
        self.problems = list(problems)
        super().__init__(f"{name}: " + "; ".join(self.problems))


def packaged_texts() -> dict[str, str]:
    """Return the YAML text of every packaged form by its path below the catalogue's folder."""
    root = FOLDER / "forms"
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*.yaml"))
    }


def load_file(path: Path) -> FormSpec:
    """Return the form spec in a YAML file. Raises SpecError."""
    return load(path.read_text(encoding="utf-8"), name=path.name)


def load(text: str, *, name: str = "form") -> FormSpec:
    """Return the form spec that a YAML text states.

    Raises:
        SpecError: it is no YAML, or keys are missing or unknown.
    """
    try:
        document = yaml12.parse(text)
    except yaml.YAMLError as error:
        raise SpecError(name, [str(error)]) from error
    reader = _Reader()
    spec = reader.form(document, hashlib.sha256(text.encode()).hexdigest())
    if reader.problems or spec is None:
        raise SpecError(name, reader.problems)
    return spec


class _Reader:
    """Reads one document, collecting problems instead of stopping at the first."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def form(self, document: Any, sha256: str) -> FormSpec | None:
        top = {"formspec", "form", "revisions", "tables", "rules", "indicators", "examples"}
        if not isinstance(document, dict) or not {"form", "revisions", "tables"} <= set(document):
            self.problems.append("a form spec has the keys formspec, form, revisions and tables")
            return None
        self._only(document, top, "the top level")
        if document.get("formspec") != 1:
            self.problems.append("formspec: the version of the language is 1")
        head = self._mapping(document["form"], "form")
        tables = self._mapping(document["tables"], "tables").items()
        return FormSpec(
            code=str(head.get("id", "")),
            kind=str(head.get("kind", "return")),
            title=self.text(head.get("title"), "form.title"),
            programme=self.text(head.get("programme"), "form.programme"),
            service=str(head.get("service", "")),
            basis=str(head.get("basis", "unit")),
            sample=bool(head.get("sample", False)),
            due_day=int(self._mapping(head.get("due", {}), "form.due").get("day", 20)),
            signers=tuple(head.get("signers", ["unit_head"])),
            revisions=tuple(self._revision(entry) for entry in document["revisions"]),
            tables=tuple(self._table(*entry) for entry in tables if "fields" not in entry[1]),
            lists=tuple(self._list(*entry) for entry in tables if "fields" in entry[1]),
            rules=tuple(self._rule(entry) for entry in document.get("rules", [])),
            indicators=tuple(
                self._indicator(key, body)
                for key, body in self._mapping(document.get("indicators", {}), "indicators").items()
            ),
            examples=tuple(document.get("examples", [])),
            sha256=sha256,
        )

    def text(self, body: Any, where: str) -> Text:
        if not isinstance(body, dict) or not body.get("en") or not body.get("zh-Hant"):
            self.problems.append(f"{where}: both en and zh-Hant are needed")
            return Text("", "")
        return Text(str(body["en"]), str(body["zh-Hant"]))

    def _revision(self, body: Mapping[str, Any]) -> Revision:
        return Revision(int(body["v"]), str(body["from"]), self.text(body.get("note"), "revisions"))

    def _table(self, key: str, body: Mapping[str, Any]) -> Table:
        where = f"tables.{key}"
        self._only(body, {"code", "title", "find", "blank", "required", "rows", "cols"}, where)
        find = self._mapping(body.get("find", {}), f"{where}.find")
        return Table(
            key=key,
            code=str(body.get("code", "")),
            title=self.text(body.get("title"), f"{where}.title"),
            sheets=tuple(find.get("sheet", [])),
            anchors=tuple(find.get("anchor", [])),
            blank=self._one_of(Blank, body.get("blank", "skip"), f"{where}.blank"),
            rows=self._lines(body.get("rows", {}), f"{where}.rows"),
            cols=self._lines(body.get("cols", {}), f"{where}.cols"),
            required=bool(body.get("required", False)),
        )

    def _list(self, key: str, body: Mapping[str, Any]) -> ListTable:
        where = f"tables.{key}"
        self._only(body, {"code", "title", "find", *_LIST_KEYS}, where)
        find = self._mapping(body.get("find", {}), f"{where}.find")
        return ListTable(
            key=key,
            code=str(body.get("code", "")),
            title=self.text(body.get("title"), f"{where}.title"),
            sheets=tuple(find.get("sheet", [])),
            anchors=tuple(find.get("anchor", [])),
            unique=str(body.get("unique", "")),
            known_by=tuple(body.get("known_by", ())),
            lines=int(body.get("lines", 30)),
            fields=tuple(
                self._field(name, entry, f"{where}.{name}")
                for name, entry in self._mapping(body["fields"], where).items()
            ),
        )

    def _field(self, key: str, body: Any, where: str) -> Field:
        body = self._mapping(body, where)
        slots = {k: v for k, v in body.items() if k not in ("en", "zh-Hant", "codes")}
        self._only(slots, _FIELD_KEYS, where)
        self._one_of(FieldType, slots.get("type"), f"{where}.type")
        slots["also_called"] = tuple(slots.get("also_called", ()))
        for name in _CONDITIONS:
            if name in slots:
                slots[name] = self._condition(slots[name], f"{where}.{name}")
        codes = self._codes(body.get("codes", {}), f"{where}.codes")
        return Field(key=key, label=self.text(body, where), codes=codes, **slots)

    def _codes(self, body: Any, where: str) -> dict[str, Text]:
        """Read the codes of a field: its own, or the name of a list that forms share."""
        if isinstance(body, str):
            if body not in dictionary.code_lists():
                self.problems.append(f"{where}: there is no code list '{body}'")
            return dict(dictionary.code_lists().get(body, {}))
        listed = self._mapping(body, where).items()
        return {str(code): self.text(words, f"{where}.{code}") for code, words in listed}

    def _condition(self, body: Any, where: str) -> Condition:
        body = self._mapping(body, where)
        self._only(body, {"field", "is", "younger_than", "at"}, where)
        if ("is" in body) == ("younger_than" in body):
            self.problems.append(f"{where}: either 'is' or 'younger_than' is needed")
        return Condition(
            field=str(body.get("field", "")),
            codes=tuple(map(str, body.get("is", ()))),
            younger_than=body.get("younger_than"),
            at=str(body.get("at", "")),
        )

    def _lines(self, body: Any, where: str) -> tuple[Line, ...]:
        return tuple(
            self._line(key, entry, f"{where}.{key}")
            for key, entry in self._mapping(body, where).items()
        )

    def _line(self, key: str, body: Any, where: str) -> Line:
        body = self._mapping(body, where)
        self._only(body, _LINE_KEYS | {"en", "zh-Hant", "note"}, where)
        slots: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in body.items()
            if name in _LINE_KEYS
        }
        slots.setdefault("code", key)
        if "type" in slots:
            self._one_of(Type, slots["type"], f"{where}.type")
        note = self.text(body["note"], f"{where}.note") if "note" in body else None
        return Line(key=key, label=self.text(body, where), note=note, **slots)

    def _rule(self, body: Any) -> RuleSpec:
        body = self._mapping(body, "rules")
        where = f"rules.{body.get('id', '?')}"
        if not _RULE_KEYS - {"hint"} <= set(body):
            self.problems.append(f"{where}: id, kind and severity are needed")
        hint = self.text(body["hint"], f"{where}.hint") if "hint" in body else None
        slots = {name: value for name, value in body.items() if name not in _RULE_KEYS}
        severity = self._one_of(Severity, body.get("severity", "error"), f"{where}.severity")
        return RuleSpec(str(body.get("id")), str(body.get("kind")), severity, slots, hint)

    def _indicator(self, standard: str, body: Any) -> IndicatorSpec:
        where = f"indicators.{standard}"
        body = self._mapping(body, where)
        keys = {"numerator", "denominator", "opening", "roll_up"}
        self._only(body, keys | {"en", "zh-Hant"}, where)
        slots = {name: value for name, value in body.items() if name in keys}
        if "roll_up" in slots:
            self._one_of(RollUp, slots["roll_up"], f"{where}.roll_up")
        return IndicatorSpec(standard=standard, label=self.text(body, where), **slots)

    def _one_of(self, words: Any, said: Any, where: str) -> Any:
        """Hold a word to the list of those that may stand there."""
        allowed = get_args(words)
        if said not in allowed:
            self.problems.append(f"{where}: '{said}' is none of {', '.join(allowed)}")
        return said

    def _mapping(self, body: Any, where: str) -> dict[str, Any]:
        if isinstance(body, dict):
            return body
        self.problems.append(f"{where}: a mapping is needed here")
        return {}

    def _only(self, body: Mapping[str, Any], allowed: set[str], where: str) -> None:
        for key in sorted(set(body) - allowed):
            self.problems.append(f"{where}: the key '{key}' is not known")
