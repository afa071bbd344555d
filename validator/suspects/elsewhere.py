"""A file that is not of this quarter, or not of this unit, though it says so."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from schemas.periods import Period
from schemas.spec import Text
from validator.context import Context
from validator.lists import Listed
from validator.outcomes import FAIL, PASS
from validator.suspects.sameness import are_the_same, figures_of
from validator.suspects.trial import Case, Mending, with_lists
from validator.words import wording

UNNAMED = "?"
"""Stands for the code of a unit that the sender need not know."""
_LEAST = 2
_SHOWN = 4


def last_file(case: Case) -> Iterator[Mending]:
    """Suppose last quarter's file, where its figures are those of last quarter's return."""
    last, now = case.context.last, figures_of(case.plan, case.extract)
    if not are_the_same(now, last):
        return
    before = Period.parse(case.context.prior_period)
    lists = {key: _of(one, before) for key, one in case.extract.lists.items()}
    slots = {
        "period": Text(before.words("en"), before.words("zh")),
        "proof": _alike(case, last),
        "same": len(now.items() & last.items()),
        "figures": len(now),
    }
    extract = with_lists(case, lists)
    cells = _figured(case)
    yield Mending("last_file", extract, _alone(case), slots, cells, least=_LEAST, sure=True)


def others_file(case: Case) -> Iterator[Mending]:
    """Suppose another unit's file: it names that one, or has the figures of its return."""
    slots: dict[str, object]
    if twin := case.context.twin:
        unit, _ = wording("unit.unnamed" if twin == UNNAMED else "unit.named", code=twin)
        slots = {"other": unit, "figures": len(figures_of(case.plan, case.extract))}
        words = "others_file.figures"
    elif case.also and _own_past_fails(case):
        other, place = min(case.also.items())
        where = f"{place.sheet} {place.a1}".strip() if place.sheet else place.a1
        slots = {"other": other, "where": where}
        words = "others_file.named"
    else:
        return
    places = tuple(case.also.values())
    cells = _figured(case)
    yield Mending(
        "others_file",
        case.extract,
        _alone(case),
        slots,
        cells=() if places else cells,
        places=places,
        least=_LEAST,
        sure=True,
        words=words,
    )


def _own_past_fails(case: Case) -> bool:
    """Say whether most figures disagree with what this unit reported the quarter before."""
    pairs = zip(case.plan.relations, case.outcomes, strict=True)
    outcomes = [outcome for relation, outcome in pairs if relation.prior]
    failing = outcomes.count(FAIL)
    return failing >= _LEAST and failing * 4 >= (failing + outcomes.count(PASS)) * 3


def _alone(case: Case) -> Context:
    """Return the context without anything that the unit reported elsewhere."""
    return replace(case.context, owed=None, form="", period="", earlier={}, others={})


def _figured(case: Case) -> tuple[int, ...]:
    """Return the first cell with a figure: the whole file is meant, and one place leads there."""
    values = enumerate(case.readings.values)
    return tuple(cell for cell, value in values if value)[:1]


def _alike(case: Case, last: Mapping[str, str]) -> str:
    named = [(case.plan.cells[n], case.extract.places.name(n)) for n in range(len(case.plan.cells))]
    figures = figures_of(case.plan, case.extract)
    pairs = [
        f"{name} = {figures[cell.name]}"
        for cell, name in named
        if figures.get(cell.name, "0") != "0" and figures[cell.name] == last.get(cell.name)
    ]
    return ", ".join(pairs[:_SHOWN] + ["…"] * (len(pairs) > _SHOWN))


def _of(one: Listed, period: Period) -> Listed:
    """Return a list as it would be read for another quarter: whose dates lie within."""
    inside = {
        (entry.row, key)
        for entry in one.entries
        for key, why in entry.bad.items()
        if why == "list.outside"
        and isinstance(day := entry.values.get(key), date)
        and period.start <= day <= period.end
    }
    entries = [
        replace(
            entry,
            bad={key: why for key, why in entry.bad.items() if (entry.row, key) not in inside},
        )
        for entry in one.entries
    ]
    gone = {
        one.place(entry, key)
        for entry in one.entries
        for key in entry.bad
        if (entry.row, key) in inside
    }
    kept = [found for found in one.findings if gone.isdisjoint(found.places)]
    return replace(one, entries=entries, findings=kept)
