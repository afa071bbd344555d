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
_EXAMPLE_KEYS = {"rule", "expect", "data", "prior", "history", "at", "period"}
_NUMBERS = ("decimals", "max", "month")
_LISTS = ("also_called", "total_of", "na_codes")
_NOT_HERE = {"rows": {"equals"}, "cols": {"within"}}
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
        tables = [
            (str(key), self.mapping(body, f"tables.{key}"))
            for key, body in self.mapping(document["tables"], "tables").items()
        ]
        rules = self.rules(document.get("rules", []))
        return FormSpec(
            code=str(head.get("id", "")),
            kind=str(head.get("kind", "return")),
            title=self.text(head.get("title"), "form.title"),
            programme=self.text(head.get("programme"), "form.programme"),
            service=str(head.get("service", "")),
            basis=str(head.get("basis", "unit")),
            sample=bool(head.get("sample", False)),
            due_day=self.number(
                self.mapping(head.get("due", {}), "form.due").get("day", 20), "form.due.day"
            ),
            signers=self.words(head.get("signers", ["unit_head"]), "form.signers"),
            revisions=self._revisions(document["revisions"]),
            tables=tuple(self._table(*entry) for entry in tables if "fields" not in entry[1]),
            lists=tuple(self._list(*entry) for entry in tables if "fields" in entry[1]),
            rules=rules,
            indicators=tuple(
                self._indicator(key, body)
                for key, body in self.mapping(document.get("indicators", {}), "indicators").items()
            ),
            examples=self._examples(document.get("examples", [])),
            sha256=sha256,
        )

    def _revisions(self, body: Any) -> tuple[Revision, ...]:
        found = []
        for number, entry in enumerate(self.listed(body, "revisions"), 1):
            where = f"revisions.{number}"
            its = self.mapping(entry, where)
            found.append(
                Revision(
                    self.number(its.get("v"), f"{where}.v"),
                    self.period(its.get("from"), f"{where}.from"),
                    self.text(its.get("note"), f"{where}.note"),
                )
            )
        begins = [revision.since for revision in found]
        if not begins or begins != sorted(set(begins)):
            self.problems.append(
                "revisions: one at least is needed, each later than the one before"
            )
        return tuple(found)

    def _examples(self, body: Any) -> tuple[Mapping[str, object], ...]:
        """Return the examples, without those of rules that are wrong themselves."""
        found = []
        for number, entry in enumerate(self.listed(body, "examples"), 1):
            where = f"examples.{number}"
            example = self.mapping(entry, where)
            self.only(example, _EXAMPLE_KEYS, where)
            if example and not {"rule", "expect"} <= set(example):
                self.problems.append(f"{where}: rule and expect are needed")
            for name in ("data", "prior", "history"):
                if example.get(name) is not None or name == "data" in example:
                    self.mapping(example[name], f"{where}.{name}")
            if "period" in example:
                example = {**example, "period": self.period(example["period"], f"{where}.period")}
            found.append(example)
        return tuple(one for one in found if str(one.get("rule")) not in self.wrong)

    def _table(self, key: str, body: Mapping[str, Any]) -> Table:
        where = f"tables.{key}"
        self.only(body, {"code", "title", "find", "blank", "required", "rows", "cols"}, where)
        find = self.mapping(body.get("find", {}), f"{where}.find")
        return Table(
            key=key,
            code=str(body.get("code", "")),
            title=self.text(body.get("title"), f"{where}.title"),
            sheets=self.words(find.get("sheet", []), f"{where}.find.sheet"),
            anchors=self.words(find.get("anchor", []), f"{where}.find.anchor"),
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
            sheets=self.words(find.get("sheet", []), f"{where}.find.sheet"),
            anchors=self.words(find.get("anchor", []), f"{where}.find.anchor"),
            unique=str(body.get("unique", "")),
            known_by=self.words(body.get("known_by", []), f"{where}.known_by"),
            lines=self.number(body.get("lines", 30), f"{where}.lines"),
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
        self._shapes(slots, where)
        slots.setdefault("code", key)
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
        slots = {name: value for name, value in body.items() if name in _LINE_KEYS}
        self._shapes(slots, where)
        if {"within", "equals"} & slots.keys() & _NOT_HERE[where.rpartition(".")[0][-4:]]:
            self.problems.append(f"{where}: 'within' is for rows, 'equals' for columns")
        slots.setdefault("code", key)
        if "type" in slots:
            self.one_of(Type, slots["type"], f"{where}.type")
        note = self.text(body["note"], f"{where}.note") if "note" in body else None
        label, span = self.text(body, where), self.span(body, where)
        return Line(key=key, label=label, note=note, span=span, **slots)

    def _shapes(self, slots: dict[str, Any], where: str) -> None:
        """Hold what a line or a field says to lists, whole numbers and words."""
        for name, said in slots.items():
            if name in _LISTS:
                slots[name] = self.words(said, f"{where}.{name}")
            elif name in _NUMBERS:
                slots[name] = self.number(said, f"{where}.{name}")
            elif isinstance(said, (list, dict)) and name not in _CONDITIONS:
                self.problems.append(f"{where}.{name}: a word is needed here")
        if not str(slots.get("step", "0")).replace(".", "", 1).isdigit():
            self.problems.append(f"{where}.step: a number is needed here")

    def _indicator(self, standard: str, body: Any) -> IndicatorSpec:
        where = f"indicators.{standard}"
        body = self.mapping(body, where)
        keys = {"numerator", "denominator", "opening", "roll_up"}
        self.only(body, keys | {"en", "zh-Hant", *DATED}, where)
        slots = {name: value for name, value in body.items() if name in keys}
        slots = {name: str(said) for name, said in slots.items()}
        slots.setdefault("numerator", "")
        if not slots["numerator"]:
            self.problems.append(f"{where}: numerator is needed")
        if "roll_up" in slots:
            self.one_of(RollUp, slots["roll_up"], f"{where}.roll_up")
        label, span = self.text(body, where), self.span(body, where)
        return IndicatorSpec(standard=standard, label=label, span=span, **slots)
