"""Read the tables of a form spec: grids with their lines, open lists with their fields."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from schemas import dictionary
from schemas.limitreading import NAME
from schemas.patterns import BadPattern, pattern
from schemas.reading import DATED
from schemas.rulereading import RuleReader
from schemas.spec import (
    MOST_LINES,
    Blank,
    Condition,
    Field,
    FieldType,
    Line,
    ListTable,
    Table,
    Type,
)

_APART = {"key", "label", "codes", "span", "spans", "goes_with", "required_if"}
_APART |= {"min_limit", "max_limit"}
_FIELD_KEYS = {field.name for field in fields(Field)} - _APART
_CONDITIONS = ("check_when", "required_when")
_LINE_KEYS = {field.name for field in fields(Line)} - {*_APART, "note"}
_WORDS = {one.name for one in (*fields(Field), *fields(Line)) if one.type is str} - {"forbidden"}
_NUMBERS = ("decimals", "min", "max", "max_length", "month")
_LISTS = ("also_called", "total_of", "na_codes")
_NOT_HERE = {"rows": {"equals"}, "cols": {"within"}}
_LIST_KEYS = {"unique", "known_by", "lines", "fields"}


class TableReader(RuleReader):
    """Reads tables, collecting problems."""

    def table(self, key: str, body: Mapping[str, Any]) -> Table:
        """Return a grid."""
        where = f"tables.{key}"
        self.only(body, {"code", "title", "find", "blank", "required", "rows", "cols"}, where)
        find = self._find(body, where)
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

    def list_table(self, key: str, body: Mapping[str, Any]) -> ListTable:
        """Return an open list."""
        where = f"tables.{key}"
        self.only(body, {"code", "title", "find", *_LIST_KEYS}, where)
        find = self._find(body, where)
        return ListTable(
            key=key,
            code=str(body.get("code", "")),
            title=self.text(body.get("title"), f"{where}.title"),
            sheets=self.words(find.get("sheet", []), f"{where}.find.sheet"),
            anchors=self.words(find.get("anchor", []), f"{where}.find.anchor"),
            unique=str(body.get("unique", "")),
            known_by=self.words(body.get("known_by", []), f"{where}.known_by"),
            lines=self._offered(body.get("lines", 30), f"{where}.lines"),
            fields=tuple(
                self._field(name, entry, f"{where}.{name}")
                for name, entry in self.mapping(body["fields"], where).items()
            ),
        )

    def _offered(self, said: Any, where: str) -> int:
        lines = self.number(said, where)
        if lines == said and not 1 <= lines <= MOST_LINES:
            self.problems.append(f"{where}: a number from 1 to {MOST_LINES} is needed here")
        return lines

    def _find(self, body: Mapping[str, Any], where: str) -> dict[str, Any]:
        find = self.mapping(body.get("find", {}), f"{where}.find")
        self.only(find, {"sheet", "anchor"}, f"{where}.find")
        return find

    def _field(self, key: str, body: Any, where: str) -> Field:
        body = self.mapping(body, where)
        slots = {k: v for k, v in body.items() if k not in {"en", "zh-Hant", "codes", *DATED}}
        self.only(slots, _FIELD_KEYS, where)
        slots = {name: said for name, said in slots.items() if name in _FIELD_KEYS}
        self.one_of(FieldType, slots.get("type"), f"{where}.type")
        self._shapes(slots, where)
        slots = {"code": key, "type": "text", **slots}
        for name in _CONDITIONS:
            if name in slots:
                slots[name] = self._condition(slots[name], f"{where}.{name}")
        if "pattern" in slots:
            slots["pattern"] = self._pattern(slots["pattern"], f"{where}.pattern")
        said = body.get("codes", {})
        if slots.get("type") == "bool":
            if "codes" in body:
                self.problems.append(f"{where}.codes: the codes of a bool are Y and N")
            said = "yes_no"
        codes = self._codes(said, f"{where}.codes")
        label, span = self.text(body, where), self.span(body, where)
        labels = {code: self.text(words, f"{where}.codes.{code}") for code, words in codes.items()}
        spans = {code: self.span(words, f"{where}.codes.{code}") for code, words in codes.items()}
        spans = {code: found for code, found in spans.items() if found}
        goes_with = {
            code: self.words(words["with"], f"{where}.codes.{code}.with")
            for code, words in codes.items()
            if isinstance(words, dict) and "with" in words
        }
        for code in goes_with if "depends_on" not in slots else ():
            self.problems.append(f"{where}.codes.{code}: 'with' needs a field: 'depends_on'")
        return Field(
            key=key,
            label=label,
            codes=labels,
            span=span,
            spans=spans,
            goes_with=goes_with,
            **slots,
        )

    def _pattern(self, said: Any, where: str) -> str:
        try:
            pattern(str(said))
        except BadPattern as error:
            self.problems.append(f"{where}: {error}")
            return ""
        return str(said)

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
        age = body.get("younger_than")
        return Condition(
            field=str(body.get("field", "")),
            codes=self.words(body.get("is", []), f"{where}.is"),
            younger_than=self.number(age, f"{where}.younger_than") if age is not None else None,
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

    def _conditions(self, slots: dict[str, Any], where: str) -> None:
        """Read when something has to be filled in, or left blank: `required` may be yes or no."""
        if isinstance(slots.get("required"), str):
            slots["required_if"] = self.expression(slots.pop("required"), f"{where}.required")
        if "forbidden" in slots:
            slots["forbidden"] = self.expression(slots["forbidden"], f"{where}.forbidden")

    def _word(self, said: Any, where: str) -> str:
        """Return a word, which may be written as a number: `code: 7`."""
        if isinstance(said, bool) or not isinstance(said, (str, int, float)):
            self.problems.append(f"{where}: a word is needed here")
            return ""
        return str(said)

    def _ends(self, slots: dict[str, Any], where: str) -> None:
        """Read the limits that are the least and the most that may stand there."""
        for name in ("min", "max"):
            if isinstance(slots.get(name), str) and NAME.fullmatch(slots[name]):
                place = f"{where}.{name}"
                slots[f"{name}_limit"] = self.named(slots.pop(name), place, whole=True)

    def _shapes(self, slots: dict[str, Any], where: str) -> None:
        """Hold what a line or a field says to lists, whole numbers and words."""
        self._ends(slots, where)
        for name, said in slots.items():
            if name in _LISTS:
                slots[name] = self.words(said, f"{where}.{name}")
            elif name in _NUMBERS:
                slots[name] = self.number(said, f"{where}.{name}")
            elif name in _WORDS:
                slots[name] = self._word(said, f"{where}.{name}")
            elif isinstance(said, (list, dict)) and name not in _CONDITIONS:
                self.problems.append(f"{where}.{name}: a word is needed here")
        self._conditions(slots, where)
        if not str(slots.get("step", "0")).replace(".", "", 1).isdigit():
            self.problems.append(f"{where}.step: a number is needed here")
