"""What an example of a rule supposes to be known beside its return."""

from collections.abc import Iterator, Mapping
from typing import Any

from schemas.examplereading import MISSING
from schemas.periods import Period
from validator.context import Context, Owed, Peers, Sent, Span
from validator.keys import as_key
from validator.plan import Plan
from validator.registers import on_the_day

_Return = tuple[Owed, Mapping[str, str] | None]
"""A return that is owed, with its figures; None where it has not come."""


def context_of(plan: Plan, example: Mapping[str, Any]) -> Context:
    """Return the context of an example; what it does not speak of is not owed."""
    this = Owed(plan.spec.code, plan.period.id)
    owed, told = {this}, dict[Owed, dict[str, str]]()
    for one, figures in _returns(plan, example):
        owed.add(one)
        if figures is not None:
            told.setdefault(one, {}).update(figures)
    others: dict[str, dict[str, Sent]] = {}
    for one, its in told.items():
        others.setdefault(one.form, {})[one.period] = Sent(its)
    registers = {name: _register(said) for name, said in _of(example, "register").items()}
    return Context(
        owed=tuple(sorted(owed)),
        form=this.form,
        period=this.period,
        earlier=others.pop(this.form, {}),
        others=others,
        peers={cell: Peers.of(map(str, its)) for cell, its in _of(example, "peers").items()},
        unit=_facts(example, "unit"),
        agreed=_facts(example, "agreed"),
        registers=registers,
        rolls={name: on_the_day(its.items(), plan.period) for name, its in registers.items()},
        keys={key: _keyed(_texts(said)) for key, said in _of(example, "sent").items()},
    )


def _of(example: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    said: Mapping[str, Any] = example.get(name) or {}
    return said


def _facts(example: Mapping[str, Any], name: str) -> dict[str, str] | None:
    return None if example.get(name) == MISSING else _texts(_of(example, name))


def _texts(said: Mapping[str, Any]) -> dict[str, str]:
    return {str(name): str(value) for name, value in said.items()}


def _keyed(said: Mapping[str, str]) -> dict[str, str]:
    return {as_key(key): where for key, where in said.items()}


def _returns(plan: Plan, example: Mapping[str, Any]) -> Iterator[_Return]:
    """Yield every return that an example speaks of, some of them cell by cell."""
    form, before = plan.spec.code, _before(plan.period, 4)
    for name, period in (("prior", before[0]), ("last_year", before[3])):
        if said := example.get(name):
            yield Owed(form, period), None if said == MISSING else _texts(said)
    for cell, figures in _of(example, "history").items():
        for period, figure in zip(_before(plan.period, len(figures)), figures[::-1], strict=True):
            yield _told(form, period, cell, figure)
    for other, said in _of(example, "other").items():
        if said == MISSING:
            yield Owed(other, plan.period.id), None
            continue
        for cell, figures in said.items():
            yield from _of_other(other, cell, figures, plan.period)


def _of_other(form: str, cell: str, said: Any, period: Period) -> Iterator[_Return]:
    """Yield one figure of another form, or those of the four quarters of the year."""
    if not isinstance(said, list):
        yield _told(form, period.id, cell, said)
        return
    for quarter, figure in enumerate(said, 1):
        yield _told(form, Period(period.year, quarter).id, cell, figure)


def _told(form: str, period: str, cell: str, figure: object) -> _Return:
    return Owed(form, period), None if figure == MISSING else {str(cell): str(figure)}


def _before(period: Period, count: int) -> list[str]:
    """Return so many quarters before one, the latest first."""
    found = []
    for _ in range(count):
        period = period.previous()
        found.append(period.id)
    return found


def _register(said: Any) -> dict[str, tuple[Span, ...]]:
    """Return a register: ids alone, or each with since and until."""
    if isinstance(said, list):
        return {as_key(str(entry)): (Span(),) for entry in said}
    return {as_key(str(entry)): (Span(**(its or {})),) for entry, its in said.items()}
