"""Mailed links: a first password, a new one, and asking for one."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal import entry, limits
from portal.access.guard import public
from portal.services import links, second_factor
from portal.webforms.attempts import attempt
from portal.webforms.people import ForgottenForm, NewPasswordForm

pages = Blueprint("links", __name__)
few = limits.limiter.limit(limits.MAILS, key_func=limits.address, methods=["POST"])


@pages.route("/forgotten", methods=["GET", "POST"])
@few
@public
def forgotten() -> ResponseReturnValue:
    """Mail a link to a new password; the answer is the same whether there is an account."""
    form = ForgottenForm()
    if form.validate_on_submit():
        links.ask(form.email.data or "")
        return render_template("links/sent.html")
    page = render_template("links/forgotten.html", form=form)
    return page, 400 if form.errors else 200


@pages.route("/link/<token>", methods=["GET", "POST"])
@few
@public
def show(token: str) -> ResponseReturnValue:
    """Let whoever has the link set the password; a first one goes on to the second step."""
    link = links.find(token)
    form = NewPasswordForm()
    if form.validate_on_submit() and (account := attempt(form.new, lambda: form.sets(token))):
        if second_factor.wanted(account):
            entry.wait_for_code(account)
            return redirect(url_for("accounts.set_up"))
        flash(gettext("The new password is kept. Sign in with it."), "good")
        return redirect(url_for("accounts.sign_in"))
    page = render_template("links/show.html", form=form, link=link)
    return page, 400 if form.errors else 200
