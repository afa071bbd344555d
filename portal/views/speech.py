"""How returns are spoken of on pages: one sentence of standing, and who has the next step."""

from collections.abc import Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from flask import Flask
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from portal import dates
from portal.languages import CHINESE, language, named, spoken
from portal.models.accounts import Membership
from portal.models.organisations import Unit
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import catalogue, organisations, people, results
from portal.webforms.people import ROLE_WORDS
from portal.webforms.submissions import REASON_WORDS
from schemas.dictionary import code_lists
from schemas.periods import NotAPeriod, Period
from schemas.spec import FormSpec

ENCODING_WORDS = {
    "big5hkscs": _("Big5 with the Hong Kong characters"),
    "cp950": _("Big5 of Windows (cp950)"),
    "gb18030": _("GB18030, as used in the Mainland"),
}

DECISION_WORDS = {
    "accept": _("Accepted"),
    "override": _("Overridden: the figure stands"),
    "return": _("Sent back"),
}

HEADLINES = {
    State.REFUSED: _("The file could not be taken"),
    State.TO_SIGN: _("Nothing to correct: ready to sign"),
    State.SIGNED: _("Signed and sent"),
    State.IN_REVIEW: _("Sent: an officer is looking at it"),
    State.RETURNED: _("Sent back to correct"),
    State.ACCEPTED: _("Accepted"),
    State.LOADED: _("Accepted, and in the figures"),
    State.SUPERSEDED: _("Replaced by a later version"),
    State.WITHDRAWN: _("Taken back"),
}

OF_THE_UNIT = {
    State.TO_CORRECT: _(
        "The unit has to correct it and send it again. Nothing has been sent to the department yet."
    ),
    State.TO_EXPLAIN: _(
        "The unit has to explain each figure, or correct it. Then the return can be signed."
    ),
    State.IN_REVIEW: _("An officer has to decide on the figures that are open."),
    State.RETURNED: _("The unit has to read what the officer says, correct it and send it again."),
}
"""What comes next, said to those who cannot do it: whoever reads a return and sends none."""


def install(app: Flask) -> None:
    """Give every page these words."""
    app.jinja_env.filters.update(period_words=period_words, plain_number=plain_number)
    app.jinja_env.globals.update(
        change_words=change_words,
        decision_words=DECISION_WORDS,
        encoding_words=ENCODING_WORDS,
        headline=headline,
        next_step=next_step,
        reason_words=REASON_WORDS,
        role_words=ROLE_WORDS,
        account_standing=people.standing_of,
        unit_name=unit_name,
        work_words=work_words,
    )
    app.context_processor(lambda: {"titles": _Titles()})


class _Titles:
    """Titles of forms by code, of the catalogue as a page finds it."""

    @cached_property
    def _forms(self) -> Mapping[str, FormSpec]:
        forms = catalogue.current()
        return {**forms.retired, **forms.specs, **forms.referrals}

    def get(self, code: str | None) -> dict[str, str] | None:
        return self[code] if code and code in self else None

    def __contains__(self, code: str) -> bool:
        return code in self._forms

    def __getitem__(self, code: str) -> dict[str, str]:
        return self._forms[code].title.document()


def unit_name(unit: Unit) -> str:
    """Return a unit's name in the language of the page."""
    detail = organisations.unit_detail(unit.id, on=dates.today())
    return named(detail) if detail else ""


def work_words(membership: Membership, names: Mapping[str, organisations.Named]) -> str:
    """Say what a membership is: "Unit head of 9101 Sample Unit 101"."""
    role = str(ROLE_WORDS[membership.role])
    if membership.branch:
        branch = branch_words(membership.branch)
        role = gettext("%(role)s (%(branch)s)", role=role, branch=branch)
    place = names.get(membership.place)
    if place is None:
        return role
    return gettext("%(role)s of %(place)s", role=role, place=f"{place.code} {named(place)}")


def branch_words(code: str) -> str:
    """Return what a branch of the department is called; "" is the whole of it."""
    if not code:
        return gettext("The whole department")
    known = code_lists()["branches"].get(code)
    return spoken(known.document()) if known else code


def period_words(period_id: str) -> str:
    """Say a quarter in words: Oct-Dec 2025 (2025-26Q3)."""
    try:
        return f"{Period.parse(period_id).words(language().code)} ({period_id})"
    except NotAPeriod:
        return period_id


def plain_number(value: Decimal) -> str:
    """Write an exact number without needless noughts."""
    return format(value.normalize(), "f")


def headline(submission: Submission, result: results.Result) -> str:
    """Return the one sentence of standing: how much is to correct and to explain."""
    if submission.state is State.TO_SIGN and (answers := result.answered()):
        return ngettext(
            "Ready to sign, with %(num)s answer for an officer to decide",
            "Ready to sign, with %(num)s answers for an officer to decide",
            answers,
        )
    if submission.state not in (State.TO_CORRECT, State.TO_EXPLAIN):
        return str(HEADLINES.get(submission.state, ""))
    parts = []
    if result.whole_file("error"):
        parts.append(gettext("The whole file to correct"))
    if cells := result.cells_to_correct():
        parts.append(ngettext("%(num)s cell to correct", "%(num)s cells to correct", cells))
    if result.whole_file("query"):
        parts.append(gettext("The whole file to explain"))
    if queries := result.figures_to_explain():
        parts.append(ngettext("%(num)s figure to explain", "%(num)s figures to explain", queries))
    return gettext(" and ").join(parts)


def next_step(
    submission: Submission, result: results.Result, *, next_role: str | None, sends: bool
) -> str:
    """Return who has to do what next; `sends` where the reader is one of those who send it."""
    if not sends and submission.state in OF_THE_UNIT:
        return str(OF_THE_UNIT[submission.state])
    match submission.state:
        case State.REFUSED:
            said = [cause.document for cause in result.causes[:1]]
            return _in_a_row(*(spoken(one[part]) for one in said for part in ("message", "hint")))
        case State.TO_CORRECT:
            return _in_a_row(_to_correct(result), _due(submission))
        case State.TO_EXPLAIN:
            return gettext("Explain each figure, or correct it. Then the return can be signed.")
        case State.TO_SIGN:
            role = ROLE_WORDS.get(next_role or "", "")
            return gettext("Next to sign: %(role)s.", role=role)
        case State.IN_REVIEW:
            return gettext("Nothing for you to do. You will find the decision here.")
        case State.RETURNED:
            return gettext("Read what the officer says, correct the file and send it again.")
    return ""


def _to_correct(result: results.Result) -> str:
    if result.whole_file("error"):
        return gettext(
            "See what is said of the whole file, put it right and send it again. "
            "It has not gone to the Department yet."
        )
    return gettext(
        "Correct the cells in your workbook and send it again. "
        "It has not gone to the Department yet."
    )


def _in_a_row(*sentences: str) -> str:
    """Return sentences one after the other; Chinese ones have no space between them."""
    return ("" if language() is CHINESE else " ").join(sentences)


def _due(submission: Submission) -> str:
    """Say by when the return is due."""
    if submission.obligation is None:
        return ""
    return gettext("Due: %(day)s.", day=dates.due(submission.obligation.due))


def change_words(change: Any) -> str:
    """Say how a version differs from the one before: "3 corrected, 1 still wrong, 1 new"."""
    return gettext(
        "%(corrected)s corrected, %(still)s still wrong, %(new)s new",
        corrected=len(change.corrected),
        still=len(change.still),
        new=len(change.new),
    )
