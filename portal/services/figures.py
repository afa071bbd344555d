"""What a unit's returns said: the accepted one of a form and period, else the latest signed one."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from sqlalchemy import or_, select, tuple_

from portal.database import session
from portal.models.performance import Fact, Load
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import catalogue, verdicts
from schemas.catalogue import Catalogue, NoSuchForm
from schemas.periods import Period
from validator.context import Owed, Sent
from validator.plan import Plan, compile_plan
from validator.references import BadReference

STANDING = (State.SIGNED, State.IN_REVIEW, State.ACCEPTED, State.LOADED)
_Asked = Mapping[Owed, Collection[str]]


def sent_by(unit_id: UUID, asked: _Asked) -> dict[Owed, Sent]:
    """Return the asked cells of the returns that a unit has sent, as far as they are signed.

    Two queries beside that of the catalogue, and a document for each return that is not in the
    performance store yet, or of which a cell is asked that is no item of the data dictionary.
    """
    if not asked:
        return {}
    submissions = _standing(unit_id, asked)
    forms = catalogue.current()
    plans = {one: plan_in(one, forms) for one in submissions}
    from_facts = [
        submission
        for one, submission in submissions.items()
        if submission.state is State.LOADED and _are_items(plans[one], asked[one])
    ]
    facts = _facts(from_facts, plans)
    found = {}
    for one, submission in submissions.items():
        figures = facts[one] if one in facts else _as_checked(submission)
        kept = {cell: figures[cell] for cell in sorted(asked[one]) if cell in figures}
        found[one] = Sent(kept, provisional=submission.state is not State.LOADED)
    return found


def _standing(unit_id: UUID, asked: Iterable[Owed]) -> dict[Owed, Submission]:
    """Return of each form and period the accepted submission, else the latest signed one."""
    rows = session.scalars(
        select(Submission)
        .where(Submission.unit_id == unit_id, Submission.state.in_(STANDING))
        .where(tuple_(Submission.form, Submission.period).in_(list(asked)))
        .order_by(or_(Submission.state == State.LOADED), Submission.version)
    )
    return {Owed(row.form or "", row.period or ""): row for row in rows}


def plan_in(one: Owed, forms: Catalogue) -> Plan | None:
    """Return the plan of a form for a period; None where there is none any more."""
    try:
        return compile_plan(forms.form(one.form), one.period)
    except (NoSuchForm, BadReference):
        return None


def _are_items(plan: Plan | None, cells: Collection[str]) -> bool:
    if plan is None:
        return False
    items = {cell.name for cell in plan.cells if cell.item}
    return items.issuperset(cells)


def _facts(
    submissions: Collection[Submission], plans: Mapping[Owed, Plan | None]
) -> dict[Owed, dict[str, str]]:
    """Return the loaded figures of returns: cell names to exact decimals."""
    found: dict[Owed, dict[str, str]] = {
        Owed(one.form or "", one.period or ""): {} for one in submissions
    }
    names = {one: names_of(plan) for one, plan in plans.items() if plan and one in found}
    rows = session.execute(
        select(Submission.form, Fact.period, Fact.item, Fact.month, Fact.breakdown, Fact.value)
        .join(Load, Load.id == Fact.load_id)
        .join(Submission, Submission.id == Load.submission_id)
        .where(Submission.id.in_([one.id for one in submissions]))
    )
    for form, period, item, month, breakdown, value in rows:
        one = Owed(form or "", period)
        if name := names[one].get((item, month_number(month, period), breakdown)):
            found[one][name] = plain(value)
    return found


def names_of(plan: Plan) -> dict[tuple[str, int | None, str], str]:
    """Return under which name a form has each item, month and row of the performance store."""
    return {(cell.item, cell.month, cell.key[1]): cell.name for cell in plan.cells if cell.item}


def month_number(month: int | None, period: str) -> int | None:
    """Return which month of the quarter a calendar month is: 1 to 3."""
    if month is None:
        return None
    return [number for _, number in Period.parse(period).months].index(month) + 1


def plain(value: Decimal) -> str:
    """Return a stored figure as exact decimals in text."""
    return format(value.normalize(), "f")


def _as_checked(submission: Submission) -> dict[str, str]:
    cells = verdicts.of(submission)["cells"]
    return {cell["cell"]: cell["value"] for cell in cells if cell["value"] is not None}
