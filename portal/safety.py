"""What keeps a session and a page safe: cookies, headers, the end of a session."""

from datetime import UTC, datetime, timedelta
from typing import Any

from flask import Flask, Response, current_app, flash, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, logout_user
from werkzeug.middleware.proxy_fix import ProxyFix

from config import Settings
from portal.services import audit

CSP = "; ".join((
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
))
HEADERS = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
YEAR_S = 365 * 24 * 3600
SEEN_EVERY = timedelta(seconds=60)  # a cookie with each answer would be waste


def cookies(settings: Settings) -> dict[str, Any]:
    """Return Flask's settings of the session's cookie.

    In production its name makes the browser hold it to this host and to https. Elsewhere it
    carries the port, since browsers share cookies between the ports of one machine.
    """
    return {
        "SESSION_COOKIE_NAME": (
            "__Host-esubmit" if settings.production else f"esubmit_{settings.port}"
        ),
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.production,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_absolute_hours),
    }


def install(app: Flask, settings: Settings) -> None:
    """Put the headers on every answer, believe the proxies named, and end old sessions."""
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # Flask's documented way
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops
        )
    app.before_request(note_address)
    app.before_request(end_old_session)
    app.after_request(add_headers)


def add_headers(response: Response) -> Response:
    """Put the protecting headers on an answer; caches keep the parts of our looks alone."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if request.endpoint not in ("static", "bootstrap.static"):
        # Flask lets files be kept for as long as those of our looks, and by everybody.
        response.headers["Cache-Control"] = "no-store"
        response.headers.pop("Expires", None)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={YEAR_S}")
    return response


def note_address() -> None:
    """Let the audit trail know where the request comes from."""
    audit.address.set(request.remote_addr)


def begin_session() -> None:
    """Note when somebody signed in: from here both limits of the session count."""
    now = datetime.now(UTC)
    session.permanent = True
    session["since"] = session["seen"] = now.timestamp()


def time_left() -> dict[str, int]:
    """Return in how many seconds a session ends unused, and at the latest."""
    now = datetime.now(UTC).timestamp()
    latest = session.get("since", now) + current_app.config["SESSION_ABSOLUTE_HOURS"] * 3600
    return {
        "unused": current_app.config["SESSION_IDLE_MINUTES"] * 60,
        "latest": max(int(latest - now), 0),
    }


def session_end() -> datetime:
    """Return when the session ends if nothing more is asked for."""
    now = datetime.now(UTC).timestamp()
    unused = session.get("seen", now) + current_app.config["SESSION_IDLE_MINUTES"] * 60
    latest = session.get("since", now) + current_app.config["SESSION_ABSOLUTE_HOURS"] * 3600
    return datetime.fromtimestamp(min(unused, latest), UTC)


def stay() -> None:
    """Count as somebody being there."""
    session["seen"] = datetime.now(UTC).timestamp()


def end_old_session() -> ResponseReturnValue | None:
    """Sign out whoever was away too long, or has been signed in too long.

    A page that asks by itself (header X-Background) does not count as somebody being there.
    """
    if "since" not in session or not current_user.is_authenticated:
        return None
    now = datetime.now(UTC).timestamp()
    words = _why_ended(now)
    if words is None:
        if not request.headers.get("X-Background") and now - session["seen"] > SEEN_EVERY.seconds:
            session["seen"] = now
        return None
    logout_user()
    session.clear()
    flash(words, "wait")
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    return redirect(url_for("accounts.sign_in", next=wanted))


def _why_ended(now: float) -> str | None:
    idle_minutes = current_app.config["SESSION_IDLE_MINUTES"]
    hours = current_app.config["SESSION_ABSOLUTE_HOURS"]
    if now - session["since"] > hours * 3600:
        return gettext(
            "You were signed out %(hours)s hours after signing in. Nothing you sent is lost.",
            hours=hours,
        )
    if now - session["seen"] > idle_minutes * 60:
        return gettext(
            "You were signed out after %(minutes)s minutes without use. Nothing you sent is lost.",
            minutes=idle_minutes,
        )
    return None
