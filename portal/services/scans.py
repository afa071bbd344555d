"""Files as they were sent, and the scanner before them.

This is the only way to a file's bytes. Where a scanner is set, nothing is opened, read or handed
out before it was called clean; what was not stays in the store, and nobody gets it.
"""

from contextlib import ExitStack
from io import BytesIO
from typing import BinaryIO

import structlog
from sqlalchemy.dialects.postgresql import insert

from portal import scanner, store
from portal.database import session
from portal.models.scans import Scan, Scanned
from portal.models.submissions import Upload
from portal.services import sealing
from validator.belong import refusal
from validator.findings import Finding

log = structlog.get_logger(__name__)


class Quarantined(Exception):
    """The file was not called clean; nobody opens it and nobody gets it."""

    def __init__(self, scan: Scan) -> None:
        super().__init__(scan.answer)
        self.scan = scan


class ContentErased(Exception):
    """The file held what must not be kept here, or was kept long enough, and was erased."""


def finding(scan: Scan) -> Finding:
    """Return what the sender of a file that was not called clean is told."""
    if scan.answer is Scanned.TOO_BIG:
        return refusal("scan_too_big")
    return refusal("infected", found=scan.found)


def opened(upload: Upload) -> BinaryIO:
    """Open a file, scanned first if it was not yet.

    Raises:
        ContentErased: it held what must not be kept here.
        Quarantined: the scanner found something in it, or could not look through all of it.
        scanner.ScannerDown: it is not scanned yet, and the scanner does not answer.
        store.StoreTrouble: the store does not hand it out just now.
    """
    if upload.erased_at:
        raise ContentErased(upload.id)
    known = session.get(Scan, upload.id)
    if known is not None and known.answer is not Scanned.CLEAN:
        raise Quarantined(known)
    with ExitStack() as unless_clean:
        stream = unless_clean.enter_context(_plain(upload))
        if known is None and scanner.chosen():
            _scan(upload, stream)
            stream.seek(0)
        unless_clean.pop_all()
    return stream


def _plain(upload: Upload) -> BinaryIO:
    """Open a file decrypted, whole in memory; one that came before files were encrypted, as is."""
    stream = store.files().open(upload.key)
    if upload.sealed_sha256 is None:
        return stream
    with stream:
        return BytesIO(sealing.opened(stream, sealing.key_of(upload.id)))


def contents(upload: Upload) -> bytes:
    """Return a file's bytes, for a child process that looks into it. Raises as opened."""
    with opened(upload) as stream:
        return stream.read()


def demand(upload: Upload) -> None:
    """Let what was made of a file be handed out only where the file itself would be.

    Raises:
        ContentErased, Quarantined, scanner.ScannerDown, store.StoreTrouble: as opened.
    """
    if upload.erased_at:
        raise ContentErased(upload.id)
    known = session.get(Scan, upload.id)
    if known is None and not scanner.chosen():
        return
    if known is None or known.answer is not Scanned.CLEAN:
        opened(upload).close()


def _scan(upload: Upload, content: BinaryIO) -> None:
    """Scan a file and put the answer on record. Raises Quarantined, ScannerDown."""
    found: str | None = None
    session.commit()  # the server ends a transaction that stands idle while the scanner is asked
    try:
        found = scanner.scan(content)
        answer = Scanned.FOUND if found else Scanned.CLEAN
    except scanner.TooBigToScan:
        answer = Scanned.TOO_BIG
    # Two processes may have scanned it at once: the first answer stands.
    session.execute(
        insert(Scan)
        .values(upload_id=upload.id, answer=answer, found=found)
        .on_conflict_do_nothing()
    )
    session.commit()
    if answer is not Scanned.CLEAN:
        log.warning("kept apart", upload=str(upload.id), answer=answer)
    known = session.get_one(Scan, upload.id)
    if known.answer is not Scanned.CLEAN:
        raise Quarantined(known)
