"""Signing in, in two steps, and out; and the switch of language."""

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
from flask_login import current_user, logout_user

from portal import entry, limits, safety
from portal.access.guard import public
from portal.languages import COOKIE, LANGUAGES, local_path
from portal.services import accounts, second_factor
from portal.webforms.accounts import CodeForm, SignInForm
from portal.webforms.attempts import attempt

pages = Blueprint("accounts", __name__)
few = limits.limiter.limit(limits.SIGN_IN, key_func=limits.address, methods=["POST"])


@pages.route("/sign-in", methods=["GET", "POST"])
@few
@public
def sign_in() -> ResponseReturnValue:
    """Ask for name and password; who knows both is asked for the code next."""
    wanted = local_path(request.args.get("next"))
    if current_user.is_authenticated:
        return redirect(wanted)
    form = SignInForm()
    if form.validate_on_submit() and (account := attempt(form.password, form.owner)):
        if not second_factor.asked(account):
            return entry.let_in(accounts.open_account(account, **entry.browser()), wanted)
        entry.wait_for_code(account)
        step = ".set_up" if second_factor.wanted(account) else ".code"
        return redirect(url_for(step, next=wanted if wanted != "/" else None))
    page = render_template("accounts/sign_in.html", form=form)
    return page, 400 if form.errors else 200


@pages.route("/sign-in/code", methods=["GET", "POST"])
@few
@public
def code() -> ResponseReturnValue:
    """Ask for the code of the second factor, and let in whoever has it."""
    account = entry.waiting()
    if account is None or second_factor.wanted(account):
        return redirect(url_for(".sign_in"))
    form = CodeForm()
    if form.validate_on_submit() and attempt(form.code, lambda: form.opens(account)):
        return entry.let_in(account, local_path(request.args.get("next")))
    sample = second_factor.sample_code(account)
    page = render_template("accounts/code.html", form=form, sample_code=sample)
    return page, 400 if form.errors else 200


@pages.route("/sign-in/set-up", methods=["GET", "POST"])
@few
@public
def set_up() -> ResponseReturnValue:
    """Let a new account bind its app, and show its one-time codes, this once."""
    account = entry.waiting()
    if account is None or not second_factor.wanted(account):
        return redirect(url_for(".sign_in"))
    form, secret = CodeForm(), entry.new_secret()
    if form.validate_on_submit() and (codes := attempt(form.code, lambda: form.binds(account))):
        entry.begin(accounts.open_account(account, **entry.browser()))
        page = render_template("accounts/codes.html", codes=codes, shown_once=True)
        return entry.with_mark(account, page)
    picture = second_factor.picture_of(account, secret)
    page = render_template("accounts/set_up.html", form=form, secret=secret, picture=picture)
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
    wanted = request.full_path.rstrip("?") if request.method == "GET" else "/"
    if wanted == "/":
        return redirect(url_for("accounts.sign_in"))
    return redirect(url_for("accounts.sign_in", next=wanted))
