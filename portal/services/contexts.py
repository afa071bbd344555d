"""What the check has to know of a unit beside its file, fetched once for a submission."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import select

from portal import access
from portal.database import session
from portal.models.accounts import Account
from portal.models.obligations import Obligation
from portal.models.performance import Fact, Load
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import organisations, verdicts
from schemas.periods import Period
from validator.context import Context, Owed
from validator.plan import Plan
from validator.recognise import Recognised

_SIGNED = (State.SIGNED, State.IN_REVIEW, State.ACCEPTED)
_HISTORY = 8


def context_for(found: Recognised, plan: Plan | None, *, sender: Account) -> Context:
    """Return what is known of the unit that a file names, as far as the sender may send for it."""
    unit = organisations.unit_by_code(found.unit)
    if unit is None or not access.may_see(sender, "submission.send", unit_id=unit.id):
        return Context(known_unit=False)
    rows = session.execute(
        select(Obligation.form, Obligation.period).where(
            Obligation.unit_id == unit.id, Obligation.excused_reason.is_(None)
        )
    )
    owed = tuple(Owed(form, period) for form, period in rows)
    if plan is None or found.period is None:
        return Context(known_unit=True, owed=owed)
    return _with_past(unit.id, plan, found.period, owed)


def _with_past(unit_id: UUID, plan: Plan, period: Period, owed: tuple[Owed, ...]) -> Context:
    form = plan.spec.code
    due = sorted(entry.period for entry in owed if entry.form == form and entry.period < period.id)
    if not due:
        return Context(known_unit=True, owed=owed, prior_known=True)
    past = _facts(unit_id, plan, due[-_HISTORY:])
    prior, provisional = past.get(due[-1]), False
    if prior is None:
        prior = _signed_figures(unit_id, form, due[-1])
        provisional = prior is not None
    history: dict[str, list[str]] = defaultdict(list)
    for earlier in sorted(past):
        for name, figure in past[earlier].items():
            history[name].append(figure)
    return Context(
        known_unit=True,
        owed=owed,
        prior_known=prior is not None,
        prior_period=due[-1],
        prior_provisional=provisional,
        prior=prior,
        history=history,
    )


def _facts(unit_id: UUID, plan: Plan, periods: list[str]) -> dict[str, dict[str, str]]:
    """Return the accepted figures of earlier periods: cell names to exact decimals."""
    names = {(cell.item, cell.month, cell.key[1]): cell.name for cell in plan.cells if cell.item}
    rows = session.execute(
        select(Fact.period, Fact.item, Fact.month, Fact.breakdown, Fact.value)
        .join(Load, Load.id == Fact.load_id)
        .join(Submission, Submission.id == Load.submission_id)
        .where(
            Fact.unit_id == unit_id,
            Fact.period.in_(periods),
            Submission.form == plan.spec.code,
            Submission.state == State.LOADED,
        )
    )
    figures: dict[str, dict[str, str]] = defaultdict(dict)
    for period, item, month, breakdown, value in rows:
        if name := names.get((item, _month_number(month, period), breakdown)):
            figures[period][name] = format(value.normalize(), "f")
    return figures


def _month_number(month: int | None, period: str) -> int | None:
    """Return which month of the quarter a calendar month is: 1 to 3."""
    if month is None:
        return None
    return [number for _, number in Period.parse(period).months].index(month) + 1


def _signed_figures(unit_id: UUID, form: str, period: str) -> dict[str, str] | None:
    """Return the figures of the latest signed return that is not accepted yet."""
    signed = session.scalars(
        select(Submission)
        .where(Submission.unit_id == unit_id, Submission.form == form)
        .where(Submission.period == period, Submission.state.in_(_SIGNED))
        .order_by(Submission.version.desc())
    ).first()
    if signed is None:
        return None
    cells = verdicts.of(signed)["cells"]
    return {cell["cell"]: cell["value"] for cell in cells if cell["value"] is not None}
