"""Random forms: every dataclass of the language and every kind of rule, filled in at random.

`forms()` draws whole forms that load. A kind that comes to the language is drawn by its slots; a
slot that holds something new needs a line in `_HELD`.
"""

from typing import get_args

from hypothesis import strategies as st

from schemas import yaml12
from schemas.kinds import KINDS, NO_BLANKS, TOLERANT
from schemas.load import SpecError, load
from schemas.periods import Period
from schemas.spec import MOST_LINES, FieldType

_LETTERS = st.sampled_from("abcdefghkmnprstuwxyz")
_SIGNS = st.sampled_from("ab Zé9.,:;-_'\"#&@!%*?{}[]()<>=+/\\|~^甲乙、。「」（）　𠮷0")
_SAID = st.text(_SIGNS, min_size=1, max_size=12).map(lambda text: f"{text.strip()}x")
KEYS = st.builds("{}{}".format, _LETTERS, st.text(st.sampled_from("abc_019"), max_size=5))
PERIODS = st.builds(lambda y, q: Period(y, q).id, st.integers(2020, 2030), st.integers(1, 4))
TEXTS = st.fixed_dictionaries({"en": _SAID, "zh-Hant": _SAID})
_WORDS = st.lists(_SAID, min_size=1, max_size=3)
_NUMBERS = st.integers(0, 999)


def _spans():
    """Draw since and until, in their order, or neither."""
    pairs = st.lists(PERIODS, min_size=2, max_size=2).map(sorted)
    both = pairs.map(lambda pair: {"since": pair[0], "until": pair[1]})
    return st.one_of(st.just({}), both, PERIODS.map(lambda one: {"since": one}))


LIMIT_NAMES = ("big_change", "a1", "part_most")
"""One with decimals, one of whole numbers, one in percent: every form that is drawn has them."""


def _over_time(values):
    """Draw what changes with time: one, or two, each with its time."""

    def dated(end, first, then):
        after = Period.parse(end).next().id
        return [{"is": first, "until": end}, {"is": then, "since": after}]

    return st.one_of(values, st.builds(dated, PERIODS, values, values))


@st.composite
def _limits(draw):
    """Draw the limits that lines, fields and rules may name."""
    found = {}
    whole, exact = st.integers(-9, 999), st.sampled_from(["0.5", 12, "2.50"])
    units = st.sampled_from(["number", "hours"]), st.just("number"), st.just("percent")
    for name, values, unit in zip(LIMIT_NAMES, (exact, whole, exact), units, strict=True):
        body = {"value": _over_time(values), "unit": unit, "source": _SAID}
        found[name] = draw(TEXTS) | draw(st.fixed_dictionaries(body))
    return found


@st.composite
def _lines(draw, keys, what):
    found = {}
    for key in keys:
        more = {
            "code": _SAID,
            "type": st.sampled_from(["count", "integer", "decimal", "percent", "money"]),
            "decimals": st.integers(0, 3),
            "required": st.sampled_from([True, "grid.a > 0"]),
            "forbidden": st.sampled_from(["open_list.a = 'X'", "grid.a < limit.a1"]),
            "max": st.one_of(_NUMBERS, st.just("a1")),
            "step": st.sampled_from(["0.25", "5", 5]),
            "item": KEYS,
            "month": st.integers(1, 3),
            "also_called": _WORDS,
            "na_codes": _WORDS,
            "note": TEXTS,
            "total_of": st.lists(st.sampled_from(keys), min_size=1, max_size=3, unique=True),
            "equals": st.sampled_from(keys).map(lambda one: f"- {one} + {keys[0]}"),
            "within": st.sampled_from(keys),
        }
        del more["equals" if what == "rows" else "within"]
        found[key] = draw(st.fixed_dictionaries({}, optional=more)) | draw(TEXTS) | draw(_spans())
    return found


@st.composite
def _grid(draw):
    rows = draw(st.lists(KEYS, min_size=1, max_size=4, unique=True))
    cols = draw(st.lists(KEYS, min_size=1, max_size=3, unique=True))
    return draw(_headed()) | {
        "blank": draw(st.sampled_from(["skip", "zero", "zero_if_any", "error"])),
        "required": draw(st.booleans()),
        "rows": draw(_lines(rows, "rows")),
        "cols": draw(_lines(cols, "cols")),
    }


@st.composite
def _headed(draw):
    find = st.fixed_dictionaries({}, optional={"sheet": _WORDS, "anchor": _WORDS})
    return {"code": draw(_SAID), "title": draw(TEXTS), "find": draw(find)}


@st.composite
def _field(draw):
    conditions = st.one_of(
        st.fixed_dictionaries({"field": KEYS, "is": _WORDS}),
        st.fixed_dictionaries({"field": KEYS, "younger_than": _NUMBERS, "at": KEYS}),
    )
    coded = st.dictionaries(
        _SAID, st.builds(lambda text, span: text | span, TEXTS, _spans()), min_size=1, max_size=3
    )
    goes_with = draw(st.one_of(st.just({}), st.fixed_dictionaries({"with": _WORDS})))
    more = {
        "code": _SAID,
        "decimals": st.integers(0, 3),
        "required": st.sampled_from([True, "a = 'X' or b > 0"]),
        "forbidden": st.just("a != 'X'"),
        "min": st.one_of(_NUMBERS, st.just("a1")),
        "max": st.one_of(_NUMBERS, st.just("a1")),
        "max_length": _NUMBERS,
        "pattern": st.sampled_from([r"G\d{4}", r"[A-Z]{1,2}-\d{6}"]),
        "na_codes": _WORDS,
        "depends_on": KEYS,
        "also_called": _WORDS,
        "codes": st.one_of(st.sampled_from(["sexes", "yes_no", "districts"]), coded),
        "within": st.just("period"),
        "personal": st.just(True),
        "check": st.sampled_from(["hkid", "phone"]),
        "check_when": conditions,
        "required_when": conditions,
        "not_after": st.sampled_from(["today", "born_on"]),
        "not_before": KEYS,
        "must_be": _SAID,
    }
    types = st.sampled_from(get_args(FieldType))
    body = draw(st.fixed_dictionaries({"type": types}, optional=more))
    if body["type"] == "bool":
        body.pop("codes", None)
    if "depends_on" in body and isinstance(body.get("codes"), dict):
        body["codes"] = {code: said | goes_with for code, said in body["codes"].items()}
    return body | draw(TEXTS) | draw(_spans())


@st.composite
def _list(draw):
    more = {"unique": KEYS, "lines": st.integers(1, MOST_LINES)}
    more |= {"known_by": st.lists(KEYS, min_size=1, max_size=3)}
    fields = st.dictionaries(KEYS, _field(), min_size=1, max_size=3)
    body = draw(st.fixed_dictionaries({"fields": fields}, optional=more))
    return draw(_headed()) | body


class _Named:
    """What rules of a form may name: its cells, columns, lists and their fields."""

    def __init__(self, tables):
        grids = {key: body for key, body in tables.items() if "rows" in body}
        lists = {key: body for key, body in tables.items() if "fields" in body}
        columns = [f"{key}.{col}" for key, body in grids.items() for col in body["cols"]]
        cells = [
            f"{key}[{row}].{col}"
            for key, body in grids.items()
            for row in body["rows"]
            for col in body["cols"]
        ]
        self.cells = st.sampled_from(cells)
        self.figures = st.sampled_from([*cells, *columns])
        self.lists = st.sampled_from(sorted(lists))
        self.fields = st.sampled_from([
            f"{key}.{name}" for key, body in lists.items() for name in body["fields"]
        ])


_HELD = {
    "figure": lambda names: names.figures,
    "figures": lambda names: st.lists(names.figures, min_size=1, max_size=3),
    "fields": lambda names: st.lists(names.fields, min_size=1, max_size=3),
    "pairs": lambda names: st.dictionaries(KEYS, _WORDS, min_size=1, max_size=2),
    "codes": lambda names: _WORDS,
    "like": lambda names: st.just("G0001"),
    "sum": lambda names: st.builds("{} + {} - {}".format, names.cells, names.cells, names.cells),
    "list": lambda names: names.lists,
    "summed": lambda names: names.fields,
    "condition": lambda names: st.builds(
        "{} >= {}".format, names.cells, st.sampled_from(["3", "limit.big_change"])
    ),
    "number": lambda names: st.sampled_from([5, "0.5", "12"]),
    "count": lambda names: st.one_of(_NUMBERS, st.just("a1")),
    "form": lambda names: KEYS,
    "elsewhere": lambda names: KEYS.map(lambda key: f"{key}[R010].hours"),
    "other": lambda names: st.builds(lambda key: {"form": key, "value": f"{key}.hours"}, KEYS),
    "says": lambda names: TEXTS,
    "periods": lambda names: st.lists(PERIODS, min_size=1, max_size=3),
}
"""What may stand in a slot, by what it holds."""


@st.composite
def rules(draw, kind, names):
    """Draw a rule of a kind over what a form has."""
    body = {"id": draw(_SAID.filter(lambda text: "." not in text)), "kind": kind}
    for name, slot in KINDS[kind].items():
        if name == "says":
            body[name] = draw(TEXTS)
        elif slot.needed or draw(st.booleans()) or name in ("least", "where"):
            held = st.sampled_from(slot.words) if slot.words else _HELD[slot.holds](names)
            if slot.holds == "number":
                limit = "part_most" if slot.unit == "percent" else "big_change"
                held = st.one_of(held, st.just(limit))
            body[name] = draw(held)
    for name in sorted({"when", "applies_to"} - KINDS[kind].keys()):
        if draw(st.booleans()):
            body[name] = draw(_HELD["condition"](names))
    severities = st.sampled_from(["reject", "error", "query", "note"])
    body["severity"] = draw(_over_time(severities))
    return body | draw(_of_every_kind(kind)) | draw(_spans())


def _of_every_kind(kind):
    """Draw what rules of a kind may say beside their slots."""
    more = {"hint": TEXTS}
    if kind not in NO_BLANKS:
        more["blank"] = st.sampled_from(["skip", "zero", "zero_if_any", "error"])
    if kind in TOLERANT:
        more["tolerance"] = st.fixed_dictionaries(
            {"rounding": st.just("none")},
            optional={
                "absolute": st.sampled_from([2, "0.5", "a1"]),
                "relative": st.sampled_from(["1%", "part_most"]),
            },
        )
    return st.fixed_dictionaries({}, optional=more)


def _examples():
    values = st.dictionaries(
        _SAID, st.one_of(_NUMBERS, _SAID, st.lists(st.dictionaries(KEYS, _SAID, min_size=1))),
        min_size=1, max_size=3,
    )  # fmt: skip
    past = st.dictionaries(_SAID, st.lists(_NUMBERS, min_size=1), min_size=1, max_size=2)
    prior = st.dictionaries(_SAID, _NUMBERS, min_size=1, max_size=2)
    more = {"data": values, "prior": prior, "history": past, "at": _SAID, "period": PERIODS}
    expects = st.sampled_from(["pass", "fail", "not_applicable", "cannot_check"])
    return st.fixed_dictionaries({"rule": _SAID, "expect": expects}, optional=more)


def _indicators():
    more = {"denominator": _SAID, "opening": _SAID, "roll_up": st.just("opening_plus_flow")}
    body = st.fixed_dictionaries({"numerator": _SAID}, optional=more)
    whole = st.builds(lambda one, text, span: one | text | span, body, TEXTS, _spans())
    names = st.builds("{}{}".format, st.sampled_from(["OS", "OC"]), st.integers(1, 9))
    return st.dictionaries(names, whole, max_size=2)


def _heads():
    more = {
        "kind": st.sampled_from(["return", "agency", "referral"]),
        "sample": st.just(True),
        "service": st.sampled_from(["521", "515", "009"]),
        "basis": st.sampled_from(["agency", "unit"]),
        "due": st.fixed_dictionaries({"day": st.integers(1, 28)}),
        "signers": st.just(["unit_head", "ngo_head"]),
    }
    return st.fixed_dictionaries({"id": KEYS, "title": TEXTS, "programme": TEXTS}, optional=more)


@st.composite
def documents(draw, kinds=tuple(KINDS)):
    """Draw what the text of a form holds: its rules are of the kinds named."""
    tables = {"grid": draw(_grid()), "open_list": draw(_list())}
    tables |= draw(st.dictionaries(KEYS, st.one_of(_grid(), _list()), max_size=1))
    names = _Named(tables)
    begins = draw(st.lists(PERIODS, min_size=1, max_size=2, unique=True).map(sorted))
    drawn = [draw(rules(kind, names)) for kind in kinds if draw(st.booleans()) or len(kinds) < 3]
    return {
        "formspec": 1,
        "form": draw(_heads()),
        "revisions": [
            {"v": number, "from": begin, "note": draw(TEXTS)}
            for number, begin in enumerate(begins, 1)
        ],
        "limits": draw(_limits()),
        "tables": tables,
        "rules": [{**rule, "id": f"{rule['id']}{number}"} for number, rule in enumerate(drawn)],
        "indicators": draw(_indicators()),
        "examples": draw(st.lists(_examples(), max_size=2)),
    }


def forms(kinds=tuple(KINDS)):
    """Draw forms that load, whatever their examples say."""
    return documents(kinds).map(_loaded)


def _loaded(document):
    try:
        return load(yaml12.write(document))
    except SpecError as error:
        raise AssertionError(f"{error.problems}\n{yaml12.write(document)}") from error
