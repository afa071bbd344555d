"""A form's text on trial: stored returns are checked by it beside the text in force.

What would be found by the one and not by the other is counted, by unit and rule. The count is a
document in the file store, under the step by which the text came on trial; no cell is in it.
Until it is known, that document says at most when it was asked for once more.
"""

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

import config
from portal import queue, store
from portal.database import session
from portal.models.accounts import Account
from portal.models.base import now
from portal.models.catalogue import FormRevision, FormStatus
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import catalogue, contexts, revisions, scans
from portal.services.revisions import Compared
from schemas.catalogue import Catalogue
from schemas.sentences import sentences
from schemas.spec import FormSpec, Text
from validator import engine
from validator.confine import Done, confined
from validator.engine import Carried, Opened
from validator.recognise import Hints
from validator.verdict import Verdict
from validator.words import title

PERIODS = 4
"""Quarters, the last ones, whose returns are checked."""
_GIVEN_UP = timedelta(days=1)
"""How long a trial is taken up again by itself: one that never ends must not keep a worker."""
_CHECKED = (
    *(State.TO_CORRECT, State.TO_EXPLAIN, State.TO_SIGN, State.SIGNED, State.IN_REVIEW),
    *(State.RETURNED, State.ACCEPTED, State.LOADED),
)
Told = tuple[str, str, str]
"""A rule, the kind of what was found by it, and how grave that is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """How many more findings of a rule there would be in one return; less than 0 for fewer."""

    rule: str
    severity: str
    words: Text
    more: int


@dataclass(frozen=True, slots=True)
class Tried:
    """A return that would be told something else."""

    unit: str
    period: str
    differences: Sequence[Difference]


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial came to: returns checked, those that could not be, and what would differ."""

    periods: Sequence[str]
    returns: int
    unread: int
    tried: Sequence[Tried]

    @property
    def more(self) -> int:
        """How many findings there would be that are not now."""
        return sum(one.more for tried in self.tried for one in tried.differences if one.more > 0)

    @property
    def fewer(self) -> int:
        """How many findings there are that would not be."""
        return -sum(one.more for tried in self.tried for one in tried.differences if one.more < 0)


def begin(sha256: str, by: Account) -> None:
    """Put a draft on trial, and have the stored returns checked by it. Raises as try_out."""
    step = revisions.try_out(sha256, by)
    queue.enqueue("try_form", step.id, 0)


def again(sha256: str) -> None:
    """Have the stored returns checked once more by the text that is on trial.

    Raises:
        NoSuchText: there is none.
        WrongStep: it is not on trial.
    """
    last = revisions.find(sha256).last
    if last.status is not FormStatus.TRIAL:
        raise catalogue.WrongStep(last.status, FormStatus.TRIAL)
    _keep(last.id, {"asked": now().isoformat()})
    queue.enqueue("try_form", last.id, 0)


def queue_waiting() -> int:
    """Queue again what is on trial and not yet checked; return how many."""
    waiting = [
        step.id
        for step in revisions.open_texts()
        if step.status is FormStatus.TRIAL
        and catalogue.in_force(step.code)
        and not (_known(kept := _kept(step.id)) or _ended(step, kept))
    ]
    for step_id in waiting:
        queue.enqueue("try_form", step_id, 0)
    return len(waiting)


def of(text: Compared) -> Trial | None:
    """Return what the trial of a text came to; None while it is not known, or there is none."""
    found = _kept(text.last.id) if text.last.status is FormStatus.TRIAL else {}
    if not _known(found):
        return None
    held = [catalogue.loaded(text.held.text)] if text.held else []
    words = _words_of([*held, text.spec])
    tried = [
        Tried(one["unit"], one["period"], [_difference(its, words) for its in one["told"]])
        for one in found["tried"]
    ]
    return Trial(found["periods"], found["returns"], found["unread"], tried)


def given_up(text: Compared) -> bool:
    """Say whether the check of a text on trial did not end in time, and is begun no more."""
    found = _kept(text.last.id)
    return not _known(found) and _ended(text.last, found)


def _known(found: dict[str, Any]) -> bool:
    return "tried" in found


def _ended(step: FormRevision, found: dict[str, Any]) -> bool:
    asked = datetime.fromisoformat(found["asked"]) if found else step.at
    return now() - asked >= _GIVEN_UP


def _difference(told: Sequence[Any], words: dict[str, Text]) -> Difference:
    rule, kind, severity, more = told
    return Difference(rule, severity, words.get(rule, title(kind)), more)


def _words_of(specs: Iterable[FormSpec]) -> dict[str, Text]:
    return {rule: words for spec in specs for rule, words in sentences(spec)}


def check(step_id: UUID) -> None:
    """Check the stored returns of the form by both texts. May run twice: it comes to the same."""
    step = session.get(FormRevision, step_id)
    held = catalogue.in_force(step.code) if step else None
    if step is None or held is None or step.status is not FormStatus.TRIAL:
        return
    by_held, by_trial = (_catalogue(catalogue.loaded(one.text)) for one in (held, step))
    periods, rows = _stored(step.code)
    tried, unread = [], 0
    for row in rows:
        found = [_told(row, forms) for forms in (by_held, by_trial)]
        if found[0] is None or found[1] is None:
            unread += 1
        elif more := _more(found[0], found[1]):
            unit = row.unit.code if row.unit else ""
            tried.append({"unit": unit, "period": row.period, "told": more})
    document = {"periods": periods, "returns": len(rows), "unread": unread, "tried": tried}
    _keep(step_id, document)


def _catalogue(spec: FormSpec) -> Catalogue:
    """Return the forms in force, with this text of one of them."""
    forms = catalogue.current()
    return Catalogue([*(forms.specs | forms.referrals | {spec.code: spec}).values()])


def _stored(code: str) -> tuple[list[str], Sequence[Submission]]:
    """Return the last quarters of a form, and their returns as they stand, by quarter and unit."""
    checked = (Submission.form == code, Submission.state.in_(_CHECKED))
    newest = select(Submission.period).where(*checked).distinct()
    periods = sorted(filter(None, session.scalars(newest)), reverse=True)[:PERIODS]
    rows = session.scalars(
        select(Submission)
        .where(*checked, Submission.period.in_(periods))
        .order_by(Submission.period.desc(), Submission.unit_id)
    )
    return periods, rows.all()


def _told(row: Submission, forms: Catalogue) -> Counter[Told] | None:
    """Return what is found in a return by a text; None where its file cannot be looked into."""
    try:
        data = scans.contents(row.upload)
    except (scans.Quarantined, scans.ContentErased):
        return None
    settings = config.settings()
    session.commit()  # the server ends a transaction that stands idle while a child works
    done = confined(
        _opened,
        data,
        row.read_as or "",
        forms,
        timeout_s=settings.check_timeout_s,
        memory_mb=settings.check_memory_mb,
    )
    if not isinstance(done, Done):
        return None
    opened = done.value
    if isinstance(opened, Carried):
        opened = engine.put_back(opened, forms)
    context = contexts.of_unit(row.unit, opened)  # whoever sent it may have left since
    session.commit()
    verdict = engine.check(opened, forms, context)
    return _counted(verdict)


def _opened(data: bytes, encoding: str, forms: Catalogue) -> Opened | Carried:
    return engine.carry(engine.open_file(data, forms, hints=Hints(encoding=encoding)))


def _counted(verdict: Verdict) -> Counter[Told]:
    return Counter(
        (one.rule, one.kind, str(one.severity))
        for one in verdict.findings
        if one.stands_alone and one.severity != "note"
    )


def _more(held: Counter[Told], tried: Counter[Told]) -> list[tuple[str, str, str, int]]:
    """Return of how much each text tells more; of a rule that is now graver, both."""
    counts = ((told, tried[told] - held[told]) for told in sorted(held | tried))
    return [(*told, count) for told, count in counts if count]


def _keep(step_id: UUID, document: dict[str, Any]) -> None:
    store.files().put_bytes(_key(step_id), json.dumps(document).encode())


def _kept(step_id: UUID) -> dict[str, Any]:
    """Return what is kept of a trial: what it came to, or when it was asked for again, or {}."""
    if not store.files().has(_key(step_id)):
        return {}
    with store.files().open(_key(step_id)) as stream:
        found: dict[str, Any] = json.loads(stream.read())
    return found


def _key(step_id: UUID) -> str:
    return f"trials/{step_id}.json"
