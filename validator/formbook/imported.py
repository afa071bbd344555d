"""Take in a form-definition workbook: the form's text, all that is wrong, and what would change.

This is what a page or a command asks: `imported_into(catalogue, data)`. It reads what somebody
sent, so call it in a child (`validator.confine`), as the reading of any file.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from schemas import yaml12
from schemas.catalogue import REFERRAL, Catalogue, NoSuchForm
from schemas.changes import changes
from schemas.editions import editions
from schemas.lines import nearest
from schemas.load import SpecError, load
from schemas.spec import FormSpec, Text
from schemas.writing import written
from validator.belong import unreadable
from validator.formbook.columns import Names
from validator.formbook.reading import Problem, Spot, Taken, take, worded
from validator.formbook.spoken import spoken
from validator.proof import problems_of
from validator.read import Refusal, read
from validator.refproof import unbound

_QUOTED = re.compile(r"'([^']+)'")
_OUTCOME = re.compile(r"\w+, not \w+")
_OF_COLUMN = re.compile(r"(?:needs|has no|the key) '|: no example")


@dataclass(frozen=True, slots=True)
class Imported:
    """What a workbook says.

    Attributes:
        text: the form's canonical text; "" where something of the workbook could not be read.
        problems: all that is wrong, each with its sheet and cell; a form that has problems and a
            text can be kept as a draft, and not be put in force.
        changes: what would change against the form in force, in words.
        notes: what to know beside: that the workbook was made from another text.
    """

    text: str
    problems: tuple[Problem, ...] = ()
    changes: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()


def imported_into(catalogue: Catalogue, data: bytes) -> Imported:
    """Return the form that a workbook defines, compared with the one of its code."""
    return _imported(data, lambda code: _in_force(catalogue, code))


def imported(data: bytes, current: FormSpec | None) -> Imported:
    """Return the form that a workbook defines, with everything that is wrong with it at once.

    Args:
        data: the whole file.
        current: the form in force, or None for a new one.
    """
    return _imported(data, lambda code: current)


def _in_force(catalogue: Catalogue, code: str) -> FormSpec | None:
    try:
        return catalogue.form(code)
    except NoSuchForm:
        return None


def _imported(data: bytes, in_force: Callable[[str], FormSpec | None]) -> Imported:
    book = read(data)
    if isinstance(book, Refusal):
        return Imported("", (Problem(None, unreadable(book).said),))
    taken = take(book)
    if not taken.document:
        return Imported("", tuple(taken.problems))
    current = in_force(str(taken.document["form"].get("id", "")))
    form, said = _loaded(yaml12.write(taken.document))
    told = [*taken.problems, *(_placed(problem, taken) for problem in said)]
    if current is not None and form is not None and form.code != current.code:
        codes = {"code": form.code, "current": current.code}
        told.append(Problem(taken.places["form", "id"], worded("other_form", **codes)))
    if form is None or taken.problems:
        return Imported("", _in_order(told))
    stale = current is not None and taken.stamp.get("hash", "") != current.sha256
    notes = (worded("stale"),) if stale else ()
    return Imported(written(form), _in_order(told), tuple(_changes(current, form)), notes)


def _loaded(text: str) -> tuple[FormSpec | None, list[str]]:
    try:
        form = load(text)
    except SpecError as error:
        return None, [*error.problems, *(problems_of(error.sound) if error.sound else [])]
    return form, problems_of(form)


def _changes(current: FormSpec | None, form: FormSpec) -> Iterator[Text]:
    if current is None:
        yield worded("new_form", code=form.code)
    elif form.kind == REFERRAL or not any(unbound(form, begin) for begin in editions(form)):
        yield from (change.words for change in changes(current, form))


def _in_order(problems: list[Problem]) -> tuple[Problem, ...]:
    """Return problems without those that say the same of the same cell."""
    return tuple({str(one): one for one in problems}.values())


def _placed(problem: str, taken: Taken) -> Problem:
    """Return a problem of the form's text with the cell that it is about."""
    place = nearest(problem, taken.places)
    if not place:
        return Problem(_anywhere(problem, taken), spoken(problem))
    words = problem.partition(": ")[2]
    return Problem(_spot(place, words, taken), spoken(words))


def _spot(place: Names, words: str, taken: Taken) -> Spot:
    """Return the cell of an entry that holds what is quoted, or that it says is wanting."""
    inside = {one: spot for one, spot in taken.places.items() if one[: len(place)] == place}
    if "both en and zh-Hant" in words:
        pair = [inside.get((*place, language)) for language in ("en", "zh-Hant")]
        return next((one for one in pair if one and one.said is None), taken.places[place])
    if _OUTCOME.fullmatch(words):
        return inside[*place, "expect"]
    quoted = _QUOTED.findall(words)
    if not _OF_COLUMN.search(words):
        for name in quoted:
            if found := _holding(name, list(inside.values())):
                return found
    named = (inside.get((*place, *name.split("."))) for name in quoted)
    return next((one for one in named if one), taken.places[place])


def _holding(name: str, spots: list[Spot]) -> Spot | None:
    """Return the cell that says a name, or else the first that names it among other things."""
    exact = (spot for spot in spots if spot.said == name)
    among = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    within = (spot for spot in spots if spot.said is not None and among.search(str(spot.said)))
    return next(exact, None) or next(within, None)


def _anywhere(problem: str, taken: Taken) -> Spot | None:
    spots = list(taken.places.values())
    found = (_holding(name, spots) for name in _QUOTED.findall(problem))
    return next((one for one in found if one), None)
