"""The first page after signing in: what is whose to do."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import dates
from portal.access import rights_of
from portal.access.guard import may
from portal.services import desks
from portal.webforms.submissions import UploadForm

pages = Blueprint("desk", __name__)


@pages.get("/")
@may("account.own")
def show() -> ResponseReturnValue:
    """Show what is to do, with others, and done; others have a first page of their own."""
    held = rights_of(current_user)
    if "review.see" in held:
        return redirect(url_for("reviews.index"))
    if "settings.see" in held:
        return redirect(url_for("administration.index"))
    if "referral.see" in held and "obligation.see" not in held:
        return redirect(url_for("referrals.index"))
    if "obligation.see" not in held and "form.see" in held:
        return redirect(url_for("forms.index"))
    if "obligation.see" not in held and "people.see" in held:
        return redirect(url_for("people.index"))
    return render_template(
        "desk/show.html", desk=desks.of(current_user, dates.today()), form=UploadForm()
    )
