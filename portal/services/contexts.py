"""What the check has to know of a unit beside its file, fetched once for a submission."""

from collections.abc import Iterable
from dataclasses import replace
from uuid import UUID

from sqlalchemy import select

from portal import access
from portal.database import session
from portal.models.accounts import Account
from portal.models.obligations import Obligation
from portal.models.organisations import Unit
from portal.services import figures, keys, obligations, organisations, peers, registers, twins
from schemas.periods import Period
from validator.asked import ids_of, said
from validator.context import Context, Owed, Sent
from validator.engine import Opened
from validator.plan import Plan
from validator.suspects import UNNAMED, figures_of
from validator.wants import Wants


def context_for(opened: Opened, *, sender: Account) -> Context:
    """Return what is known of the unit that a file names, as far as the sender may send for it."""
    unit = organisations.unit_by_code(opened.recognised.unit)
    if unit and not access.may_see(sender, "submission.send", unit_id=unit.id):
        unit = None
    return of_unit(unit, opened)


def of_unit(unit: Unit | None, opened: Opened) -> Context:
    """Return what is known of the unit that a file is of; None for one that is not known."""
    found = opened.recognised
    if unit is None:
        return Context(known_unit=False)
    due = owed(unit.id)
    if opened.plan is None or found.period is None:
        return Context(known_unit=True, owed=due)
    known = _asked(unit, opened.plan, found.period, due)
    if opened.extract is None:
        return known
    plan, period, extract = opened.plan, found.period, opened.extract
    return replace(
        known,
        registers=registers.asked(unit, ids_of(plan, extract)),
        rolls=registers.rolls(unit, sorted(plan.wants.rolls), period),
        keys=keys.asked(unit, plan.spec.code, period, said(plan.wants.keys, plan, extract)),
    )


def before_sending(unit: Unit, plan: Plan, period: Period) -> Context:
    """Return what is known of a unit whose return is still to be filled in: levels as well."""
    known = _asked(unit, plan, period, owed(unit.id))
    standards = Wants(agreed=frozenset(one.standard for one in plan.spec.indicators))
    return replace(known, agreed=_levels(unit, period, standards))


def more(context: Context, opened: Opened, *, sender: Account) -> Context:
    """Return the context with what tells a file of another quarter, or of another unit."""
    unit = organisations.unit_by_code(opened.recognised.unit)
    if unit is None or opened.plan is None or opened.extract is None:
        return context
    plan, before = opened.plan, Owed(context.form, context.prior_period)
    asked = {before: [cell.name for cell in plan.cells]} if before.period else {}
    sent = figures.sent_by(unit.id, asked).get(before)
    now = figures_of(plan, opened.extract)
    twin = twins.of(unit, plan, now, periods=(context.period, before.period))
    if twin is not None:
        may_know = access.may_see(sender, "submission.send", unit_id=twin.id)
        context = replace(context, twin=twin.code if may_know else UNNAMED)
    return replace(context, last=sent.figures if sent else {})


def owed(unit_id: UUID) -> tuple[Owed, ...]:
    """Return every return that a unit has to send, or had to."""
    rows = session.execute(
        select(Obligation.form, Obligation.period).where(
            Obligation.unit_id == unit_id,
            Obligation.excused_reason.is_(None),
            obligations.asked_for(),
        )
    )
    return tuple(Owed(form, period) for form, period in rows)


def _asked(unit: Unit, plan: Plan, period: Period, owed: tuple[Owed, ...]) -> Context:
    """Return what the rules of a plan ask for, and no more."""
    wants, form = plan.wants, plan.spec.code
    bare = Context(known_unit=True, owed=owed, form=form, period=period.id)
    sent = figures.sent_by(unit.id, wants.returns(bare))
    return Context(
        known_unit=True,
        owed=owed,
        form=form,
        period=period.id,
        earlier={one.period: its for one, its in sent.items() if one.form == form},
        others=_by_form(sent.items(), form),
        peers=peers.of(unit, plan, period),
        unit=_facts(unit, period) if wants.facts else None,
        agreed=_levels(unit, period, wants) if wants.agreed else None,
    )


def _by_form(sent: Iterable[tuple[Owed, Sent]], form: str) -> dict[str, dict[str, Sent]]:
    others: dict[str, dict[str, Sent]] = {}
    for one, its in sent:
        if one.form != form:
            others.setdefault(one.form, {})[one.period] = its
    return others


def _facts(unit: Unit, period: Period) -> dict[str, str]:
    """Return what the register says of a unit on the last day of a period."""
    found = {"code": unit.code, "ngo": unit.organisation.code}
    detail = organisations.unit_detail(unit.id, on=period.end)
    if detail is not None:
        found |= {
            "name": detail.name_en,
            "name_zh": detail.name_zh,
            "service_type": detail.service_type,
            "district": detail.district,
        }
        if detail.capacity is not None:
            found["capacity"] = str(detail.capacity)
    return found


def _levels(unit: Unit, period: Period, wants: Wants) -> dict[str, str]:
    levels = organisations.agreed_levels(unit.id, on=period.end)
    return {name: figures.plain(level) for name, level in levels.items() if name in wants.agreed}
