"""A form's rules as sentences, for officers to read in both languages side by side."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import cast

from schemas import expressionwords, fieldwords
from schemas.expressionnames import Names
from schemas.expressionreading import parse
from schemas.kinds import HELD, KINDS, METHODS, OF_WHOLE_LISTS, Slot
from schemas.limits import valued, with_values
from schemas.periods import Period
from schemas.phrases import filled, joined, quoted, templates
from schemas.spec import FormSpec, Limit, Line, ListTable, RuleSpec, Table, Text, Unit

_FIGURE = re.compile(r"(\w+)(?:\[(\w+)\])?\.(\w+)")
_TERM = re.compile(r"([+-]?)\s*(\w+(?:\[\w+\])?(?:\.\w+)?)")
_SIGNS = {"+": Text("plus", "加"), "-": Text("less", "減")}
_NOTHING = Text("", "")
_TELLING = ("like", "only", "scale", "on")
"""Slots that need not be there, and with which a kind has another sentence."""


def sentences(spec: FormSpec) -> Iterator[tuple[str, Text]]:
    """Yield the place or id of every rule with its sentence: of the tables, then as written."""
    spec = valued(spec)
    for table in spec.tables:
        yield from _of_table(table)
    names = Names(spec)
    for table in spec.tables:
        yield from fieldwords.of_lines(names, table)
    for listed in spec.lists:
        yield from fieldwords.of_list(names, listed)
    for rule in spec.rules:
        yield rule.id, sentence(spec, rule)


def sentence(spec: FormSpec, rule: RuleSpec) -> Text:
    """Return what a rule demands, in words; limits have the values that hold in the form."""
    limits = {one.key: one for one in spec.limits}
    rule = with_values(rule, limits)
    kind = rule.kind
    if kind == "compare":
        kind = str(rule.slots.get("is", "at_most"))
    kind += _variant(rule)
    said = {
        name: _said(spec, rule, slot, rule.slots.get(name, slot.otherwise or None))
        for name, slot in KINDS[rule.kind].items()
    }
    words = filled(kind, said)
    for more in (*_allowances(rule), *_limits([limits[one] for one in rule.limits])):
        words = Text(f"{words.en} {more.en}", f"{words.zh}{more.zh}")
    words = expressionwords.framed(Names(spec), rule, words)
    if (listed := _list_of(spec, rule)) is not None:
        title = quoted(listed.title)
        if rule.kind in OF_WHOLE_LISTS:
            return Text(f"In {title.en}, {words.en}", f"{title.zh}中，{words.zh}")
        return Text(f"In each entry of {title.en}, {words.en}", f"{title.zh}的每一項中，{words.zh}")
    if not _is_by_line(spec, rule):
        return Text(words.en[:1].upper() + words.en[1:], words.zh)
    return Text(f"Line by line, {words.en}", f"逐行計算，{words.zh}")


def _variant(rule: RuleSpec) -> str:
    """Return which of the sentences of its kind a rule has, by what it says."""
    match rule.kind:
        case "between" if not {"least", "most"} <= rule.slots.keys():
            return ".least" if "least" in rule.slots else ".most"
        case "within_period" if rule.slots.get("within") == "year_to_date":
            return ".year_to_date"
        case "rows_expected" if "register" in rule.slots:
            return ".units" if rule.slots["register"] == "units" else ".register"
        case "unique" if len(cast(list[object], rule.slots["fields"])) > 1:
            return ".several"
        case "unusual_change" if rule.slots.get("method", METHODS[0]) != METHODS[0]:
            return f".{rule.slots['method']}"
    return next((f".{name}" for name in _TELLING if name in rule.slots), "")


def _allowances(rule: RuleSpec) -> Iterator[Text]:
    """Yield what the rule says of blanks, periods and differences, where it says it by itself."""
    if rule.blank is not None:
        yield templates()[f"blank.{rule.blank}"]
    marked = rule.slots.get("skip")
    if isinstance(marked, list):
        yield filled("skip", {"periods": joined([_period(str(one)) for one in marked])})
    allowed = rule.tolerance
    if not allowed.rounding:
        yield templates()["tolerance.exact"]
    for name, value in (("absolute", allowed.absolute), ("relative", allowed.relative)):
        if value:
            yield filled(f"tolerance.{name}", {"allowed": Text(value, value)})


def _limits(limits: list[Limit]) -> Iterator[Text]:
    """Yield which limits a rule names, each with its value and where it is from."""
    if limits:
        said = [
            filled(
                "limit",
                {
                    "label": quoted(one.label),
                    "value": limit_value(one.value, one.unit),
                    "source": limit_source(one),
                },
            )
            for one in limits
        ]
        yield filled("limits", {"limits": joined(said, ", ")})


def limit_value(value: str, unit: Unit) -> Text:
    """Return the value of a limit with its unit."""
    return filled(f"unit.{unit}", {"value": Text(value, value)})


def limit_source(limit: Limit) -> Text:
    """Return where the value of a limit is from."""
    return templates().get(f"source.{limit.source}") or Text(limit.source, limit.source)


def _list_of(spec: FormSpec, rule: RuleSpec) -> ListTable | None:
    """Return the list in each entry of which a rule is held; None where it is held otherwise."""
    figures = (rule.slots.get(name) for name, slot in KINDS[rule.kind].items() if _is_held(slot))
    names = {
        str(one).partition(".")[0].strip()
        for said in figures
        for one in (said if isinstance(said, list) else [said])
    }
    if "that" in rule.slots:
        names = {one.of for one in Names(spec).spread(parse(str(rule.slots["that"])))}
    return next((listed for listed in spec.lists if listed.key in names), None)


def _is_held(slot: Slot) -> bool:
    return slot.holds in HELD


def _is_by_line(spec: FormSpec, rule: RuleSpec) -> bool:
    """Say whether a rule is held in each line of a table."""
    names = Names(spec)
    said = [rule.when] if rule.when else []
    texts = [str(rule.slots["that"]), *said] if "that" in rule.slots else said
    if any(names.spread(parse(text)) for text in texts):
        return True
    return "that" not in rule.slots and any(_is_column(spec, body) for body in rule.slots.values())


def _is_column(spec: FormSpec, body: object) -> bool:
    """Say whether a slot names a column of a table, so that the rule is held in each line."""
    texts = body if isinstance(body, list) else [str(body)]
    tables = {table.key for table in spec.tables}
    found = (match for text in texts for match in _FIGURE.finditer(str(text)))
    return any(match[2] is None and match[1] in tables for match in found)


def _of_table(table: Table) -> Iterator[tuple[str, Text]]:
    for lines in (table.rows, table.cols):
        names = {line.key: _named(line) for line in lines}
        for line in lines:
            place, name = f"{table.key}.{line.key}", names[line.key]
            if line.total_of:
                parts = joined([names[part] for part in line.total_of])
                yield place, filled("total_of", {"total": name, "parts": parts})
            if line.equals:
                movement = _sum(line.equals, names.__getitem__)
                yield place, filled("balance", {"closing": name, "movement": movement})
            if line.within:
                yield place, filled("part_of", {"part": name, "whole": names[line.within]})


def _said(spec: FormSpec, rule: RuleSpec, slot: Slot, body: object) -> Text:
    """Return what stands in a slot, in words."""
    if body is None:
        return _NOTHING
    if isinstance(body, list):
        return _listed(spec, rule, slot, body)
    if isinstance(body, dict):
        return _mapping(spec, rule, body)
    text = str(body).strip()
    match slot.holds:
        case "figure" | "summed" | "list":
            return _figure(spec, text)
        case "sum":
            return _sum(text, lambda name: _figure(spec, name))
        case "condition":
            return _condition(spec, rule, text)
        case "elsewhere":
            return _elsewhere(spec, text, rule.slots.get("form"))
    return templates().get(f"word.{text}") or Text(text, text)


def word(said: str) -> Text:
    """Return a word of the form language as people say it: staff, of all units."""
    return templates()[f"word.{said}"]


def _listed(spec: FormSpec, rule: RuleSpec, slot: Slot, body: list[object]) -> Text:
    if slot.holds == "codes":
        return joined(_choices(spec, rule.slots["figure"], body))
    return joined([_figure(spec, str(one)) for one in body])


def _mapping(spec: FormSpec, rule: RuleSpec, body: Mapping[str, object]) -> Text:
    if "zh-Hant" in body:
        return Text(str(body["en"]), str(body["zh-Hant"]))
    if "form" in body:
        return _elsewhere(spec, str(body.get("value")), body["form"])
    return _pairs(spec, rule, cast(Mapping[object, list[object]], body))


def _choices(spec: FormSpec, field: object, codes: Iterable[object]) -> list[Text]:
    """Name codes of a field of a list."""
    name, _, key = str(field).strip().partition(".")
    labels = spec.listed(name).field(key).codes
    return [quoted(labels[str(code)]) for code in codes]


def _pairs(spec: FormSpec, rule: RuleSpec, body: Mapping[object, list[object]]) -> Text:
    """Say which codes go together: “Group” with “Hall” or “Room”."""
    english, chinese = [], []
    for code, codes in body.items():
        left = _choices(spec, rule.slots["left"], [code])[0]
        rights = _choices(spec, rule.slots["right"], codes)
        english.append(f"{left.en} with {joined(rights, ' or ').en}")
        chinese.append(f"{left.zh}配{joined(rights).zh}")
    return Text("; ".join(english), "；".join(chinese))


def _elsewhere(spec: FormSpec, text: str, form: object) -> Text:
    """Name cells of another form, of which the names are not at hand, as the rule does."""
    if not form:
        return _figure(spec, text)
    return Text(f"{text} of {form}", f"{form} 的 {text} ")


def _figure(spec: FormSpec, text: str) -> Text:
    """Name a cell by its row and column, a column by its own name and its table's."""
    lists = {listed.key: listed for listed in spec.lists}
    name, _, field = text.partition(".")
    if name in lists:
        label = lists[name].field(field).label if field else lists[name].title
        return quoted(label)
    match = _FIGURE.fullmatch(text)
    known = templates().get(f"word.{text}")
    if match is None or known is not None:
        return known or Text(text, text)
    table = spec.table(match[1])
    column = _named(table.col(match[3]))
    if match[2] is None:
        title = quoted(table.title)
        return Text(f"{column.en} of {title.en}", f"{title.zh}的{column.zh}")
    row = _named(table.row(match[2]))
    return Text(f"{row.en}, {column.en}", f"{row.zh}的{column.zh}")


def _named(line: Line) -> Text:
    return quoted(line.label)


def _period(text: str) -> Text:
    found = Period.parse(text)
    return Text(found.words("en"), found.words("zh"))


def _sum(text: str, named: Callable[[str], Text]) -> Text:
    """Say a sum of cells: bf + new - closed."""
    english, chinese = "", ""
    for sign, name in _TERM.findall(text):
        words = named(name)
        joint = _SIGNS[sign] if english else Text("less", "減") if sign == "-" else _NOTHING
        english = " ".join(filter(None, (english, joint.en, words.en)))
        chinese += joint.zh + words.zh
    return Text(english, chinese)


def _condition(spec: FormSpec, rule: RuleSpec, text: str) -> Text:
    """Say a condition, in which bare names are of the entries that the rule is about."""
    names = Names(spec)
    if counted := rule.slots.get("rows") or rule.slots.get("sum"):
        said = expressionwords.words(names, parse(text), names.near(str(counted).partition(".")[0]))
        return Text(f" ({said.en})", f"（{said.zh}）")
    listed = _list_of(spec, rule)
    near = names.near(listed.key, inner=False) if listed else None
    return expressionwords.words(names, parse(text), near)
