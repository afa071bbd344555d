"""One's own account: the password, the one-time codes, the sessions, and for whom one works."""

from flask import Blueprint, flash, jsonify, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user, logout_user

from portal import dates, entry, safety
from portal.access.guard import may
from portal.access.people import acting
from portal.languages import local_path
from portal.services import accounts, organisations, second_factor
from portal.webforms.accounts import CodeForm
from portal.webforms.attempts import attempt
from portal.webforms.people import PasswordForm

pages = Blueprint("own", __name__, url_prefix="/account")


@pages.get("")
@may("account.own")
def show() -> ResponseReturnValue:
    """Show one's own account, and for whose work it is used."""
    places = dict.fromkeys(m.place for m in current_user.memberships)
    return render_template(
        "own/show.html",
        account=current_user,
        names=organisations.place_names(places, dates.today()),
        places=places,
        acting=acting.get() if acting.get() in places else "",
        codes_left=second_factor.codes_left(current_user),
    )


@pages.route("/password", methods=["GET", "POST"])
@may("account.own")
def password() -> ResponseReturnValue:
    """Change the password; every session ends, and one signs in again."""
    form, account = PasswordForm(), current_user._get_current_object()
    if form.validate_on_submit() and attempt(form.old, lambda: form.changes(account)):
        logout_user()
        session.clear()
        flash(gettext("The new password is kept. Sign in with it."), "good")
        return redirect(url_for("accounts.sign_in"))
    page = render_template("own/password.html", form=form, forced=account.must_change)
    return page, 400 if form.errors else 200


@pages.route("/codes", methods=["GET", "POST"])
@may("account.own")
def codes() -> ResponseReturnValue:
    """Replace the one-time codes, against a code of the app, and show the new ones once."""
    form, account = CodeForm(), current_user._get_current_object()
    if form.validate_on_submit() and attempt(form.code, lambda: form.proves(account)):
        codes = second_factor.fresh_codes(account)
        return render_template("accounts/codes.html", codes=codes, shown_once=True)
    sample = second_factor.sample_code(account)
    page = render_template("own/codes.html", form=form, sample_code=sample)
    return page, 400 if form.errors else 200


@pages.post("/end-sessions")
@may("account.own")
def end_sessions() -> ResponseReturnValue:
    """End every session of the account, this one too."""
    accounts.end_sessions(current_user, by=current_user)
    logout_user()
    session.clear()
    flash(gettext("All sessions of your account are ended, on every device."), "good")
    return redirect(url_for("accounts.sign_in"))


@pages.post("/stay")
@may("account.own")
def stay() -> ResponseReturnValue:
    """Keep the session of whoever still works on a page."""
    safety.stay()
    return jsonify(safety.time_left())


@pages.post("/work")
@may("account.own")
def work() -> ResponseReturnValue:
    """Work for one place, or for all, from here on."""
    entry.work_for(request.form.get("place", ""))
    return redirect(local_path(request.form.get("next")))
