"""A condition on one field of an entry: `venue = 'OTH'`, `attended > 0`, `held_on < 2025-10-01`."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from schemas.rulereading import meant
from schemas.spec import Field
from validator.fields import Value
from validator.kinds.entries import FieldsOf, shape
from validator.lists import Entry
from validator.references import BadValue
from validator.relations import COMPARISONS
from validator.rulebind import number

_CONDITION = re.compile(r"([\w.]+)\s*(<=|>=|!=|<|>|=)\s*('[^']*'|[\w.-]+)")
_SAMENESS = ("=", "!=")


@dataclass(frozen=True, slots=True)
class EntryWhen:
    """A field of an entry beside a code, a figure or a day."""

    field: Field
    op: str
    value: Value

    def holds(self, entry: Entry) -> bool:
        """Say whether the condition holds; of a blank it never does."""
        said = entry.values.get(self.field.key)
        return said is not None and COMPARISONS[self.op](said, self.value)


def condition(text: str, fields: FieldsOf) -> EntryWhen:
    """Return a condition on a field of the list that a rule is of, named with the list or without.

    Raises:
        BadReference: the list has no such field.
        BadValue: it is no condition, or holds a field against what it cannot hold.
    """
    match = _CONDITION.fullmatch(text.strip())
    if match is None:
        raise BadValue(f"'{text}' is no condition such as {fields.key}.field = 'CODE'")
    name, op, said = match.groups()
    one = fields.field(name if "." in name else f"{fields.key}.{name}")
    if shape(one) in ("code", "text") and op not in _SAMENESS:
        raise BadValue(f"'{text}': of a {shape(one)} it can be asked whether it is one: = or !=")
    return EntryWhen(one, op, constant(one, said.strip("'")))


def constant(one: Field, said: object) -> Any:
    """Return what a figure, a day, a code or a text in a rule is as a value of a field.

    Raises:
        BadValue: it can be none.
    """
    text = str(said)
    match shape(one):
        case "figure":
            scaled = number(text).scaleb(one.decimals)
            if scaled != int(scaled):
                raise BadValue(f"{text} has more decimals than {one.key}")
            return int(scaled)
        case "date" | "month":
            return _day(text, one)
        case "code" if text not in one.codes:
            raise BadValue(f"{one.key} has no code '{text}'{meant(text, one.codes)}")
    return text


def _day(text: str, one: Field) -> date:
    try:
        return date.fromisoformat(text if one.type == "date" else f"{text}-01")
    except ValueError:
        wanted = "a day such as 2025-10-31" if one.type == "date" else "a month such as 2025-10"
        raise BadValue(f"'{text}': {wanted} is needed beside {one.key}") from None
