"""A form's file as somebody sends it in, workbook or text: read in a child, kept as a draft."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

import config
from portal.database import session
from portal.models.accounts import Account
from portal.models.catalogue import FormRevision, FormStatus
from portal.services import catalogue, revisions
from schemas.spec import Text
from validator import formbook, terms
from validator.confine import Done, Lost, confined
from validator.formbook import Problem, worded
from validator.lint import linted

T = TypeVar("T")
_COMING = (FormStatus.DRAFT, FormStatus.TRIAL)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a file, and where: a cell, a line of the text, "" for all of it."""

    place: str
    words: Text


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of a file: the step by which it is a draft, or all that is wrong with it.

    `notes` are what the officer should know beside, as that it was made from another text.
    """

    step: FormRevision | None
    wrong: Sequence[Wrong] = ()
    notes: Sequence[Text] = ()


@dataclass(frozen=True, slots=True)
class _Read:
    """What the child says of a file: the form's text, and what is wrong with it."""

    text: str
    wrong: Sequence[Wrong] = ()
    notes: Sequence[Text] = ()


def book_of(sha256: str) -> tuple[str, bytes]:
    """Return file name and bytes of the workbook of a form's text. Raises NoSuchText."""
    text = revisions.find(sha256)
    return f"{text.last.code}-{text.last.revision}.xlsx", formbook.exported(text.spec)


def first_draft(data: bytes) -> bytes | list[Wrong]:
    """Return the workbook of a first draft, made of an old return; or why there is none."""
    done = _alone(_first_draft, data)
    if not isinstance(done, Done):
        return [Wrong("", worded("lost"))]
    return done.value


def _first_draft(data: bytes) -> bytes | list[Wrong]:
    made = formbook.drafted(data)
    return made.book if made.document else [Wrong("", note) for note in made.notes]


def take_in(data: bytes, by: Account, *, is_book: bool) -> TakenIn:
    """Keep a form's file as a draft; or nothing of it, and say everything that is wrong with it."""
    done = _alone(_of_book if is_book else _of_text, data, catalogue.current())
    if not isinstance(done, Done):
        return TakenIn(None, [Wrong("", worded("lost"))])
    read = done.value
    if read.wrong:
        return TakenIn(None, read.wrong)
    return TakenIn(revisions.draft(read.text, by), notes=read.notes)


def unlike_others(text: revisions.Compared) -> list[Text]:
    """Return what a draft names otherwise than the forms in force do.

    It is told and not refused: a name that many forms share could never be changed, draft by draft.
    """
    if text.last.status not in _COMING:
        return []
    forms = catalogue.current()
    others = (forms.specs | forms.referrals).values()
    return [formbook.spoken(one) for one in terms.unlike_others(text.spec, others)]


def _alone(function: Callable[..., T], *args: object) -> Done[T] | Lost:
    """Call a function on somebody's file in a child process."""
    settings = config.settings()
    session.commit()  # the server ends a transaction that stands idle while a child works
    return confined(
        function,
        *args,
        timeout_s=settings.check_timeout_s,
        memory_mb=settings.check_memory_mb,
    )


def _of_book(data: bytes, forms: catalogue.Catalogue) -> _Read:
    found = formbook.imported_into(forms, data)
    wrong = [_placed(problem) for problem in found.problems]
    if not wrong and not found.changes:
        wrong = [Wrong("", worded("same"))]
    return _Read(found.text, wrong, found.notes)


def _placed(problem: Problem) -> Wrong:
    return Wrong(str(problem.spot or ""), problem.words)


def _of_text(data: bytes, forms: catalogue.Catalogue) -> _Read:
    text = data.decode("utf-8")
    faults = linted(text)[1]
    return _Read(text, [Wrong(str(one.line), formbook.spoken(one.words)) for one in faults])
