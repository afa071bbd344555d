"""What goes wrong, as a page: one table of exceptions, one of words.

A service raises a named exception; its line in STATUS_OF says which page that is, so that no
view has a `try`. What belongs to somebody else looks like what does not exist: 404.
"""

from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException

from portal import database
from portal.access.token_scopes import ScopeMissing
from portal.api.operation import NotAsDocumented
from portal.languages import LANGUAGES
from portal.logs import log, reference
from portal.models.states import WrongState
from portal.scanner import ScannerDown
from portal.services import (
    answers,
    blanks,
    catalogue,
    forms,
    idempotency,
    invitations,
    links,
    markups,
    obligations,
    organisations,
    outbox,
    people,
    performance,
    referral_answers,
    referral_batches,
    referrals,
    resets,
    reviews,
    revisions,
    scans,
    sealing,
    second_factor,
    signatures,
    submissions,
    tokens,
    verdicts,
    work,
)
from portal.store import StoreTrouble, TooBig
from portal.troubles import (
    CONTENT_ERASED,
    FORM_EXPIRED,
    KEPT_APART,
    KEY_USED,
    LINK_OVER,
    NOT_CHECKED_YET,
    NOT_DOCUMENTED,
    NOT_SCANNED,
    NOT_SIGNED_YET,
    OTHER_OFFICER,
    OTHER_SINCE,
    SCOPE_MISSING,
    STORE_DOWN,
    STORE_SILENT,
    TOKEN_NEEDED,
    TROUBLES,
    UNKNOWN,
    Trouble,
)

STATUS_OF: dict[type[Exception], int] = {
    NotAsDocumented: 400,
    ScopeMissing: 403,
    WrongState: 409,
    answers.CannotAnswerNow: 409,
    answers.NoSuchFinding: 404,
    answers.NothingSaid: 400,
    blanks.NoSuchPeriod: 404,
    catalogue.NoSuchForm: 404,
    catalogue.WrongStep: 409,
    forms.NoSuchRule: 404,
    idempotency.KeyUsedOtherwise: 409,
    invitations.LastPlace: 409,
    links.NoSuchLink: 410,
    obligations.NoSuchObligation: 404,
    organisations.NoSuchUnit: 404,
    outbox.NoSuchMail: 404,
    people.NoSuchPerson: 404,
    people.NotYourself: 409,
    people.NotYoursAlone: 409,
    performance.NoSuchStandard: 404,
    referral_batches.NoSuchBatch: 404,
    referral_answers.NotAnswered: 404,
    referrals.NoReason: 400,
    referrals.NoSuchReferral: 404,
    referrals.NotWaiting: 409,
    resets.NoSuchReset: 404,
    resets.SecondPersonNeeded: 409,
    reviews.NoSuchReview: 404,
    reviews.NothingSaid: 400,
    reviews.SecondOfficerNeeded: 409,
    markups.NotMarked: 404,
    reviews.WrongDecision: 400,
    revisions.NoSuchText: 404,
    revisions.NothingSaid: 400,
    revisions.OtherOfficerNeeded: 409,
    revisions.OtherSince: 409,
    scans.ContentErased: 410,
    scans.Quarantined: 409,
    sealing.Erased: 410,
    signatures.NotSignedYet: 409,
    second_factor.HasOne: 409,
    signatures.NotYourTurn: 409,
    submissions.NoSuchSubmission: 404,
    tokens.NoSuchToken: 404,
    verdicts.NoVerdictYet: 409,
    work.NoSuchWork: 404,
    TooBig: 413,
    RateLimitExceeded: 429,
    OperationalError: 503,
    PoolTimeoutError: 503,
    ScannerDown: 503,
    StoreTrouble: 503,
}
WORDS_OF: dict[type[Exception], Trouble] = {
    CSRFError: FORM_EXPIRED,
    NotAsDocumented: NOT_DOCUMENTED,
    ScannerDown: NOT_SCANNED,
    ScopeMissing: SCOPE_MISSING,
    StoreTrouble: STORE_DOWN,
    idempotency.KeyUsedOtherwise: KEY_USED,
    scans.ContentErased: CONTENT_ERASED,
    scans.Quarantined: KEPT_APART,
    revisions.OtherOfficerNeeded: OTHER_OFFICER,
    revisions.OtherSince: OTHER_SINCE,
    signatures.NotSignedYet: NOT_SIGNED_YET,
    links.NoSuchLink: LINK_OVER,
    verdicts.NoVerdictYet: NOT_CHECKED_YET,
}
"""What has words of its own; the others have those of their status."""


def register(app: Flask) -> None:
    """Turn every exception into a page, or into problem+json for the API."""
    for exception in STATUS_OF:
        app.register_error_handler(exception, answer)
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(500, answer)


def status_of(error: Exception) -> int:
    """Return the status that an exception is answered with; the nearest class in the table."""
    for parent in type(error).__mro__:
        if parent in STATUS_OF:
            return STATUS_OF[parent]
    code = getattr(error, "code", None)
    status = code if isinstance(code, int) else 500
    return 404 if status == 403 else status


def answer(error: Exception) -> ResponseReturnValue:
    """Answer an exception: the page, or the problem, with a reference to quote."""
    status = status_of(error)
    if isinstance(error, HTTPException) and status < 400:
        return error.get_response()  # a redirect that was raised
    if status >= 500:
        _let_go(error, status)
    trouble = words_of(error, status)
    if request.path.startswith("/api/"):
        trouble = TOKEN_NEEDED if status == 401 else trouble
        return problem(trouble, status, **_more(error)), status, _headers(error, status)
    page = render_template("errors/trouble.html", trouble=trouble, status=status)
    return page, status, _headers(error, status)


def words_of(error: Exception, status: int) -> Trouble:
    """Return the words for an exception: its own, else those of its status."""
    if isinstance(error, StoreTrouble) and request.method in ("GET", "HEAD"):
        return STORE_SILENT  # nothing was sent, so nothing is to be sent again
    own = (words for kind, words in WORDS_OF.items() if isinstance(error, kind))
    return next(own, TROUBLES.get(status, UNKNOWN))


def problem(trouble: Trouble, status: int, **more: Any) -> Response:
    """Return a problem of RFC 9457, with its words in both languages."""
    words = in_both(lambda: trouble.said(**more))
    document = {
        "type": "about:blank",
        "status": status,
        "title": words["en"]["title"],
        "detail": words["en"]["detail"],
        "words": words,
        "reference": reference(),
        **more,
    }
    response = jsonify(document)
    response.mimetype = "application/problem+json"
    return response


def in_both(say: Callable[[], Any]) -> dict[str, Any]:
    """Return what is said in each language."""
    words = {}
    for code, language in LANGUAGES.items():
        with force_locale(language.locale):
            words[code] = say()
    return words


def _more(error: Exception) -> dict[str, Any]:
    """Return what a problem says beside its words: the scope that lacks, each part to mend."""
    if isinstance(error, ScopeMissing):
        return {"scope": error.scope}
    if isinstance(error, NotAsDocumented):
        mistakes = [
            {"part": part, "name": name, "words": in_both(words.__str__)}
            for part, name, words in error.mistakes
        ]
        return {"mistakes": mistakes}
    return {}


def _headers(error: Exception, status: int) -> dict[str, str]:
    """Give the headers that a status needs: which methods are allowed, what a token lacks."""
    if request.path.startswith("/api/") and status == 401:
        return {"WWW-Authenticate": "Bearer"}
    if isinstance(error, ScopeMissing):
        lacking = f'Bearer error="insufficient_scope", scope="{error.scope}"'
        return {"WWW-Authenticate": lacking}
    if not isinstance(error, HTTPException):
        return {}
    kept = ("Allow", "Retry-After")
    return {name: value for name, value in error.get_headers() if name in kept}


def _let_go(error: Exception, status: int) -> None:
    """Give up what the failed request held, and ask nothing more about who reads the page."""
    if status == 503:
        log.error("not available", error=type(error).__name__)
    request.environ["esubmit.nobody"] = True
    try:
        database.session.rollback()
    except SQLAlchemyError:
        database.session.remove()
