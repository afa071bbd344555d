"""The sender's workbook, or a copy of its cells, marked up: made and kept with its verdict."""

from io import BytesIO
from typing import Any, BinaryIO

import config
from portal import store
from portal.database import session
from portal.models.submissions import Submission
from portal.services import scans, sealing, verdicts
from validator.confine import Done, confined
from validator.mark import CannotMark, mark_file


class NotMarked(Exception):
    """There is no marked copy: nothing to mark, or no workbook that can be marked."""


def keep(submission: Submission, verdict_key: str, summary: dict[str, Any]) -> None:
    """Make and keep the marked copy of a file with something to correct or to explain.

    The file is opened in a child process only; one that cannot be marked is let be, since all
    that a mark says is in the findings.
    """
    if summary["outcome"] not in ("failed", "queries"):
        return
    settings = config.settings()
    data, encoding = scans.contents(submission.upload), submission.read_as or ""
    session.commit()  # the server ends a transaction that stands idle while a child works
    marked = confined(
        _marked,
        data,
        summary["findings"],
        encoding,
        timeout_s=settings.check_timeout_s,
        memory_mb=settings.check_memory_mb,
    )
    if isinstance(marked, Done) and marked.value:
        place = _key(verdict_key)
        store.files().put_bytes(place, _sealed(submission, marked.value, place))


def open_marked(submission: Submission) -> BinaryIO:
    """Open the marked copy.

    Raises:
        NoVerdictYet: the file is not checked yet.
        NotMarked: it is, and there is no marked copy.
        scans.Quarantined, scanner.ScannerDown: the file itself would not be handed out.
    """
    if not submission.verdict_key:
        raise verdicts.NoVerdictYet(submission.id)
    scans.demand(submission.upload)
    place = _key(submission.verdict_key)
    try:
        stream = store.files().open(place)
    except store.NoSuchKey as error:
        raise NotMarked(submission.id) from error
    if submission.upload.sealed_sha256 is None:
        return stream
    with stream:
        data_key = sealing.key_of(submission.upload_id)
        return BytesIO(sealing.unseal(data_key, stream.read(), place))


def _sealed(submission: Submission, marked: bytes, place: str) -> bytes:
    """Return a marked copy under the key of the file that it is a copy of, where that has one."""
    if submission.upload.sealed_sha256 is None:
        return marked
    return sealing.seal(sealing.key_of(submission.upload_id), marked, place)


def is_there(submission: Submission) -> bool:
    """Say whether there is a marked copy."""
    return store.files().has(_key(submission.verdict_key or ""))


def _key(verdict_key: str) -> str:
    return verdict_key.replace("verdicts/", "marked/", 1).replace(".json.gz", ".xlsx")


def _marked(data: bytes, findings: list[dict[str, Any]], encoding: str) -> bytes:
    try:
        return mark_file(data, findings, encoding=encoding)
    except CannotMark:
        return b""
