"""How often one sender may ask: counted in the queue server, in memory while that is down."""

from typing import Any

from flask import Flask, request
from flask_limiter import Limiter
from flask_login import current_user
from redis.backoff import NoBackoff
from redis.retry import Retry

ORDINARY = "1200 per minute"
SIGN_IN = "60 per minute"


def sender() -> str:
    """Return whom a request is counted for: the account, else the address it comes from."""
    if current_user and current_user.is_authenticated:
        return f"account:{current_user.id}"
    return f"address:{request.remote_addr}"


def address() -> str:
    """Return the address that a request comes from."""
    return f"address:{request.remote_addr}"


limiter = Limiter(
    sender,
    default_limits=[ORDINARY],
    strategy="fixed-window",
    swallow_errors=True,
    in_memory_fallback_enabled=True,
    headers_enabled=False,
)


def install(app: Flask, *, redis_url: str) -> None:
    """Count in the queue server at `redis_url`; a request never waits for it."""
    app.config["RATELIMIT_STORAGE_URI"] = storage_address(redis_url)
    app.config["RATELIMIT_STORAGE_OPTIONS"] = _impatient()
    limiter.init_app(app)


def storage_address(redis_url: str) -> str:
    """Return the address as the limiter spells it: a socket is `redis+unix://`."""
    return f"redis+{redis_url}" if redis_url.startswith("unix://") else redis_url


def _impatient() -> dict[str, Any]:
    # The client's own default tries for four seconds, on every page, while the server is down.
    return {
        "socket_connect_timeout": 0.5,
        "socket_timeout": 1,
        "retry": Retry(NoBackoff(), 0),
    }


@limiter.request_filter
def unlimited() -> bool:
    """Leave out what is no page: the parts of its looks, and the machine's questions."""
    blueprint = (request.endpoint or "").rpartition(".")
    return blueprint[2] == "static" or blueprint[0] == "health"
