"""The history of the sample sector: returns sent, signed and loaded the way real ones are."""

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby
from uuid import UUID

from sqlalchemy import select

from portal import queue
from portal.database import session
from portal.models import Account, Membership, Obligation, Role, State, Submission
from portal.services import (
    answers,
    catalogue,
    checks,
    contexts,
    loads,
    organisations,
    reviews,
    signatures,
    submissions,
)
from schemas.periods import Period
from schemas.spec import Text
from validator.blank import Sender
from validator.engine import Opened
from validator.plan import compile_plan
from validator.recognise import Recognised
from validator.specimen import Recipe, specimen

UNSENT, FAULTY, DISPUTED = 6, 9, 12
"""In the last quarter, by number of unit: up to 6 have sent nothing, up to 9 have to correct,
up to 12 say that a figure is right; all others are in the figures."""


def load(owed: Sequence[Obligation], seed: int) -> None:
    """Send, sign and load a return for each obligation, quarter by quarter."""
    catalogue.import_packaged()
    ordered = sorted(owed, key=lambda entry: (entry.period, entry.unit.code))
    last = max((entry.period for entry in ordered), default="")
    places = {code: n for n, code in enumerate(sorted({e.unit.code for e in ordered}), 1)}
    for period, entries in groupby(ordered, key=lambda entry: entry.period):
        for entry in list(entries):
            place = places[entry.unit.code] if period == last else len(places) + DISPUTED
            if place > UNSENT:
                _walk(entry, seed, place)
        while loads.load():
            pass
    # All of it is done already: the workers would look at hundreds of ids for nothing.
    queue.empty()


def _walk(entry: Obligation, seed: int, place: int) -> None:
    """Let one return go as far as its place in the sample says."""
    unit_id = entry.unit_id
    sender = _post(Role.UNIT_USER, unit_id)
    faults = 1 if place <= DISPUTED else 0
    submission = _sent(entry, sender, seed, faults)
    if place <= FAULTY:
        return
    for finding in answers.of(submission):
        words = "Checked against the case records. 已與個案記錄核對。"
        answers.answer(finding.id, reason="other", text=words, by=sender)
    signatures.sign(submission, by=_post(Role.UNIT_HEAD, unit_id))
    if signatures.next_role(submission) is not None:
        signatures.sign(submission, by=_ngo_head(entry.unit.organisation_id))
    if place > DISPUTED and submissions.locked(submission.id).state is State.IN_REVIEW:
        _accept(submission)


def _sent(entry: Obligation, sender: Account, seed: int, faults: int) -> Submission:
    data = filled(entry, sender, seed, faults)
    name = f"{entry.form}-{entry.unit.code}-{entry.period}.xlsx"
    received = submissions.receive(BytesIO(data), filename=name, sender=sender)
    begun = checks.begin(received.submission.id)
    if begun is not None:
        verdict = checks.verdict_on(begun)
        assert verdict is not None
        checks.record(begun, verdict)
    return submissions.locked(received.submission.id)


def filled(entry: Obligation, sender: Account, seed: int, faults: int) -> bytes:
    """Return a filled workbook whose opening figures follow from the quarter before."""
    period = Period.parse(entry.period)
    spec = catalogue.form(entry.form)
    plan = compile_plan(spec, period.id)
    found = Recognised(spec=spec, unit=entry.unit.code, period=period)
    prior = contexts.context_for(Opened(found, plan), sender=sender).prior
    detail = organisations.unit_detail(entry.unit_id, on=period.end)
    name = Text(detail.name_en, detail.name_zh) if detail else Text("", "")
    recipe = Recipe(
        period,
        Sender(entry.unit.code, name),
        prior=dict(prior.figures) if prior else {},
        seed=seed * 1000 + int(entry.unit.code),
        faults=faults,
    )
    return specimen(plan, recipe).workbook


def _accept(submission: Submission) -> None:
    """Let officers settle what a clean sample return was drawn for, or still asks."""
    officer, second = (_named(name) for name in ("officer", "supervisor"))
    if not submission.to_decide:
        reviews.accept_sampled(submission.id, by=officer)
        return
    for entry in reviews.still_open(submission):
        words = "The explanation is accepted. 接納解釋。"
        kind = "override" if entry.finding.severity == "error" else "accept"
        reviews.decide(entry.finding.id, decision=kind, reason=words, by=officer)
        if kind == "override":
            reviews.decide(entry.finding.id, decision=kind, reason=words, by=second)


def _post(role: Role, unit_id: UUID) -> Account:
    """Return the unit's post; the first by name, since some act for several units."""
    return session.scalars(
        select(Account)
        .join(Account.memberships)
        .where(Membership.role == role, Membership.unit_id == unit_id, Account.is_sample)
        .order_by(Account.name)
        .limit(1)
    ).one()


def _ngo_head(organisation_id: UUID) -> Account:
    return session.scalars(
        select(Account)
        .join(Account.memberships)
        .where(Membership.role == Role.NGO_HEAD, Account.is_sample)
        .where(Membership.organisation_id == organisation_id)
        .order_by(Account.name)
        .limit(1)
    ).one()


def _named(name: str) -> Account:
    return session.scalars(select(Account).where(Account.name == name)).one()
