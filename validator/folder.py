"""A context from a folder of other returns and registers, for checks without a server."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from schemas.catalogue import Catalogue
from validator.context import NOTHING_KNOWN, Context, Owed, Sent
from validator.engine import Opened, open_file
from validator.numbers import FIGURE, shown
from validator.peers import summaries

_KINDS = (".xlsx", ".csv")


class _Return(NamedTuple):
    """A return that lies in the folder."""

    unit: str
    one: Owed
    figures: dict[str, str]


def context_in(
    folder: Path | None, catalogue: Catalogue, *, beside: Path
) -> Callable[[Opened], Context]:
    """Return the function that looks up in a folder what is known beside an opened file.

    Every return there counts as accepted, and every other unit that sent the form as one of the
    same service.
    """

    def context_for(opened: Opened) -> Context:
        found = opened.recognised
        if folder is None or opened.plan is None or found.spec is None or found.period is None:
            return NOTHING_KNOWN
        form = found.spec.code
        bare = Context(form=form, period=found.period.id)
        asked = opened.plan.wants.returns(bare)
        earlier: dict[str, Sent] = {}
        others: dict[str, dict[str, Sent]] = {}
        peers: dict[str, list[Mapping[str, str]]] = {}
        for unit, one, figures in _returns(folder, catalogue, beside):
            if unit != found.unit and one.form == form:
                peers.setdefault(one.period, []).append(figures)
            elif unit == found.unit and one in asked:
                kept = {cell: figures[cell] for cell in sorted(asked[one]) if cell in figures}
                its = earlier if one.form == form else others.setdefault(one.form, {})
                its[one.period] = Sent(kept)
        return Context(
            form=form,
            period=found.period.id,
            earlier=earlier,
            others=others,
            peers=summaries(opened.plan.wants.peers, found.period, peers),
        )

    return context_for


def _returns(folder: Path, catalogue: Catalogue, beside: Path) -> Iterator[_Return]:
    """Yield every return in a folder but the file itself."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in _KINDS or path.resolve() == beside.resolve():
            continue
        opened = open_file(path.read_bytes(), catalogue)
        found = opened.recognised
        if opened.plan is None or opened.extract is None or found.period is None:
            continue
        figures = {
            cell.name: shown(reading.value, cell.decimals)
            for cell, reading in zip(opened.plan.cells, opened.extract.readings, strict=True)
            if reading.state == FIGURE
        }
        yield _Return(found.unit, Owed(opened.plan.spec.code, found.period.id), figures)
