"""What is logged: one JSON object a line on stderr, by reference, never what a file says.

No log line holds a cell's content, a person's or a file's name. That is why an exception is
logged by its class and the places it passed, without its words: those may quote a cell.
"""

import logging
import re
import secrets
import sys
import time
import traceback
from typing import Any

import structlog
from flask import Flask, Response, g, request
from structlog.typing import EventDict, Processor

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # no I, L, O, U: it is read out by telephone
REQUEST_HEADER = "X-Request-ID"
SHOWN_PLACES = 12
_PLACE = re.compile(r'  File "[\w./-]+", line \d+, in [\w<>]+')

log = structlog.stdlib.get_logger("esubmit")


def new_reference() -> str:
    """Make a reference that a person can quote: "4F2C-9KQ1"."""
    signs = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{signs[:4]}-{signs[4:]}"


def reference() -> str:
    """Return the reference of the request at hand."""
    if "reference" not in g:
        g.reference = new_reference()
    return str(g.reference)


def configure(level: str = "INFO") -> None:
    """Send what structlog and the standard library log to stderr, a JSON object a line."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        places_only,
    ]
    structlog.configure(
        processors=[
            *shared,
            structlog.stdlib.PositionalArgumentsFormatter(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    printed = logging.StreamHandler(sys.stderr)
    printed.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [printed]
    root.setLevel(level)


def places_only(_logger: Any, _name: str, event: EventDict) -> EventDict:
    """Replace an exception by its class and the places it passed, innermost last."""
    said = event.pop("exc_info", None)
    record = event.get("_record")
    if said is None and record is not None and record.exc_info:
        said = record.exc_info
    if record is not None:
        # The formatter of the standard library would append the traceback, words and all.
        record.exc_info = record.exc_text = None
    if said is True:
        said = sys.exc_info()
    error = said[1] if isinstance(said, tuple) else said
    if isinstance(error, BaseException):
        event["error"] = type(error).__name__
        event["places"] = [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(error.__traceback__)[-SHOWN_PLACES:]
        ]
    return event


def without_words(failure: str) -> str:
    """Return the places that a traceback names, and nothing else: its words may quote a cell."""
    return "\n".join(line for line in failure.splitlines() if _PLACE.fullmatch(line))


def bind_submission(submission_reference: str) -> None:
    """Put a submission's reference on every line logged for this request or job."""
    structlog.contextvars.bind_contextvars(submission=submission_reference)


def watch(app: Flask) -> None:
    """Give each request its reference, and log its end."""

    @app.before_request
    def begin() -> None:
        structlog.contextvars.clear_contextvars()
        g.begun = time.perf_counter()
        structlog.contextvars.bind_contextvars(request=reference())

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[REQUEST_HEADER] = reference()
        if request.endpoint not in QUIET:
            log.info("request", **_said_of(response))
        return response


QUIET = ("static", "bootstrap.static", "health.alive", "health.ready", "health.metrics")


def _said_of(response: Response) -> dict[str, Any]:
    # The rule, not the path: a path may hold what somebody typed.
    rule = request.url_rule.rule if request.url_rule else "no such page"
    took = time.perf_counter() - g.begun if "begun" in g else 0.0
    return {
        "method": request.method,
        "rule": re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule),
        "status": response.status_code,
        "took_ms": round(took * 1000),
    }
