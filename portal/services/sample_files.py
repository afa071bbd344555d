"""The two workbooks that sample mode sends: a good one, and a faulty one that invites edits."""

from pathlib import Path

from sqlalchemy import select

from portal.database import session
from portal.models import Account, Obligation, Unit
from portal.services.sample_history import filled
from portal.services.sample_sector import FIRST_UNIT

SENDER = f"unit{FIRST_UNIT}.user"
FAULTS = 2


def write(folder: Path) -> None:
    """Write those of the two files that are missing: two quarters of one unit, so both stand."""
    unit_code = f"9{FIRST_UNIT}"
    owed = session.scalars(
        select(Obligation)
        .join(Unit, Unit.id == Obligation.unit_id)
        .where(Unit.code == unit_code)
        .order_by(Obligation.period.desc())
        .limit(2)
    ).all()
    sender = session.scalars(select(Account).where(Account.name == SENDER)).one()
    current, before = owed
    for name, entry, faults in (("good", before, 0), ("faulty", current, FAULTS)):
        file = folder / f"{name}.xlsx"
        if not file.exists():
            file.write_bytes(filled(entry, sender, seed=1, faults=faults))
