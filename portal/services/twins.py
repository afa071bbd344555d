"""Another unit of the same organisation whose accepted return has the very figures of a file."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from sqlalchemy import select

from portal.database import session
from portal.models.organisations import Unit
from portal.models.performance import Fact, Load
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import figures
from validator.plan import Plan
from validator.suspects import are_the_same


def of(unit: Unit, plan: Plan, now: Mapping[str, str], *, periods: Collection[str]) -> Unit | None:
    """Return the unit whose return of one of some periods has the same figures.

    Other organisations' returns are not looked at, and no figure of a return leaves this module.
    """
    names = figures.names_of(plan)
    mine = {cell: now[cell] for cell in names.values() if cell in now}
    rows = session.execute(
        select(Unit, Fact.period, Fact.item, Fact.month, Fact.breakdown, Fact.value)
        .join(Load, Load.id == Fact.load_id)
        .join(Submission, Submission.id == Load.submission_id)
        .join(Unit, Unit.id == Submission.unit_id)
        .where(Unit.organisation_id == unit.organisation_id, Unit.id != unit.id)
        .where(Submission.form == plan.spec.code, Submission.state == State.LOADED)
        .where(Fact.unit_id == Unit.id, Fact.period.in_([one for one in periods if one]))
    )
    found: dict[tuple[Unit, str], dict[str, str]] = defaultdict(dict)
    for other, period, item, month, breakdown, value in rows:
        if name := names.get((item, figures.month_number(month, period), breakdown)):
            found[other, period][name] = figures.plain(value)
    alike = [other for (other, _), its in found.items() if are_the_same(mine, its)]
    return min(alike, key=lambda other: other.code, default=None)
