"""A context from a folder of other returns and registers, for checks without a server."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from schemas.catalogue import Catalogue
from schemas.kinds import REGISTERS
from validator.asked import ids_of, said
from validator.context import NOTHING_KNOWN, Context, Owed, Sent, Span
from validator.engine import Opened, open_file
from validator.keys import ALL
from validator.peers import summaries
from validator.plan import Plan
from validator.registers import BadRegister, Entry, on_the_day, read
from validator.suspects import are_the_same, figures_of

_KINDS = (".xlsx", ".csv")


class Lying(NamedTuple):
    """A return that lies in a folder, and what of it others may ask for."""

    path: Path
    unit: str
    one: Owed
    figures: dict[str, str]
    keys: dict[str, list[str]]


def context_in(
    folder: Path | None,
    catalogue: Catalogue,
    *,
    beside: Path,
    returns: Sequence[Lying] | None = None,
) -> Callable[[Opened], Context]:
    """Return the function that looks up in a folder what is known beside an opened file.

    Every return there counts as accepted, and every other unit that sent the form as one of the
    same service, and of another agency.

    Args:
        folder: None where nothing is known beside the file.
        catalogue: the forms.
        beside: the file itself, which says nothing of itself.
        returns: those of the folder, where they are read for many files; else they are read.
    """

    def context_for(opened: Opened) -> Context:
        found = opened.recognised
        if folder is None or opened.plan is None or found.spec is None or found.period is None:
            return NOTHING_KNOWN
        bare = Context(form=found.spec.code, period=found.period.id)
        lying = returns_in(folder, catalogue) if returns is None else returns
        others = [one for one in lying if one.path != beside.resolve()]
        known = _known(opened, bare, others)
        return replace(
            known,
            registers=_registers(folder, found.unit, opened),
            rolls=_rolls(folder, found.unit, opened.plan),
        )

    return context_for


def _known(opened: Opened, bare: Context, returns: Sequence[Lying]) -> Context:
    """Return a context with what the returns at hand say of the unit, and of others."""
    assert opened.plan is not None
    plan, form, mine = opened.plan, bare.form, opened.recognised.unit
    asked = plan.wants.returns(bare)
    earlier: dict[str, Sent] = {}
    others: dict[str, dict[str, Sent]] = {}
    peers: dict[str, list[Mapping[str, str]]] = {}
    sent: dict[str, dict[str, str]] = {name: {} for name in plan.wants.keys}
    for _, unit, one, figures, keys in returns:
        if one.form == form and (unit, one.period) != (mine, bare.period):
            _note(sent, keys, one.period if unit == mine else ALL)
        if unit != mine and one.form == form:
            peers.setdefault(one.period, []).append(figures)
        elif unit == mine and one in asked:
            kept = {cell: figures[cell] for cell in sorted(asked[one]) if cell in figures}
            its = earlier if one.form == form else others.setdefault(one.form, {})
            its[one.period] = Sent(kept)
    now = figures_of(plan, opened.extract) if opened.extract else {}  # a blank has none yet
    before = Owed(form, bare.prior_period)
    last = [its.figures for its in returns if its.unit == mine and its.one == before]
    same = [its for its in returns if its.one.form == form and are_the_same(now, its.figures)]
    return replace(
        bare,
        earlier=earlier,
        others=others,
        peers=summaries(plan.wants.peers, plan.period, peers),
        keys=sent,
        last=last[-1] if last else {},
        twin=min((its.unit for its in same if its.unit != mine), default=""),
    )


def returns_in(folder: Path, catalogue: Catalogue) -> list[Lying]:
    """Read every return that lies in a folder."""
    return list(_returns(folder, catalogue))


def _returns(folder: Path, catalogue: Catalogue) -> Iterator[Lying]:
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in _KINDS:
            continue
        opened = open_file(path.read_bytes(), catalogue)
        found = opened.recognised
        if opened.plan is None or opened.extract is None or found.period is None:
            continue
        figures = figures_of(opened.plan, opened.extract)
        keys = said(opened.plan.wants.keys, opened.plan, opened.extract)
        one = Owed(opened.plan.spec.code, found.period.id)
        yield Lying(path.resolve(), found.unit, one, figures, keys)


def _note(sent: dict[str, dict[str, str]], keys: Mapping[str, list[str]], where: str) -> None:
    """Keep in whose return each key stands: the unit's own before any other's."""
    for name, values in keys.items():
        for value in values if name in sent else ():
            if where != ALL or value not in sent[name]:
                sent[name][value] = where


def registers_amiss(folder: Path | None) -> list[str]:
    """Return what is wrong with the registers in a folder, by file and line."""
    if folder is None:
        return []
    found = []
    for register in REGISTERS:
        try:
            _register(folder, register)
        except BadRegister as bad:
            found += [f"{register}.register.csv: {problem}" for problem in bad.problems]
    return found


def _register(folder: Path, register: str) -> list[Entry] | None:
    """Return the entries of a register; None where the folder has none. Raises BadRegister."""
    file = folder / f"{register}.register.csv"
    return read(file.read_bytes()) if file.exists() else None


def _registers(folder: Path, unit: str, opened: Opened) -> dict[str, dict[str, tuple[Span, ...]]]:
    """Return the asked ids of each register that the folder has: `staff.register.csv`.

    Raises:
        BadRegister: such a file is no register.
    """
    found: dict[str, dict[str, tuple[Span, ...]]] = {}
    if opened.plan is None or opened.extract is None:
        return found
    for register, ids in ids_of(opened.plan, opened.extract).items():
        if (entries := _register(folder, register)) is not None:
            its = found.setdefault(register, {})
            for one in entries:
                if one.key in ids and one.unit in ("", unit):
                    its[one.key] = (*its.get(one.key, ()), one.span)
    return found


def _rolls(folder: Path, unit: str, plan: Plan) -> dict[str, list[str]]:
    """Return all ids of the unit of each register that is to be listed, if the folder has it.

    What is of no unit is of nobody in particular; of units, of the one agency that has the folder.

    Raises:
        BadRegister: such a file is no register.
    """
    found = {}
    for register in sorted(plan.wants.rolls):
        if (entries := _register(folder, register)) is not None:
            whose = (unit, "") if register == "units" else (unit,)
            its = [(one.key, (one.span,)) for one in entries if one.unit in whose]
            found[register] = on_the_day(its, plan.period)
    return found
