"""A file of referrals checked in a child process, and its good rows taken: all of it or nothing.

Every value leaves the child to be encrypted here, and is nowhere else: not in a log, a queue or a
file that is not encrypted.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from psycopg.errors import UniqueViolation
from sqlalchemy import select

import config
from config import failpoints
from portal import dates, scanner
from portal.database import session
from portal.models.base import new_id, now
from portal.models.referrals import BatchState, Mode, Referral, ReferralBatch
from portal.services import (
    audit,
    catalogue,
    references,
    referral_answers,
    referral_batches,
    referral_rows,
    sealing,
)
from portal.services.referral_sources import Source, alone, checked_as_read, rows_of, written
from validator.belong import lost, refusal
from validator.confine import Done
from validator.findings import MOST_PLACES, Finding, number
from validator.handback import Answer, to_correct
from validator.rowcolumns import Fault
from validator.rowfile import RowFile
from validator.rows import Rows, check_rows

MIB = 1024 * 1024
AT_ONCE = 5_000
WORDS = {
    "taken": "Taken 已接納",
    "again": "Taken before 早前已接納",
    "wrong": "To correct 需更正",
    "held": "Not taken: other rows have to be corrected first 未接納：須先更正其他行",
}


@dataclass(slots=True)
class Taking:
    """What is to become of each row of a file.

    Attributes:
        new: the rows to take.
        answers: by row.
        wrong: the rows to correct.
        again, held: how many came before; how many good ones wait for others to be corrected.
    """

    new: list[referral_rows.New] = field(default_factory=list)
    answers: dict[int, Answer] = field(default_factory=dict)
    wrong: frozenset[int] = frozenset()
    again: int = 0
    held: int = 0


def run(batch: ReferralBatch) -> None:
    """Check a file that was begun, take its good rows, and put the answer on record."""
    data_key = sealing.key_of(batch.id)
    with referral_batches.open_sealed(batch) as sealed:
        source = Source(
            sealed,
            data_key,
            batch.size,
            batch.read_as or "",
            batch.kind,
            catalogue.current(),
        )
        _take(batch, source)


def _take(batch: ReferralBatch, source: Source) -> None:
    rows = _read(batch, source)
    if not isinstance(rows, Rows):
        _record(batch, source.data_key, rows, Taking(), files={})
        return
    while not _taken(batch, source, rows):
        session.rollback()


def _taken(batch: ReferralBatch, source: Source, rows: Rows) -> bool:
    """Take a file's good rows; say no where another file brought one of them just now.

    Whoever looks once more finds that row among those that came before, so there is an end.
    """
    taking = _decide(batch, rows)
    findings = _documents(batch, rows.findings())
    files = written(source, rows.file, taking.answers, wrong=taking.wrong, findings=findings)
    if files is None:
        _record(batch, source.data_key, [lost("memory")], Taking(), files={})
        return True
    try:
        _record(batch, source.data_key, rows, taking, files=files, findings=findings)
    except UniqueViolation:
        return False
    return True


def _read(batch: ReferralBatch, source: Source) -> Rows | list[Finding]:
    """Read and check the file in a child process; why it could not be, where it could not."""
    if batch.attempts > config.settings().max_attempts:
        return [refusal("unreadable")]
    if found := _scanned(source):
        return [found]
    done = alone(_check, source)
    return done.value if isinstance(done, Done) else [lost(done.reason)]


def _scanned(source: Source) -> Finding | None:
    """Return what is told of a file that the scanner does not call clean. Raises ScannerDown."""
    if not scanner.chosen():
        return None
    session.commit()  # the server ends a transaction that stands idle while the scanner is asked
    try:
        found = scanner.scan(sealing.unsealing(source.sealed, source.data_key))
    except scanner.TooBigToScan:
        return refusal("scan_too_big")
    return refusal("infected", found=found) if found else None


def _check(source: Source) -> Rows | list[Finding]:
    going = checked_as_read(source, dates.today())
    failpoints.reach("referrals-child")
    if going is not None:
        return going
    file = rows_of(source)
    if not isinstance(file, RowFile):
        return file
    found = check_rows(file, dates.today())
    file.rows = []
    return found


def _decide(batch: ReferralBatch, rows: Rows) -> Taking:
    """Say of each row whether it is new, came before, or is to be corrected."""
    taking = Taking()
    table = rows.file.table
    differs = Fault(table.known_by[-1], "differs")
    rows.faults.pop(differs, None)
    for at in range(0, len(rows.good), AT_ONCE):
        chunk = rows.good[at : at + AT_ONCE]
        marks = [referral_rows.marks(batch, rows.file.spec, values) for _, values in chunk]
        known = _known(batch, [identity for identity, _ in marks])
        for (row, values), (identity, said) in zip(chunk, marks, strict=True):
            if identity not in known:
                taking.new.append(referral_rows.New(row, values, identity, said))
            elif known[identity][1] == said:
                taking.answers[row] = Answer(WORDS["again"], known[identity][0])
            else:
                rows.faults[differs].append(row)
    taking.again = len(taking.answers)
    wrong = rows.wrong()
    for row, faults in wrong.items():
        quoted = f"{batch.reference}/{row}"
        taking.answers[row] = Answer(WORDS["wrong"], quoted, to_correct(table, faults))
    taking.wrong = frozenset(wrong)
    if wrong and batch.mode is Mode.ALL_OR_NOTHING:
        taking.held = len(taking.new)
        taking.answers |= {one.row: Answer(WORDS["held"]) for one in taking.new}
        taking.new = []
    for one in taking.new:
        one.id, one.reference = new_id(), references.new("F")
        taking.answers[one.row] = Answer(WORDS["taken"], one.reference)
    return taking


def _known(batch: ReferralBatch, identities: list[bytes]) -> dict[bytes, tuple[str, bytes]]:
    """Return reference and content mark of the referrals that came before, by identity."""
    rows = session.execute(
        select(Referral.identity_mac, Referral.reference, Referral.content_mac)
        .where(Referral.organisation_id == batch.organisation_id)
        .where(Referral.identity_mac.in_(identities))
    )
    return {identity: (said, mark) for identity, said, mark in rows if identity and mark}


def _documents(batch: ReferralBatch, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """Return findings with every place, since all are marked."""
    return [one.document(str(batch.id), "", None) for one in number(findings)]


def _named(finding: dict[str, Any]) -> dict[str, Any]:
    """Return a finding as it is kept: all its places are in the files that are handed back."""
    places = finding["places"]
    return finding | {"places": places[:MOST_PLACES], "further": len(places[MOST_PLACES:])}


def _record(
    batch: ReferralBatch,
    data_key: bytes,
    found: Rows | list[Finding],
    taking: Taking,
    *,
    files: dict[str, bytes],
    findings: list[dict[str, Any]] | None = None,
) -> None:
    """Keep the answer, then take the rows and move the file's state, in one transaction."""
    refused = isinstance(found, list)
    if isinstance(found, list):
        findings = _documents(batch, found)
    counts = {
        "rows": 0 if isinstance(found, list) else found.count,
        "taken": len(taking.new),
        "again": taking.again,
        "wrong": len(taking.wrong),
        "held": taking.held,
    }
    named = [_named(one) for one in findings or ()]
    document = {"counts": counts, "own": referral_answers.OWN in files, "findings": named}
    parts = {"document": json.dumps(document, ensure_ascii=False).encode(), **files}
    answer_key = referral_answers.keep(batch, data_key, parts)
    held = referral_batches.locked(batch.id)
    if held.state is not BatchState.CHECKING:
        session.rollback()
        return
    if isinstance(found, Rows):
        held.form = found.file.spec.code
        referral_rows.copy(held, found.file.spec, taking.new)
    failpoints.reach("mid-take")
    held.state, held.state_since = _state(refused, counts), now()
    held.answer_key, held.counts, held.next_try_at = answer_key, counts, None
    held.last_failure = None
    audit.record("referrals.take", "referral_batch", held.id, None, **counts)
    session.commit()


def _state(refused: bool, counts: Mapping[str, int]) -> BatchState:
    if refused:
        return BatchState.REFUSED
    if not counts["wrong"]:
        return BatchState.TAKEN
    return BatchState.TAKEN_IN_PART if counts["taken"] or counts["again"] else BatchState.NOT_TAKEN


def put_off(batch_id: UUID, why: str) -> None:
    """Let a file wait, unopened, for a part that does not answer; it is no attempt."""
    session.rollback()
    held = referral_batches.locked(batch_id)
    if held.state is BatchState.CHECKING:
        held.last_failure = why
        held.state, held.state_since = BatchState.RECEIVED, now()
        held.attempts -= 1
        held.next_try_at = now() + timedelta(seconds=config.settings().sweep_seconds)
    session.commit()
