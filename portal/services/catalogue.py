"""The forms at run time: which text of each is in force, or was in force last."""

import hashlib
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache

from sqlalchemy import func, select
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


@dataclass(slots=True)
class _Standing:
    """The hash of the text of each form that is in force, or was in force last."""

    active: dict[str, str] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)


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
    by_officers = held.set_by is not None if held else spec.code in _standing().former
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
    """Return the catalogue in force; of forms that nobody sends any more, how they were last."""
    standing = _standing()
    return _of_hashes(tuple(standing.active.values()), tuple(standing.former.values()))


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
            found.former[code] = sha256
    found.former = {code: one for code, one in found.former.items() if code not in found.active}
    return found


@lru_cache(maxsize=2)
def _of_hashes(active: tuple[str, ...], former: tuple[str, ...]) -> Catalogue:
    return Catalogue(_loaded_all(active), retired=_loaded_all(former))


def _loaded_all(hashes: Iterable[str]) -> list[FormSpec]:
    texts = (
        select(FormRevision.text)
        .where(FormRevision.sha256.in_(hashes))
        .ext(distinct_on(FormRevision.sha256))
        .order_by(FormRevision.sha256)
    )
    return [loaded(text) for text in session.scalars(texts)]


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
