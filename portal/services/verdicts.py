"""Verdicts as they are kept: one compressed document a run, in the file store."""

import gzip
import json
from functools import lru_cache
from typing import Any

from portal import store
from portal.models.submissions import Submission
from validator.verdict import Verdict


class NoVerdictYet(Exception):
    """The file has not been checked yet."""


def keep(submission: Submission, verdict: Verdict) -> str:
    """Write a verdict's document and return its key. The same verdict makes the same bytes."""
    run = f"{submission.state_since:%Y%m%dT%H%M%S%f}"
    key = f"verdicts/{submission.id}/{run}.json.gz"
    store.files().put_bytes(key, gzip.compress(verdict.as_json(), mtime=0))
    return key


def rewrite(key: str, verdict: Verdict) -> None:
    """Replace a document that nobody has seen yet: its row is not committed."""
    store.files().put_bytes(key, gzip.compress(verdict.as_json(), mtime=0))


def of(submission: Submission) -> dict[str, Any]:
    """Return the document of a submission's verdict. Raises NoVerdictYet."""
    if not submission.verdict_key:
        raise NoVerdictYet(submission.id)
    return _document(submission.verdict_key)


@lru_cache(maxsize=64)
def _document(key: str) -> dict[str, Any]:
    with store.files().open(key) as stream:
        document: dict[str, Any] = json.loads(gzip.decompress(stream.read()))
    return document
