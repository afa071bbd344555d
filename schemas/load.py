"""Make typed form specs of YAML text, saying everything that is wrong with the text at once."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import yaml

from schemas import FOLDER, dictionary, yaml12
from schemas.reading import DATED
from schemas.rulereading import RuleReader
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
    Table,
    Type,
)

_FIELD_KEYS = {field.name for field in fields(Field)} - {"key", "label", "codes", "span", "spans"}
_CONDITIONS = ("check_when", "required_when")
_LINE_KEYS = {field.name for field in fields(Line)} - {"key", "label", "note", "span"}
_LIST_KEYS = {"unique", "known_by", "lines", "fields"}


class SpecError(ValueError):
    """A form spec cannot be used; `problems` lists every reason, each with its place.

    `sound` is the form without its wrong rules, where nothing else is wrong with the text.
    """

    def __init__(self, name: str, problems: Iterable[str], sound: FormSpec | None = None) -> None:
        self.name, self.sound = name, sound
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
        in_rules = all(problem.startswith("rules.") for problem in reader.problems)
        raise SpecError(name, reader.problems, spec if in_rules else None)
    return spec


class _Reader(RuleReader):
    """Reads one document, collecting problems instead of stopping at the first."""

    def form(self, document: Any, sha256: str) -> FormSpec | None:
        top = {"formspec", "form", "revisions", "tables", "rules", "indicators", "examples"}
        if not isinstance(document, dict) or not {"form", "revisions", "tables"} <= set(document):
            self.problems.append("a form spec has the keys formspec, form, revisions and tables")
            return None
        self.only(document, top, "the top level")
        if document.get("formspec") != 1:
            self.problems.append("formspec: the version of the language is 1")
        head = self.mapping(document["form"], "form")
        tables = self.mapping(document["tables"], "tables").items()
        return FormSpec(
            code=str(head.get("id", "")),
            kind=str(head.get("kind", "return")),
            title=self.text(head.get("title"), "form.title"),
            programme=self.text(head.get("programme"), "form.programme"),
            service=str(head.get("service", "")),
            basis=str(head.get("basis", "unit")),
            sample=bool(head.get("sample", False)),
            due_day=int(self.mapping(head.get("due", {}), "form.due").get("day", 20)),
            signers=tuple(head.get("signers", ["unit_head"])),
            revisions=tuple(self._revision(entry) for entry in document["revisions"]),
            tables=tuple(self._table(*entry) for entry in tables if "fields" not in entry[1]),
            lists=tuple(self._list(*entry) for entry in tables if "fields" in entry[1]),
            rules=self.rules(document.get("rules", [])),
            indicators=tuple(
                self._indicator(key, body)
                for key, body in self.mapping(document.get("indicators", {}), "indicators").items()
            ),
            examples=tuple(
                one for one in document.get("examples", []) if one.get("rule") not in self.wrong
            ),
            sha256=sha256,
        )

    def _revision(self, body: Mapping[str, Any]) -> Revision:
        since = self.period(body["from"], "revisions.from")
        return Revision(int(body["v"]), since, self.text(body.get("note"), "revisions"))

    def _table(self, key: str, body: Mapping[str, Any]) -> Table:
        where = f"tables.{key}"
        self.only(body, {"code", "title", "find", "blank", "required", "rows", "cols"}, where)
        find = self.mapping(body.get("find", {}), f"{where}.find")
        return Table(
            key=key,
            code=str(body.get("code", "")),
            title=self.text(body.get("title"), f"{where}.title"),
            sheets=tuple(find.get("sheet", [])),
            anchors=tuple(find.get("anchor", [])),
            blank=self.one_of(Blank, body.get("blank", "skip"), f"{where}.blank"),
            rows=self._lines(body.get("rows", {}), f"{where}.rows"),
            cols=self._lines(body.get("cols", {}), f"{where}.cols"),
            required=bool(body.get("required", False)),
        )

    def _list(self, key: str, body: Mapping[str, Any]) -> ListTable:
        where = f"tables.{key}"
        self.only(body, {"code", "title", "find", *_LIST_KEYS}, where)
        find = self.mapping(body.get("find", {}), f"{where}.find")
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
                for name, entry in self.mapping(body["fields"], where).items()
            ),
        )

    def _field(self, key: str, body: Any, where: str) -> Field:
        body = self.mapping(body, where)
        slots = {k: v for k, v in body.items() if k not in {"en", "zh-Hant", "codes", *DATED}}
        self.only(slots, _FIELD_KEYS, where)
        self.one_of(FieldType, slots.get("type"), f"{where}.type")
        slots["also_called"] = tuple(slots.get("also_called", ()))
        for name in _CONDITIONS:
            if name in slots:
                slots[name] = self._condition(slots[name], f"{where}.{name}")
        codes = self._codes(body.get("codes", {}), f"{where}.codes")
        label, span = self.text(body, where), self.span(body, where)
        labels = {code: self.text(words, f"{where}.codes.{code}") for code, words in codes.items()}
        spans = {code: self.span(words, f"{where}.codes.{code}") for code, words in codes.items()}
        spans = {code: found for code, found in spans.items() if found}
        return Field(key=key, label=label, codes=labels, span=span, spans=spans, **slots)

    def _codes(self, body: Any, where: str) -> dict[str, Any]:
        """Return the codes of a field as written: its own, or those of a list that forms share."""
        if not isinstance(body, str):
            return {str(code): words for code, words in self.mapping(body, where).items()}
        shared = dictionary.code_lists_as_written()
        if body not in shared:
            self.problems.append(f"{where}: there is no code list '{body}'")
        return shared.get(body, {})

    def _condition(self, body: Any, where: str) -> Condition:
        body = self.mapping(body, where)
        self.only(body, {"field", "is", "younger_than", "at"}, where)
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
            for key, entry in self.mapping(body, where).items()
        )

    def _line(self, key: str, body: Any, where: str) -> Line:
        body = self.mapping(body, where)
        self.only(body, _LINE_KEYS | {"en", "zh-Hant", "note", *DATED}, where)
        slots: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in body.items()
            if name in _LINE_KEYS
        }
        slots.setdefault("code", key)
        if "type" in slots:
            self.one_of(Type, slots["type"], f"{where}.type")
        note = self.text(body["note"], f"{where}.note") if "note" in body else None
        label, span = self.text(body, where), self.span(body, where)
        return Line(key=key, label=label, note=note, span=span, **slots)

    def _indicator(self, standard: str, body: Any) -> IndicatorSpec:
        where = f"indicators.{standard}"
        body = self.mapping(body, where)
        keys = {"numerator", "denominator", "opening", "roll_up"}
        self.only(body, keys | {"en", "zh-Hant", *DATED}, where)
        slots = {name: value for name, value in body.items() if name in keys}
        if "roll_up" in slots:
            self.one_of(RollUp, slots["roll_up"], f"{where}.roll_up")
        label, span = self.text(body, where), self.span(body, where)
        return IndicatorSpec(standard=standard, label=label, span=span, **slots)
