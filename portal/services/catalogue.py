"""The forms in force: what was imported and approved, compiled once a process."""

import hashlib
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on, insert

from portal.database import session
from portal.models.catalogue import FormRevision
from schemas.catalogue import Catalogue, NoSuchForm
from schemas.load import load, packaged_texts
from schemas.spec import FormSpec

__all__ = ["Catalogue", "NoSuchForm", "current", "form", "import_packaged"]


def import_packaged() -> int:
    """Take in every packaged form text that is not known yet; return how many were new."""
    new = 0
    for name, text in packaged_texts().items():
        spec = load(text, name=name)
        row = {
            "code": spec.code,
            "revision": spec.revisions[-1].number,
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
            "text": text,
            "status": "approved",
        }
        statement = insert(FormRevision).values(row).on_conflict_do_nothing()
        new += session.execute(statement.returning(FormRevision.id)).first() is not None
    session.commit()
    return new


def current() -> Catalogue:
    """Return the catalogue in force: of each code, the text approved last."""
    rows = session.execute(
        select(FormRevision.sha256)
        .where(FormRevision.status == "approved")
        .ext(distinct_on(FormRevision.code))
        .order_by(FormRevision.code, FormRevision.created_at.desc())
    )
    return _of_hashes(tuple(sha256 for (sha256,) in rows))


@lru_cache(maxsize=2)
def _of_hashes(hashes: tuple[str, ...]) -> Catalogue:
    texts = session.scalars(select(FormRevision.text).where(FormRevision.sha256.in_(hashes)))
    return Catalogue(_loaded(text) for text in texts)


@lru_cache(maxsize=512)
def _loaded(text: str) -> FormSpec:
    return load(text)


def form(code: str) -> FormSpec:
    """Return a form in force. Raises NoSuchForm."""
    return current().form(code)
