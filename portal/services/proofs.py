"""The examples that prove a rule, told by what stands where and how the rule comes out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from portal.services.forms import Shown
from schemas.spec import ListTable, Text
from validator.plan import Plan, compile_plan
from validator.references import BadReference

_ABOUT = frozenset({"rule", "expect", "at", "period"})
"""What an example says of itself; all else is what the rule is given."""


@dataclass(frozen=True, slots=True)
class Given:
    """One thing that an example gives: in the return, or elsewhere such as in the prior one."""

    source: str
    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Proof:
    """One example: for which quarter it is, what it gives, and how the rule comes out."""

    period: str
    given: tuple[Given, ...]
    expect: str


def of(form: Shown, rule: str) -> list[Proof]:
    """Return the examples of a rule, in the order of the form."""
    found = []
    for example in form.whole.examples:
        if example["rule"] == rule:
            period = str(example.get("period") or "")
            plan = compile_plan(form.whole, period or form.editions[-1])
            found.append(Proof(period, tuple(_given(plan, example)), str(example["expect"])))
    return found


def _given(plan: Plan, example: Mapping[str, Any]) -> Iterator[Given]:
    lists = {one.key: one for one in plan.spec.lists}
    for source, said in example.items():
        if source in _ABOUT:
            continue
        if not isinstance(said, Mapping):
            yield Given(source, Text("", ""), _same(said))
            continue
        for name, value in said.items():
            if name in lists and source == "data":
                yield from _entries(lists[name], value)
            else:
                yield Given(source, _label(plan, str(name)), _same(value))


def _label(plan: Plan, name: str) -> Text:
    """Return what a cell is called; the name itself where it is none of this form."""
    try:
        return plan.cell(name).label
    except (BadReference, KeyError):
        return Text(name, name)


def _entries(listed: ListTable, entries: list[dict[str, Any]]) -> Iterator[Given]:
    labels = {one.key: one.label for one in listed.fields}
    for number, entry in enumerate(entries, 1):
        pairs = [(labels.get(key) or Text(key, key), value) for key, value in entry.items()]
        label = Text(f"{listed.title.en}, entry {number}", f"{listed.title.zh}，第 {number} 項")
        english = "; ".join(f"{name.en}: {value}" for name, value in pairs)
        chinese = "；".join(f"{name.zh}：{value}" for name, value in pairs)
        yield Given("data", label, Text(english, chinese))


def _same(value: Any) -> Text:
    said = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return Text(said, said)
