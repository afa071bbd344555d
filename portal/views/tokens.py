"""One's own tokens for the API: made and shown once, listed, revoked."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.access.guard import may
from portal.access.token_scopes import SCOPES
from portal.services import tokens
from portal.webforms.tokens import TokenForm

pages = Blueprint("tokens", __name__, url_prefix="/account/tokens")


@pages.route("", methods=["GET", "POST"])
@may("token.own")
def index() -> ResponseReturnValue:
    """List one's tokens, and make a new one; it is shown on the answer and never again."""
    form, made = TokenForm(days="90").offer(tokens.offered(current_user)), ""
    if form.validate_on_submit():
        made = tokens.token_for(
            current_user,
            label=form.label.data or "",
            scopes=form.scopes.data,
            expires_at=form.expires_at,
        )
    page = render_template(
        "tokens/index.html",
        form=form,
        made=made,
        tokens=tokens.of(current_user),
        scopes=SCOPES,
        shown_once=bool(made),
    )
    return page, 400 if form.errors else 200


@pages.post("/<uuid:token_id>/revoke")
@may("token.own")
def revoke(token_id: UUID) -> ResponseReturnValue:
    """Let a token open nothing any more."""
    tokens.revoke(token_id, by=current_user)
    flash(gettext("The token is revoked. What uses it is refused from now on."), "good")
    return redirect(url_for(".index"))
