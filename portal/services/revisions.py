"""The life of a form's text: drafted, tried, brought into force by another officer, retired."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from portal import access
from portal.database import session, turns
from portal.models.accounts import Account
from portal.models.catalogue import FormRevision, FormStatus
from portal.services import catalogue
from schemas.changes import changes
from schemas.changewords import Change
from schemas.load import load
from schemas.shared import spelled_out
from schemas.spec import FormSpec

LONGEST = 1_000_000
"""Characters of a form's text that are taken in; the largest form we know has 60,000."""


class NoSuchText(Exception):
    """No text of any form has this hash."""


class OtherOfficerNeeded(Exception):
    """A draft is brought into force by another officer than the one who drafted it."""


class OtherSince(Exception):
    """A text stands otherwise, or another one is in force, than when the officer looked."""


class NothingSaid(Exception):
    """Retiring a form, or setting a draft aside, needs its reason: others read it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A text of a form with its steps, the first first, and the text that it would replace.

    Attributes:
        held: the step of the text with which it is compared; None where there is none.
        changes: what is different from that.
    """

    spec: FormSpec
    steps: Sequence[FormRevision]
    held: FormRevision | None
    changes: Sequence[Change]

    @property
    def last(self) -> FormRevision:
        """The step that says how the text stands."""
        return self.steps[-1]

    @property
    def drafted(self) -> FormRevision | None:
        """The step by which it last began as a draft."""
        drafts = [step for step in self.steps if step.status is FormStatus.DRAFT]
        return drafts[-1] if drafts else None

    def may_be_approved_by(self, officer: Account) -> bool:
        """Say whether an officer is another one than who drafted it."""
        return self.drafted is None or self.drafted.set_by != officer.id


def draft(text: str, by: Account) -> FormRevision:
    """Keep a form's text, with which nothing is wrong, as a draft.

    A text that is known stands as it stands; one that was set aside is a draft again. What it
    uses of what forms share is kept spelled out.
    """
    whole = spelled_out(text)
    spec = load(whole)
    turns.take(("form text", spec.sha256))
    last = catalogue.last_step(spec.sha256)
    if last is None:
        last = catalogue.first_step(spec, whole, by)
    elif last.status is FormStatus.RETIRED:
        last = catalogue.next_step(last, FormStatus.DRAFT, by)
    session.commit()
    return last


def find(sha256: str) -> Compared:
    """Return a text of a form with its steps. Raises NoSuchText."""
    steps = session.scalars(
        select(FormRevision)
        .where(FormRevision.sha256 == sha256)
        .options(joinedload(FormRevision.by))
        .order_by(FormRevision.at, FormRevision.id)
    ).all()
    if not steps:
        raise NoSuchText(sha256)
    spec, held = catalogue.loaded(steps[0].text), _before(steps[-1])
    said = changes(catalogue.loaded(held.text), spec) if held else []
    return Compared(spec, steps, held, said)


def _before(last: FormRevision) -> FormRevision | None:
    """Return the text that is in force; for the one that is, the text that it replaced."""
    if last.status is not FormStatus.ACTIVE:
        return catalogue.in_force(last.code)
    earlier = select(FormRevision).where(
        FormRevision.code == last.code,
        FormRevision.sha256 != last.sha256,
        FormRevision.status == FormStatus.ACTIVE,
        FormRevision.at <= last.at,
    )
    newest = earlier.order_by(FormRevision.at.desc(), FormRevision.id.desc())
    return session.scalars(newest.limit(1)).one_or_none()


def of_form(code: str, *, viewer: Account) -> Sequence[FormRevision]:
    """Return the steps of the texts of a form, the last first.

    Who approves no forms sees of the texts that were in force how they began and ended, and
    nothing of drafts.
    """
    steps = select(FormRevision).where(FormRevision.code == code)
    if not access.may_see(viewer, "form.approve"):
        held = select(FormRevision.sha256).where(FormRevision.status == FormStatus.ACTIVE)
        steps = steps.where(
            FormRevision.sha256.in_(held),
            FormRevision.status.in_((FormStatus.ACTIVE, FormStatus.RETIRED)),
        )
    newest = steps.order_by(FormRevision.at.desc(), FormRevision.id.desc())
    return session.scalars(newest.options(joinedload(FormRevision.by))).all()


def open_texts() -> Sequence[FormRevision]:
    """Return the texts that are drafts or on trial, the latest first."""
    newest = (
        select(FormRevision.id)
        .ext(distinct_on(FormRevision.sha256))
        .order_by(FormRevision.sha256, FormRevision.at.desc(), FormRevision.id.desc())
    )
    return session.scalars(
        select(FormRevision)
        .where(FormRevision.id.in_(newest.subquery().select()))
        .where(FormRevision.status.in_((FormStatus.DRAFT, FormStatus.TRIAL)))
        .options(joinedload(FormRevision.by))
        .order_by(FormRevision.at.desc())
    ).all()


def try_out(sha256: str, by: Account) -> FormRevision:
    """Put a draft on trial, beside the text in force; return the step.

    Another text of the form that was on trial is set aside. Raises NoSuchText, WrongStep.
    """
    last = _taken(sha256)
    for other in open_texts():
        if other.code == last.code and other.status is FormStatus.TRIAL:
            catalogue.next_step(other, FormStatus.RETIRED, by)
    step = catalogue.next_step(last, FormStatus.TRIAL, by)
    session.commit()
    return step


def approve(sha256: str, by: Account, *, against: str) -> None:
    """Bring a text into force, as another officer than the one who drafted it.

    Args:
        sha256: the text.
        by: the officer.
        against: the hash of the text with which the officer compared it; "" where none was.

    Raises:
        NoSuchText: there is none.
        OtherOfficerNeeded: it is the officer's own draft.
        OtherSince: another text came into force meanwhile.
        WrongStep: it is no draft and not on trial.
    """
    _taken(sha256)
    text = find(sha256)
    if not text.may_be_approved_by(by):
        raise OtherOfficerNeeded(sha256)
    if text.last.status is not FormStatus.ACTIVE and against != (
        text.held.sha256 if text.held else ""
    ):
        raise OtherSince(sha256)
    catalogue.bring_into_force(text.last, by)
    session.commit()


def retire(sha256: str, by: Account, *, reason: str, standing: str) -> None:
    """Take a text out of force, or set a draft aside.

    Args:
        sha256: the text.
        by: the officer.
        reason: why.
        standing: how the text stood when the officer looked at it.

    Raises:
        NoSuchText: there is none.
        NothingSaid: without a reason.
        OtherSince: it stands otherwise meanwhile: a draft that is to be set aside is in force.
        WrongStep: it is retired already.
    """
    if not reason.strip():
        raise NothingSaid(sha256)
    last = _taken(sha256)
    if last.status != standing:
        raise OtherSince(sha256)
    catalogue.next_step(last, FormStatus.RETIRED, by, reason=reason.strip())
    session.commit()


def _taken(sha256: str) -> FormRevision:
    """Return a text's last step, with the turn at the form. Raises NoSuchText."""
    last = catalogue.last_step(sha256)
    if last is None:
        raise NoSuchText(sha256)
    turns.take(("form", last.code))
    session.expire_all()
    return catalogue.last_step(sha256) or last
