"""A context from a folder of earlier returns, for checks without a server."""

from collections.abc import Callable
from pathlib import Path

from schemas.catalogue import Catalogue
from validator.context import NOTHING_KNOWN, Context
from validator.engine import open_file
from validator.numbers import FIGURE, shown
from validator.recognise import Recognised

_KINDS = (".xlsx", ".csv")


def context_in(
    folder: Path | None, catalogue: Catalogue, *, beside: Path
) -> Callable[[Recognised], Context]:
    """Return the function that looks a recognised file's earlier returns up in a folder."""

    def context_for(found: Recognised) -> Context:
        if folder is None or found.spec is None or found.period is None:
            return NOTHING_KNOWN
        past = _past(folder, catalogue, found, beside)
        before = found.period.previous().id
        history: dict[str, list[str]] = {}
        for period in sorted(past):
            for name, figure in past[period].items():
                history.setdefault(name, []).append(figure)
        return Context(
            prior_known=before in past,
            prior_period=before,
            prior=past.get(before),
            history=history,
        )

    return context_for


def _past(
    folder: Path, catalogue: Catalogue, found: Recognised, beside: Path
) -> dict[str, dict[str, str]]:
    """Return the figures of the same unit's earlier returns of the form, by quarter."""
    past = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() not in _KINDS or path.resolve() == beside.resolve():
            continue
        opened = open_file(path.read_bytes(), catalogue)
        other = opened.recognised
        if opened.plan is None or opened.extract is None or other.period is None:
            continue
        if (other.spec, other.unit) != (found.spec, found.unit):
            continue
        if found.period is None or other.period >= found.period:
            continue
        past[other.period.id] = {
            cell.name: shown(reading.value, cell.decimals)
            for cell, reading in zip(opened.plan.cells, opened.extract.readings, strict=True)
            if reading.state == FIGURE
        }
    return past
