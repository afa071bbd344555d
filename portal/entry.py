"""The way in, in two steps: whose password was right waits here for the code."""

from datetime import UTC, datetime

from flask import current_app, redirect, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user

from portal import safety
from portal.access.people import acting
from portal.models.accounts import Account
from portal.services import accounts, lockouts, second_factor

MARK = "browser"  # the cookie by which a browser that was let in is known again
PATIENCE_S = 600
PLACE = "place"
STILL_OPEN = {"own.password", "accounts.sign_out", "accounts.switch", "help.index", "health.alive"}


def browser() -> dict[str, str]:
    """Return from where somebody tries to come in: the address, and the browser's mark."""
    return {"ip": request.remote_addr or "", "mark": request.cookies.get(MARK, "")}


def wait_for_code(account: Account) -> None:
    """Remember that an account's password was right; it opens nothing yet."""
    session.clear()  # nothing that stood in the cookie before may be taken over
    session["halfway"] = [account.get_id(), datetime.now(UTC).timestamp()]


def waiting() -> Account | None:
    """Return the account whose password was right a few minutes ago, if there is one."""
    held, since = session.get("halfway", ("", 0))
    if datetime.now(UTC).timestamp() - since > PATIENCE_S:
        return None
    return accounts.load_account(held)


def new_secret() -> str:
    """Return the secret of the app that is being set up, the same until it is."""
    if "secret" not in session:
        session["secret"] = second_factor.sealed(second_factor.new_secret())
    return second_factor.opened(session["secret"])


def begin(account: Account) -> None:
    """Begin the session of an account that is open."""
    session.clear()
    login_user(account)
    safety.begin_session()


def with_mark(account: Account, answer: ResponseReturnValue) -> ResponseReturnValue:
    """Return an answer that lets the browser be known again for this account."""
    response = current_app.make_response(answer)
    response.set_cookie(
        MARK,
        lockouts.marked(account.name, request.cookies.get(MARK, "")),
        max_age=safety.YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def let_in(account: Account, wanted: str) -> ResponseReturnValue:
    """Begin the session of an account that is open, and lead on to the page that was wanted."""
    begin(account)
    return with_mark(account, redirect(wanted))


def note_place() -> None:
    """Let lists know for which of their places somebody works now."""
    acting.set(session.get(PLACE, ""))


def work_for(place: str) -> None:
    """Work for one place from here on; for all, where it is none of the account's."""
    session[PLACE] = place


def hold_to_change() -> ResponseReturnValue | None:
    """Lead whoever must change the password to that, before anything else."""
    free = request.endpoint in STILL_OPEN or (request.endpoint or "").endswith("static")
    if free or request.path.startswith("/api/") or not getattr(current_user, "must_change", False):
        return None
    return redirect(url_for("own.password"))
