"""What machines ask: is it alive, can it serve, what are its figures."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from portal import metrics as figures
from portal.access.guard import public
from portal.services import health

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@public
def alive() -> ResponseReturnValue:
    """Say that the process answers."""
    return jsonify(alive=True)


@pages.get("/readyz")
@public
def ready() -> ResponseReturnValue:
    """Say whether the portal can serve: 503 when a part that it needs is down.

    The queue is no such part: while it is down, uploads are taken and wait as rows.
    """
    parts = health.parts()
    able = all(part.up for part in parts if part.needed)
    document = {"ready": able, "parts": {part.name: part.as_document() for part in parts}}
    return jsonify(document), 200 if able else 503


@pages.get("/metrics")
@public
def metrics() -> ResponseReturnValue:
    """Give the figures as Prometheus reads them."""
    text, content_type = figures.exposition()
    return text, 200, {"Content-Type": content_type}
