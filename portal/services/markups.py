"""The sender's workbook, or a copy of its cells, marked up: made and kept with its verdict."""

from typing import Any, BinaryIO

import config
from portal import store
from portal.models.submissions import Submission
from portal.services import scans, verdicts
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
    marked = confined(
        _marked,
        scans.contents(submission.upload),
        summary["findings"],
        submission.read_as or "",
        timeout_s=settings.check_timeout_s,
        memory_mb=settings.check_memory_mb,
    )
    if isinstance(marked, Done) and marked.value:
        store.files().put_bytes(_key(verdict_key), marked.value)


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
    try:
        return store.files().open(_key(submission.verdict_key))
    except store.NoSuchKey as error:
        raise NotMarked(submission.id) from error


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
