"""Accepted returns become facts: a typed contract, then COPY, each return all or nothing."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pandas as pd
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from config import failpoints
from portal.database import session
from portal.models.performance import Load, Result
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import audit, catalogue, keys, rechecks, verdicts
from portal.services.fact_contract import COLUMNS, contract
from schemas.periods import Period
from validator.plan import Plan
from validator.relations import Indicator

MOST_AT_ONCE = 200


def load(submission_ids: Sequence[UUID] = ()) -> int:
    """Load these accepted returns and others that wait, in one transaction; return how many.

    Whatever asks for their figures is sent to be checked anew with them.
    What another process loads meanwhile, or is not accepted any more, is passed over.
    """
    taken = _take(submission_ids)
    if not taken:
        session.rollback()
        return 0
    frames = []
    for submission in taken:
        frames.append(_begin(submission))
    table = contract().validate(pd.concat(frames, ignore_index=True))
    _copy(table)
    failpoints.reach("mid-load")
    for submission in taken:
        _finish(submission)
    to_check = [row for submission in taken for row in rechecks.send_back(submission)]
    failpoints.reach("load-state")
    session.commit()
    failpoints.reach("load-queue")
    rechecks.enqueue(to_check)
    return len(taken)


def _take(submission_ids: Sequence[UUID]) -> Sequence[Submission]:
    """Return the accepted returns with their rows locked, and the turns of their units.

    The turns come first, as whoever signs or takes back has them before the row.
    """
    waiting = (
        select(Submission.id, Submission.unit_id)
        .where(Submission.state == State.ACCEPTED)
        .order_by(Submission.state_since)
        .limit(MOST_AT_ONCE)
    )
    if submission_ids:
        waiting = waiting.where(Submission.id.in_(submission_ids))
    found = session.execute(waiting).all()
    rechecks.take_turn(row.unit_id for row in found)
    return session.scalars(
        select(Submission)
        .options(joinedload(Submission.upload))
        .where(Submission.id.in_([row.id for row in found]), Submission.state == State.ACCEPTED)
        .order_by(Submission.state_since)
        .with_for_update(of=Submission)
        .execution_options(populate_existing=True)
    ).all()


def _begin(submission: Submission) -> pd.DataFrame:
    """Add the load with its results, and return its facts as a frame."""
    document = verdicts.of(submission)
    former = _former(submission)
    entry = Load(
        id=uuid4(), submission_id=submission.id, supersedes_id=former.id if former else None
    )
    session.add(entry)
    session.flush()
    session.add_all(_results(submission, entry, document))
    keys.add(entry.id, document)
    session.flush()
    rows = list(_facts(submission, entry, document))
    table = pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
    table["month"] = table["month"].astype("Int16")
    return table


def _facts(
    submission: Submission, entry: Load, document: dict[str, Any]
) -> Iterator[tuple[Any, ...]]:
    period = Period.parse(submission.period or "")
    for cell in document["cells"]:
        if not cell["item"] or cell["value"] is None:
            continue
        month = period.months[cell["month"] - 1][1] if cell["month"] else None
        yield (
            str(entry.id),
            str(submission.unit_id),
            cell["item"],
            period.id,
            month,
            row_of(cell["cell"]),
            Decimal(cell["value"]),
            cell["sheet"],
            cell["a1"],
        )


def row_of(cell_name: str) -> str:
    """Return the row of a cell's name: R010 of movement[R010].bf."""
    return cell_name.partition("[")[2].partition("]")[0]


def _copy(table: pd.DataFrame) -> None:
    """Write the facts by COPY, on the session's own connection and in its transaction."""
    driver = session.connection().connection.driver_connection
    assert driver is not None
    with (
        driver.cursor() as cursor,
        cursor.copy(f"COPY fact ({', '.join(COLUMNS)}) FROM STDIN") as copy,
    ):
        for row in table.itertuples(index=False, name=None):
            copy.write_row(None if value is pd.NA else value for value in row)


def _finish(submission: Submission) -> None:
    """Say that the return is loaded, and that the version before it no longer is."""
    former = _former(submission)
    if former is not None:
        former.submission.move(State.SUPERSEDED)
        keys.forget(former.id)
    submission.move(State.LOADED)
    audit.record("submission.load", "submission", submission.id, None)


def _former(submission: Submission) -> Load | None:
    return session.scalars(
        select(Load)
        .join(Load.submission)
        .where(
            Submission.obligation_id == submission.obligation_id,
            Submission.state == State.LOADED,
        )
    ).one_or_none()


def _results(submission: Submission, entry: Load, document: dict[str, Any]) -> Iterator[Result]:
    form, period = submission.form or "", submission.period or ""
    plan = catalogue.plan_of(form, period, submission.plan_hash)
    cells = {cell["cell"]: cell for cell in document["cells"]}
    for indicator in plan.indicators:
        parts = _parts(plan, indicator, cells)
        sums = {
            name: sum(
                (Decimal(part["value"]) * part["sign"] for part in parts if part["part"] == name),
                Decimal(0),
            )
            for name in ("numerator", "denominator")
        }
        yield Result(
            load_id=entry.id,
            standard=indicator.standard,
            unit_id=submission.unit_id,
            period=submission.period,
            numerator=sums["numerator"],
            denominator=sums["denominator"] if indicator.denominator else None,
            cells=parts,
        )


def _parts(plan: Plan, indicator: Indicator, cells: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the cells of which a result is made, each with its value and place in the file."""
    parts = []
    for name in ("numerator", "denominator", "opening"):
        for sign, number in getattr(indicator, name):
            cell = cells[plan.cells[number].name]
            parts.append({
                "part": name,
                "sign": sign,
                "cell": cell["cell"],
                "sheet": cell["sheet"],
                "a1": cell["a1"],
                "value": cell["value"] or "0",
            })
    return parts
