"""Verdicts as they are kept: one compressed document a run, in the file store."""

import gzip
import io
import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain
from typing import Any

from portal import store
from portal.database import session
from portal.models.submissions import Submission
from schemas.spec import Text
from validator.findings import Line, Place
from validator.verdict import Verdict

LINES = "lines"
"""Under which the further places are kept, by submission."""


class NoVerdictYet(Exception):
    """The file has not been checked yet."""


def keep(submission: Submission, verdict: Verdict) -> str:
    """Write a verdict's document and return its key. The same verdict makes the same bytes."""
    run = f"{submission.state_since:%Y%m%dT%H%M%S%f}"
    key = f"verdicts/{submission.id}/{run}.json.gz"
    session.commit()  # the server ends a transaction that stands idle while much is packed
    if lines := _packed(verdict):
        store.files().put_bytes(lines_key(key), lines)
    store.files().put_bytes(key, gzip.compress(verdict.as_json(), mtime=0))
    return key


def lines_key(key: str) -> str:
    """Return under which key the further places of a verdict are kept, by its own."""
    return key.replace("verdicts", LINES, 1).replace(".json.gz", ".lines.gz")


def _packed(verdict: Verdict) -> bytes:
    """Return the places of which the document names the first alone, one a line; mostly none."""
    packed = io.BytesIO()
    lines = verdict.lines()
    if (first := next(lines, None)) is None:
        return b""
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=5, mtime=0) as file:
        for finding, ((sheet, a1, code, label), *said) in chain([first], lines):
            words = label.en, label.zh
            row = (finding, sheet, a1, code, words, *said)
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
    return packed.getvalue()


def lines(submission: Submission) -> Iterator[tuple[str, Line]]:
    """Yield every place of the findings that have more than the document names, with its id.

    None once the return is over: they are kept no longer than somebody may have to correct it.
    """
    key = lines_key(submission.verdict_key or "")
    if not store.files().has(key):
        return
    with store.files().open(key) as stored:
        for row in gzip.open(stored):
            finding, sheet, a1, code, words, *said = json.loads(row)
            yield finding, Line(Place(sheet, a1, code, Text(*words)), *said)


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
