"""A file of referrals in a child process: read there, and written as it is handed back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any, BinaryIO, TypeVar

import config
from portal.database import session
from portal.services import catalogue, sealing
from portal.services.referral_answers import COPY, OWN, WRONG
from validator.confine import Done, Lost, confined
from validator.findings import Finding
from validator.handback import Answer, handed_back
from validator.mark import CannotMark, mark_rows
from validator.read.book import Limits
from validator.rowfile import RowFile, read_rows
from validator.rowlong import check_as_read
from validator.rows import Rows

MIB = 1024 * 1024
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it is kept, and all that a child process needs to decrypt and to read it.

    Only the child has the whole of it in memory, in the clear.
    """

    sealed: BinaryIO
    data_key: bytes
    size: int
    read_as: str
    kind: str
    forms: catalogue.Catalogue


def alone(function: Callable[..., T], source: Source, *args: object) -> Done[T] | Lost:
    """Call a function on a file in a child process of its own."""
    settings = config.settings()
    session.commit()  # the server ends a transaction that stands idle while a child works
    return confined(
        function,
        source,
        *args,
        timeout_s=settings.batch_timeout_s + source.size // MIB,
        memory_mb=settings.check_memory_mb,
    )


def rows_of(source: Source) -> RowFile | list[Finding]:
    """Read a file of rows; why it could not be taken as one, where it could not."""
    return read_rows(_data(source), source.forms, encoding=source.read_as, limits=_limits())


def checked_as_read(source: Source, today: date) -> Rows | None:
    """Check a CSV of rows as it is read; None where the file has to be read as a whole."""
    data = _data(source)
    if len(data) > _limits().max_bytes or source.read_as not in ("", "utf-8"):
        return None
    return check_as_read(lambda: BytesIO(data), source.forms, today, keep=True)


def _data(source: Source) -> bytes:
    source.sealed.seek(0)
    return sealing.opened(source.sealed, source.data_key)


def _limits() -> Limits:
    settings = config.settings()
    return Limits(
        max_bytes=settings.max_referrals_mb * MIB,
        max_expanded=settings.max_expanded_mb * MIB,
        max_cells=settings.max_cells,
        max_sheets=settings.max_sheets,
    )


def written(
    source: Source,
    file: RowFile,
    answers: Mapping[int, Answer],
    *,
    wrong: frozenset[int],
    findings: list[dict[str, Any]],
) -> dict[str, bytes] | None:
    """Make what is handed back, in child processes; None where that did not come back.

    A workbook comes back itself, marked; where it cannot, or is of a format that cannot, a new one
    of its rows does, as the wrong rows alone always do.
    """
    own = alone(_marked, source, file, answers, findings)
    marked = own.value if isinstance(own, Done) else b""
    made = alone(_hand_back, source, answers, wrong, not marked)
    if not isinstance(made, Done):
        return None
    return made.value | ({OWN: marked} if marked else {})


def _marked(
    source: Source,
    file: RowFile,
    answers: Mapping[int, Answer],
    findings: list[dict[str, Any]],
) -> bytes:
    try:
        return mark_rows(_data(source), file, findings, answers=answers, limits=_limits())
    except CannotMark:
        return b""


def _hand_back(
    source: Source, answers: Mapping[int, Answer], wrong: frozenset[int], whole: bool
) -> dict[str, bytes]:
    asked = ({COPY: None} if whole else {}) | ({WRONG: wrong} if wrong else {})
    if not asked:
        return {}
    file, form = rows_of(source), "csv" if source.kind == "csv" else "xlsx"
    assert isinstance(file, RowFile)
    return {name: handed_back(file, answers, form=form, only=only) for name, only in asked.items()}
