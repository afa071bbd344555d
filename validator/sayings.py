"""What the check says where a rule fails: a real finding, of a return that was made to break it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from schemas.catalogue import Catalogue
from schemas.spec import FormSpec
from validator.blank import Sender, blank
from validator.context import NOTHING_KNOWN, Context
from validator.engine import check_file
from validator.findings import Finding
from validator.plan import Plan, compile_plan
from validator.references import CellKey
from validator.specimen import Recipe, Specimen, specimen
from validator.supposed import context_of

_TOO_MANY = (1, 1000)


@dataclass(slots=True)
class _Broken:
    """A return that may break a rule, and what is known beside it."""

    figures: dict[CellKey, Any]
    entries: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    context: Context = NOTHING_KNOWN


@lru_cache(maxsize=1024)
def saying(spec: FormSpec, rule: str, period_id: str) -> Finding | None:
    """Return a finding of a rule; None where no return that breaks it could be made.

    A rule of a table goes by the place of its line, such as movement.R900.
    """
    plan = compile_plan(spec, period_id)
    good = specimen(plan, Recipe(plan.period))
    for broken in (*_by_example(plan, rule, good), *_by_figure(plan, rule, good)):
        told = [one for one in _findings(spec, plan, broken) if is_of(one.rule, rule)]
        if told:
            return min(told, key=lambda one: one.cause is not None)
    return None


def is_of(told: str, rule: str) -> bool:
    """Say whether the rule that a finding names is this rule, or one that its line makes."""
    table, _, line = rule.partition(".")
    parts = told.split(".")
    return told == rule or (len(parts) == 5 and parts[2] == table and line in parts[3:])


def _findings(spec: FormSpec, plan: Plan, broken: _Broken) -> list[Finding]:
    data = blank(
        plan,
        period=plan.period,
        sender=Sender("0000"),
        figures=broken.figures,
        entries=broken.entries,
    )
    verdict = check_file(data, Catalogue([spec]), context_for=lambda _: broken.context)
    return [finding for finding in verdict.findings if finding.outcome == "fail"]


def _by_example(plan: Plan, rule: str, good: Specimen) -> Iterator[_Broken]:
    """Yield what the rule's failing examples put there: alone, then within the good return."""
    for example in plan.spec.examples:
        if (example["rule"], example["expect"]) != (rule, "fail"):
            continue
        context = context_of(plan, example)
        alone = _Broken({}, {}, context)
        within = _Broken(dict(good.figures), dict(good.entries), context)
        data: Any = example.get("data", {})
        for broken in (alone, within):
            for name, said in data.items():
                if name in good.entries:
                    broken.entries[name] = said
                else:
                    broken.figures[plan.cell(name).key] = said
            yield broken


def _by_figure(plan: Plan, rule: str, good: Specimen) -> Iterator[_Broken]:
    """Yield the good return with one figure too large: the one on which the rule reports."""
    subjects = [one.subject for one in plan.relations if is_of(one.rule, rule)][:1]
    for subject in subjects:
        key = plan.cells[subject].key
        for more in _TOO_MANY:
            yield _Broken(dict(good.figures) | {key: good.figures[key] + more}, good.entries)
