"""How often one sender may ask: counted in the queue server, in memory while that is down."""

import time
from typing import Any

from flask import Flask, Response, g, request
from flask_limiter import Limiter
from flask_login import current_user
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

import config

ORDINARY = "1200 per minute"
SIGN_IN = "60 per minute"
POLICY_HEADER, REST_HEADER = "RateLimit-Policy", "RateLimit"
MAILS = "10 per minute"


def sender() -> str:
    """Return whom a request is counted for: token, account, else the address it comes from."""
    if current_user and (token := g.get("token")):
        return f"token:{token.id}"
    if current_user and current_user.is_authenticated:
        return f"account:{current_user.id}"
    return f"address:{request.remote_addr}"


def address() -> str:
    """Return the address that a request comes from."""
    return f"address:{request.remote_addr}"


def ordinary() -> str:
    """Return how often one sender may ask: people are never as fast as a machine may be."""
    if request.path.startswith("/api/"):
        return f"{config.settings().api_requests_per_minute} per minute"
    return ORDINARY


limiter = Limiter(
    sender,
    default_limits=[ordinary],
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
    app.after_request(say_what_is_left)


def say_what_is_left(response: Response) -> Response:
    """Tell an API's client how many requests are left, and whoever has none how long to wait.

    The two headers are those of draft-ietf-httpapi-ratelimit-headers.
    """
    limit = limiter.current_limit
    if limit is None or not (limit.breached or request.path.startswith("/api/")):
        return response
    whole, window_s = limit.limit, limit.limit.get_expiry()
    try:
        wait_s = min(max(0, limit.reset_at - int(time.time())), window_s)
        left = limit.remaining
    except RedisError:  # the next request finds the server down, and counts in memory
        return response
    response.headers[POLICY_HEADER] = f'"sender";q={whole.amount};w={window_s}'
    response.headers[REST_HEADER] = f'"sender";r={left};t={wait_s}'
    if limit.breached:
        response.headers["Retry-After"] = str(wait_s)
    return response


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
