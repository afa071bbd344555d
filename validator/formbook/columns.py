"""The sheets of a form-definition workbook, and their columns, made from the form language.

What a dataclass of the language or a kind of rule gets is a column here without a word more.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, get_args, get_origin, get_type_hints

from schemas import dictionary, spec, yaml12
from schemas.changewords import worded
from schemas.examplereading import EXAMPLE_KEYS
from schemas.kinds import KINDS, Slot
from schemas.rulereading import SHAPES
from schemas.spec import Text
from validator.formbook.cellwords import YES, Shape
from validator.rowchecks import CHECKS

Names = tuple[str, ...]
ROW, COL, GRID, LIST = "row", "column", "grid", "list"
_KEYS = frozenset({"total_of", "known_by", "signers", "figures", "skip"})
_PROSE_SLOTS = frozenset({"says", "message"})
_SHAPE_OF: Mapping[type, Shape] = {dict: "map", list: "keys"}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a sheet.

    Attributes:
        path: where in its entry stands what it holds.
        shape: how it stands in a cell.
        shown: the words to choose from, each with what stands in the cell for it.
    """

    path: Names
    shape: Shape = "plain"
    shown: Mapping[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What the column is called by the machine."""
        return ".".join(self.path)

    @property
    def heading(self) -> Text:
        """What the column is called for people."""
        name = self.path[0] if self.path[-1] in spec.LANGUAGES and len(self.path) > 1 else self.name
        words = heading(self.name) or heading(name) or Text(name, name)
        if name == self.name or heading(self.name):
            return words
        en, zh = ("English", "英文") if self.path[-1] == "en" else ("Chinese", "中文")
        return Text(f"{words.en}: {en}", f"{words.zh}：{zh}")


@dataclass(frozen=True, slots=True)
class Layout:
    """A sheet: what it is called, and its columns."""

    name: str
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """What stands on the tab."""
        return f"{self.name} {words()['sheets'][self.name]['tab']}"


@lru_cache(maxsize=1)
def words() -> Mapping[str, Any]:
    """Return the words of the workbook in both languages."""
    found: Mapping[str, Any] = yaml12.parse(
        (Path(__file__).parent / "words.yaml").read_text(encoding="utf-8")
    )
    return found


def heading(name: str) -> Text | None:
    """Return what a column is called; None where nobody named it."""
    pair = words()["columns"].get(name)
    return Text(pair["en"], pair["zh-Hant"]) if pair else None


@lru_cache(maxsize=1)
def layouts() -> tuple[Layout, ...]:
    """Return the sheets in their order; the first says one thing a line, all others one a row."""
    lines = ("table", "what", "key")
    return (
        Layout("Form", tuple(_of(spec.FormSpec))),
        Layout("Revisions", tuple(_of(spec.Revision))),
        Layout("Limits", (*_named("key"), *_of_limits())),
        Layout("Tables", (*_named("key", "what"), *_of_tables())),
        Layout("Lines", (*_named(*lines), *_of(spec.Line))),
        Layout("Fields", (*_named("table", "key"), *_of(spec.Field))),
        Layout(
            "Codes", (*_named("table", "field", "key"), *_PAIR, *_TIME, Column(("with",), "keys"))
        ),
        Layout("Rules", tuple(_of_rules())),
        Layout("Indicators", tuple(_of(spec.IndicatorSpec))),
        Layout("Examples", tuple(_of_examples())),
    )


_PAIR = (Column(("en",), "prose"), Column(("zh-Hant",), "prose"))
_TIME = (Column(("since",)), Column(("until",)))
_OTHER_NAMES: Mapping[str, Names] = {
    "code": ("id",),
    "due_day": ("due", "day"),
    "number": ("v",),
    "since": ("from",),
}
"""How attributes of the form and its revisions stand in the text, where by another name."""


def _of_limits() -> Iterator[Column]:
    """Yield what is said of a limit: its value with its times, as a severity is."""
    for column in _of(spec.Limit):
        yield replace(column, shape="severity") if column.name == "value" else column


def _named(*names: str) -> Iterator[Column]:
    kinds = {GRID: f"{GRID} 方格表", LIST: f"{LIST} 清單"}
    ways = {ROW: f"{ROW} 行", COL: f"{COL} 欄"}
    for name in names:
        shown = {} if name != "what" else kinds if names[0] == "key" else ways
        yield Column((name,), shown=shown)


def _of(made: type, but: set[str] | None = None) -> Iterator[Column]:
    """Yield a column for each attribute that the text says of a thing of the form."""
    hints = get_type_hints(made)
    other = _OTHER_NAMES if made in (spec.FormSpec, spec.Revision) else {}
    for one in fields(made):
        if one.name not in (but or set()):
            yield from _attribute(other.get(one.name, (one.name,)), hints[one.name])


def _attribute(path: Names, hint: Any) -> Iterator[Column]:
    name = path[-1]
    if name in _PARTS:
        return
    if hint == spec.Span:
        yield from _TIME
    elif name == "label":
        yield from _PAIR
    elif name == "codes":
        yield Column(("codes",), shown={key: key for key in dictionary.code_lists()})
    elif spec.Text in (hint, *get_args(hint)):
        yield from _pair(name)
    else:
        yield Column(path, _shape(name, hint), choices(name, hint))


_PARTS = frozenset(
    {"revisions", "tables", "lists", "rules", "indicators", "examples", "sha256", "key"}
    | {"limits", "values", "min_limit", "max_limit"}
    | {"spans", "goes_with", "required_if", "rows", "cols", "fields"}
)


def _pair(name: str) -> Iterator[Column]:
    yield from (Column((name, language), "prose") for language in spec.LANGUAGES)


def _shape(name: str, hint: Any) -> Shape:
    if hint is bool:
        return "flag"
    if get_origin(hint) is tuple:
        return "keys" if name in _KEYS else "lines"
    alone = [hint] if get_origin(hint) is Literal else get_args(hint) or [hint]
    simple = all(one in (str, int, type(None)) or get_origin(one) is Literal for one in alone)
    return "plain" if simple else "map"


def choices(name: str, hint: Any = str) -> Mapping[str, str]:
    """Return the words that may stand in a column, each with what it means in Chinese."""
    if name == "service":
        return {code: f"{code} {text.zh}" for code, text in dictionary.service_types().items()}
    if name == "check":
        return {check: check for check in CHECKS}
    if name == "item":
        return {code: f"{code} {item.label.zh}" for code, item in dictionary.items().items()}
    literal = [one for one in (hint, *get_args(hint)) if get_origin(one) is Literal]
    listed = words()["choices"].get(name) or [word for one in literal for word in get_args(one)]
    if hint is bool:
        return {YES.split()[0]: YES}
    return {word: _meant(name, word) for word in listed}


def _meant(name: str, word: str) -> str:
    """Return a word with what it means."""
    meant = words()["meanings"].get(name, {}).get(word) or worded(word).zh.strip("「」")
    return f"{word} {meant}" if meant != word else word


def _of_tables() -> Iterator[Column]:
    """Yield what is said of a grid or a list: where it is found in place of its sheets."""
    seen: set[Names] = set()
    for made in (spec.Table, spec.ListTable):
        for column in _of(made):
            place = {"sheets": ("find", "sheet"), "anchors": ("find", "anchor")}
            path = place.get(column.name, column.path)
            if path not in seen:
                seen.add(path)
                yield Column(path, column.shape, column.shown)


def _of_rules() -> Iterator[Column]:
    """Yield the columns of rules: every slot that a kind has is one."""
    yield Column(("id",))
    yield Column(("kind",), shown={kind: kind for kind in KINDS})
    slots: dict[str, Slot] = {}
    for kind in KINDS.values():
        slots = {**kind, **slots}
    for name, slot in sorted(slots.items(), key=lambda one: _first(one[0])):
        if name in _PROSE_SLOTS:
            yield from _pair(name)
        else:
            shown = {word: _meant(name, word) for word in slot.words}
            yield Column((name,), _SHAPE_OF.get(SHAPES.get(slot.holds, (str,))[0], "plain"), shown)
    yield Column(("severity",), "severity", choices("severity", spec.Severity))
    rest = {"id", "kind", "slots", "severity", "severities"}
    yield from (one for one in _of(spec.RuleSpec, but=rest) if one.name not in slots)


def _first(name: str) -> tuple[int, int]:
    """Return which kind has a slot first, and as its how manieth."""
    order = [(number, list(kind).index(name)) for number, kind in enumerate(KINDS.values())
             if name in kind]  # fmt: skip
    return order[0]


def _of_examples() -> Iterator[Column]:
    order = ["rule", "expect", "period", "data", "prior", "history", "at"]
    expects = ("pass", "fail", "not_applicable", "cannot_check")
    for name in [*order, *sorted(EXAMPLE_KEYS - set(order))]:
        shown = {word: _meant(name, word) for word in expects} if name == "expect" else {}
        yield Column((name,), "plain" if name in ("rule", "period", "at") else "map", shown)
