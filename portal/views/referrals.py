"""Persons referred: listed by reference, masked, shown for a reason, taken up."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.access.guard import may
from portal.models.referrals import ReferralState
from portal.services import referrals
from portal.services.orders import leaf
from portal.webforms.referrals import ShowForm

pages = Blueprint("referrals", __name__, url_prefix="/referrals")


@pages.get("")
@may("referral.see")
def index() -> ResponseReturnValue:
    """List the referrals that the viewer may see."""
    state, page = request.args.get("state", ""), request.args.get("page", 1, type=int)
    found, total = referrals.listed(current_user, state=state, page=page)
    page, pages = leaf(page, total, referrals.PAGE)
    return render_template(
        "referrals/index.html",
        referrals=found,
        total=total,
        page=page,
        pages=pages,
        state=state if state in set(ReferralState) else "",
        states=list(ReferralState),
    )


@pages.get("/<uuid:referral_id>")
@may("referral.see")
def show(referral_id: UUID) -> ResponseReturnValue:
    """Show a referral with all that is personal masked."""
    referral = referrals.find(referral_id, viewer=current_user)
    said = referrals.masked(referral)
    return render_template("referrals/show.html", referral=referral, said=said, form=ShowForm())


@pages.post("/<uuid:referral_id>/show")
@may("referral.show")
def reveal(referral_id: UUID) -> ResponseReturnValue:
    """Show what is personal, once a reason is given."""
    form = ShowForm()
    if not form.validate_on_submit():
        referral = referrals.find(referral_id, viewer=current_user)
        said = referrals.masked(referral)
        page = render_template("referrals/show.html", referral=referral, said=said, form=form)
        return page, 400
    referral, said = referrals.show(referral_id, viewer=current_user, reason=form.reason.data)
    return render_template("referrals/show.html", referral=referral, said=said, form=None)


@pages.post("/<uuid:referral_id>/take-up")
@may("referral.take_up")
def take_up(referral_id: UUID) -> ResponseReturnValue:
    """Take up a referral for the viewer's office."""
    referrals.take_up(referral_id, by=current_user)
    flash(gettext("The referral is taken up. Its sender sees that."), "good")
    return redirect(url_for(".show", referral_id=referral_id))
