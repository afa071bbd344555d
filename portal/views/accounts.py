"""Signing in and out, and the switch of language."""

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, login_user, logout_user

from portal import dates, limits, safety
from portal.access.guard import public
from portal.errors import problem
from portal.languages import COOKIE, LANGUAGES, local_path
from portal.services import accounts
from portal.troubles import TROUBLES
from portal.webforms.accounts import SignInForm

pages = Blueprint("accounts", __name__)


@pages.route("/sign-in", methods=["GET", "POST"])
@limits.limiter.limit(limits.SIGN_IN, key_func=limits.address, methods=["POST"])
@public
def sign_in() -> ResponseReturnValue:
    """Ask for name and password, and let in whoever knows both."""
    wanted = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(wanted)
    form = SignInForm()
    if form.validate_on_submit() and _let_in(form):
        return redirect(wanted)
    page = render_template("accounts/sign_in.html", form=form)
    return page, 400 if form.errors else 200


@pages.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """End the session."""
    logout_user()
    session.clear()
    flash(gettext("You are signed out. Everything you sent is kept."), "good")
    return redirect(url_for(".sign_in"))


@pages.get("/language/<code>")
@public
def switch(code: str) -> ResponseReturnValue:
    """Keep a language in a cookie and go back to the page."""
    if code not in LANGUAGES:
        abort(404)
    response = redirect(local_path(request.args.get("next")))
    response.set_cookie(
        COOKIE,
        code,
        max_age=safety.YEAR_S,
        httponly=True,
        samesite="Lax",
        secure=current_app.config["SESSION_COOKIE_SECURE"],
    )
    return response


def ask_to_sign_in() -> ResponseReturnValue:
    """Send whoever is not signed in to do so, and remember the page that was wanted."""
    if request.path.startswith("/api/"):
        return problem(TROUBLES[401], 401), 401, {"WWW-Authenticate": "Bearer"}
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    if wanted == "/":
        return redirect(url_for("accounts.sign_in"))
    return redirect(url_for("accounts.sign_in", next=wanted))


def _let_in(form: SignInForm) -> bool:
    """Begin a session if name and password fit together; else say on the form what to do."""
    try:
        account = accounts.sign_in(
            form.name.data or "", form.password.data or "", ip=request.remote_addr or ""
        )
    except accounts.WrongPassword:
        form.password.errors = [gettext("Name and password do not fit together. Enter both again")]
        return False
    except accounts.LockedOut as locked:
        form.password.errors = [
            gettext(
                "Too many wrong passwords for this name. Try again at %(clock)s",
                clock=dates.clock(locked.until + dates.MINUTE),
            )
        ]
        return False
    session.clear()  # nothing that stood in the cookie before may be taken over
    login_user(account)
    safety.begin_session()
    return True
