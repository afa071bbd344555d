"""The forms at run time: which text of each is in force, or was in force last."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import Row, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from portal.database import session, turns
from portal.models.accounts import Account
from portal.models.catalogue import STEPS, FormRevision, FormStatus, WrongStep
from portal.services import audit
from schemas.catalogue import Catalogue, NoSuchForm
from schemas.load import load, packaged_texts
from schemas.spec import FormSpec
from validator.plan import Plan, compile_plan
from validator.references import BadReference

__all__ = ["Catalogue", "NoSuchForm", "WrongStep"]


_MOST_FORMER = 5
"""Former texts of a form, the last first, that a file is held against."""


@dataclass(slots=True)
class _Standing:
    """By form the hash of the text that is in force, and of those that were, the last first."""

    active: dict[str, str] = field(default_factory=dict)
    former: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    @property
    def retired(self) -> dict[str, str]:
        """Of each form that nobody sends any more, the text that was in force last."""
        return {code: texts[0] for code, texts in self.former.items() if code not in self.active}


def import_packaged() -> int:
    """Take in every packaged form text that is not known yet; return how many were new."""
    new = sum(take_in(text, name=name) for name, text in packaged_texts().items())
    session.commit()
    return new


def take_in(text: str, *, name: str) -> bool:
    """Take in a text that comes with the program; return whether it was new.

    It is in force at once; but where officers approved the text that is, or took the last one out
    of force, it waits as a draft.
    """
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    turns.take(("form text", sha256))
    if last_step(sha256) is not None:
        return False
    spec = load(text, name=name)
    turns.take(("form", spec.code))
    held, draft = in_force(spec.code), first_step(spec, text, None)
    # A form that was in force and is no more was taken out of force by an officer.
    by_officers = held.set_by is not None if held else spec.code in _standing().retired
    if not by_officers:
        bring_into_force(draft, None)
    return True


def first_step(spec: FormSpec, text: str, by: Account | None) -> FormRevision:
    """Take in a text as a draft."""
    number = spec.revisions[-1].number
    row = FormRevision(code=spec.code, revision=number, sha256=spec.sha256, text=text)
    return _kept(row, FormStatus.DRAFT, by)


def next_step(
    last: FormRevision, status: FormStatus, by: Account | None, *, reason: str = ""
) -> FormRevision:
    """Add a step to those of a text. Raises WrongStep."""
    if status not in STEPS[last.status]:
        raise WrongStep(last.status, status)
    row = FormRevision(
        code=last.code, revision=last.revision, sha256=last.sha256, text=last.text, reason=reason
    )
    return _kept(row, status, by)


def bring_into_force(last: FormRevision, by: Account | None) -> FormRevision:
    """Let a text be in force from now on; the one that was is retired. Raises WrongStep."""
    turns.take(("form", last.code))
    held = in_force(last.code)
    if held is not None:
        next_step(held, FormStatus.RETIRED, by)
    return next_step(last, FormStatus.ACTIVE, by)


def _kept(row: FormRevision, status: FormStatus, by: Account | None) -> FormRevision:
    row.status, row.set_by = status, by.id if by else None
    session.add(row)
    session.flush()
    audit.record(f"form.{status}", "form", row.code, by, revision=row.revision, text=row.sha256)
    return row


def last_step(sha256: str) -> FormRevision | None:
    """Return how a text stands: its last step; None for a text that is not known."""
    steps = select(FormRevision).where(FormRevision.sha256 == sha256)
    newest = steps.order_by(FormRevision.at.desc(), FormRevision.id.desc())
    return session.scalars(newest.limit(1)).one_or_none()


def in_force(code: str) -> FormRevision | None:
    """Return the step by which the text in force of a form came into force."""
    sha256 = _standing().active.get(code)
    return last_step(sha256) if sha256 else None


def current() -> Catalogue:
    """Return the catalogue in force with its former texts; of retired forms, how they were last."""
    standing = _standing()
    before = [one for code in standing.active for one in standing.former[code][:_MOST_FORMER]]
    return _of_hashes(
        tuple(standing.active.values()), tuple(standing.retired.values()), tuple(before)
    )


def _standing() -> _Standing:
    """Ask which text of each form stands how; of several the one that came to it last."""
    newest = (FormRevision.at.desc(), FormRevision.id.desc())
    in_force = func.max(FormRevision.at).filter(FormRevision.status == FormStatus.ACTIVE)
    texts = (
        select(FormRevision.code, FormRevision.sha256, FormRevision.status, FormRevision.at)
        .add_columns(in_force.over(partition_by=FormRevision.sha256).label("in_force"))
        .ext(distinct_on(FormRevision.sha256))
        .order_by(FormRevision.sha256, *newest)
        .subquery()
    )
    since = func.coalesce(texts.c.in_force, texts.c.at)
    found = _Standing()
    for code, sha256, status, _, held in session.execute(select(texts).order_by(since)):
        if status == FormStatus.ACTIVE:
            found.active[code] = sha256
        elif held is not None:
            found.former[code].insert(0, sha256)
    return found


@lru_cache(maxsize=2)
def _of_hashes(
    active: tuple[str, ...], retired: tuple[str, ...], before: tuple[str, ...]
) -> Catalogue:
    texts = {one.sha256: one for one in _texts(before)}
    former: dict[str, list[str]] = defaultdict(list)
    for sha256 in before:
        former[texts[sha256].code].append(texts[sha256].text)
    return Catalogue(_loaded_all(active), retired=_loaded_all(retired), former=former)


def _loaded_all(hashes: Iterable[str]) -> list[FormSpec]:
    return [loaded(one.text) for one in _texts(hashes)]


def _texts(hashes: Iterable[str]) -> Sequence[Row[str, str, str]]:
    """Return hash, code and text of some texts."""
    texts = (
        select(FormRevision.sha256, FormRevision.code, FormRevision.text)
        .where(FormRevision.sha256.in_(hashes))
        .ext(distinct_on(FormRevision.sha256))
        .order_by(FormRevision.sha256)
    )
    return session.execute(texts).all()


@lru_cache(maxsize=1024)
def loaded(text: str) -> FormSpec:
    """Return the form of a text that was found good; the very same one for the same text."""
    return load(text)


def form(code: str) -> FormSpec:
    """Return a form in force. Raises NoSuchForm."""
    return current().form(code)


def known(code: str) -> FormSpec:
    """Return a form in force, or as it was last. Raises NoSuchForm."""
    forms = current()
    return forms.retired[code] if code in forms.retired else forms.form(code)


def plan_of(code: str, period_id: str, plan_hash: str | None) -> Plan:
    """Return the plan by which a return was checked, of the text that held then.

    The one of the text that holds now, where no text of the form has this plan. Raises NoSuchForm.
    """
    plan = compile_plan(known(code), period_id)
    if plan_hash in (None, plan.hash):
        return plan
    texts = select(FormRevision.text).where(
        FormRevision.code == code, FormRevision.status == FormStatus.ACTIVE
    )
    for text in session.scalars(texts):
        # A text that cannot be compiled checked nothing.
        with suppress(BadReference):
            held = compile_plan(loaded(text), period_id)
            if held.hash == plan_hash:
                return held
    return plan
