"""The audit trail as auditors ask it: who, what, which thing, when."""

from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta, timezone

from sqlalchemy import Select, func, select

from portal.database import session
from portal.models import Account, Audit
from portal.services import audit
from portal.services.orders import Order

HONG_KONG = timezone(timedelta(hours=8))
SHOWN = 200
MOST = 50_000
ORDERS = {"when": Audit.id, "who": Account.name, "act": Audit.act, "thing": Audit.noun_id}
LATEST = Order("when", down=True)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked for; what is empty asks for nothing. Days are Hong Kong's, both included."""

    who: str = ""
    act: str = ""
    thing: str = ""
    since: date | None = None
    until: date | None = None


def count(question: Question) -> int:
    """Count the lines that answer a question."""
    lines = _asked(question, select(func.count()).select_from(Audit))
    return session.scalar(lines) or 0


def lines(
    question: Question, *, viewer: Account, most: int = SHOWN, order: Order = LATEST
) -> list[tuple[Audit, Account | None]]:
    """Return the first lines that answer a question, with who; the question is in the trail."""
    said = {name: str(value) for name, value in asdict(question).items() if value and name != "who"}
    audit.note_view("audit", None, viewer, asked=said, of_somebody=bool(question.who))
    asked = _asked(question, select(Audit, Account))
    ordered = asked.order_by(order.of(ORDERS), Audit.id.desc())
    rows = session.execute(ordered.limit(most)).all()
    return [(row[0], row[1]) for row in rows]


def acts() -> list[str]:
    """Return every act that stands in the trail."""
    return list(session.scalars(select(Audit.act).distinct().order_by(Audit.act)))


def _asked(question: Question, found: Select) -> Select:
    found = found.outerjoin(Account, Account.id == Audit.account_id)
    if question.who:
        found = found.where(Account.name == question.who.strip().lower())
    if question.act:
        found = found.where(Audit.act == question.act)
    if question.thing:
        found = found.where(Audit.noun_id == question.thing.strip())
    if question.since:
        found = found.where(Audit.at >= _midnight(question.since))
    if question.until:
        found = found.where(Audit.at < _midnight(question.until + timedelta(days=1)))
    return found


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HONG_KONG)
