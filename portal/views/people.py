"""The people whom somebody oversees: the list, one of them, invitations, resets."""

from typing import Any
from uuid import UUID

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal import dates
from portal.access.guard import may
from portal.downloads import download
from portal.languages import named
from portal.models.accounts import Account
from portal.services import exports, invitations, organisations, people, resets
from portal.services.orders import Order
from portal.views.speech import branch_words, work_words
from portal.webforms.attempts import attempt
from portal.webforms.people import HandOverForm, InviteForm, PlaceForm

WIDTHS = (20, 30, 24, 28, 12, 60)
pages = Blueprint("people", __name__, url_prefix="/people")


@pages.get("")
@may("people.see")
def index() -> ResponseReturnValue:
    """List the accounts that the viewer oversees, and what waits for a second person."""
    asked = _asked()
    found = people.listed(current_user, **asked)
    return render_template(
        "people/index.html",
        people=found,
        names=_names(*found),
        **asked,
        waiting=[
            (one, resets.may_confirm(one, current_user)) for one in resets.waiting(current_user)
        ],
    )


@pages.get("/people.<form>")
@may("people.see")
def export(form: str) -> ResponseReturnValue:
    """Hand out the list as a file."""
    if form not in ("csv", "xlsx"):
        abort(404)
    found = people.listed(current_user, **_asked())
    names = _names(*found)
    rows = [
        [one.name, one.post_en, one.post_zh, one.email or "", people.standing_of(one)]
        + ["; ".join(work_words(m, names) for m in one.memberships)]
        for one in found
    ]
    heads = [
        "Name 登入名稱",
        "Post 職位（英文）",
        "Post 職位（中文）",
        "E-mail 電郵",
        "Standing 狀況",
    ]
    table = [[*heads, "Work 工作範圍"], *rows]
    made = exports.table_file(table, form, WIDTHS, "People 帳戶")
    return download(made, f"people.{form}", media_type=exports.TYPES[form])


@pages.get("/signers")
@may("people.see")
def signers() -> ResponseReturnValue:
    """Say in sentences who can sign for whom."""
    return render_template("people/signers.html", signers=people.signers(current_user))


@pages.route("/invite", methods=["GET", "POST"])
@may("people.keep")
def invite() -> ResponseReturnValue:
    """Invite somebody by mail."""
    form, by = InviteForm(), current_user._get_current_object()
    form.offer(invitations.roles_to_give(by), _places(by), _branches(by))
    if form.validate_on_submit() and (account := attempt(form.name, lambda: form.invites(by))):
        flash(gettext("The invitation is on its way. Its link opens for 7 days."), "good")
        return redirect(url_for(".show", account_id=account.id))
    page = render_template("people/invite.html", form=form)
    return page, 400 if form.errors else 200


@pages.route("/<uuid:account_id>", methods=["GET", "POST"])
@may("people.see")
def show(account_id: UUID) -> ResponseReturnValue:
    """Show one account and what may be done about it; take in work for one place more."""
    right = "people.keep" if request.method == "POST" else "people.see"
    account, by = people.find(account_id, viewer=current_user, right=right), current_user
    form = PlaceForm()
    form.offer(invitations.roles_to_give(by), _places(by), _branches(by))
    if form.validate_on_submit() and attempt(form.place, lambda: form.gives(account, by)):
        flash(gettext("The account may now be used for this too."), "good")
        return redirect(url_for(".show", account_id=account_id))
    people.note_view(account, by=by)
    page = render_template(
        "people/show.html",
        account=account,
        form=form,
        names=_names(account),
        standing=people.standing_of(account),
        whole=people.wholly_overseen(account, by=by) and account.id != by.id,
        waiting=[
            (r, resets.may_confirm(r, by)) for r in resets.waiting(by) if r.account_id == account_id
        ],
    )
    return page, 400 if form.errors else 200


@pages.post("/<uuid:account_id>/<act>")
@may("people.keep")
def act(account_id: UUID, act: str) -> ResponseReturnValue:
    """Do one of the things that a button does to an account."""
    account = people.find(account_id, viewer=current_user, right="people.keep")
    done = {**people.ACTS, "invite-again": invitations.invite_again, "ask-reset": resets.ask}
    if act not in done:
        abort(404)
    done[act](account, by=current_user)
    flash(gettext("It is done, and stands in the audit trail."), "good")
    return redirect(url_for(".show", account_id=account_id))


@pages.post("/<uuid:account_id>/places/<uuid:membership_id>/remove")
@may("people.keep")
def remove_place(account_id: UUID, membership_id: UUID) -> ResponseReturnValue:
    """Take work for a place away from an account."""
    account = people.find(account_id, viewer=current_user, right="people.keep")
    invitations.remove_place(account, membership_id, by=current_user)
    flash(gettext("The account may not be used for this any more."), "good")
    return redirect(url_for(".show", account_id=account_id))


@pages.route("/<uuid:account_id>/hand-over", methods=["GET", "POST"])
@may("people.keep")
def hand_over(account_id: UUID) -> ResponseReturnValue:
    """Ask that a post goes to somebody else; a second person confirms."""
    account = people.find(account_id, viewer=current_user, right="people.keep")
    form = HandOverForm()
    if form.validate_on_submit():
        resets.ask(account, by=current_user, new_email=form.email.data or "")
        flash(gettext("A second person has to confirm it."), "wait")
        return redirect(url_for(".show", account_id=account_id))
    page = render_template("people/hand_over.html", form=form, account=account)
    return page, 400 if form.errors else 200


@pages.post("/resets/<uuid:reset_id>/confirm")
@may("people.confirm")
def confirm(reset_id: UUID) -> ResponseReturnValue:
    """Confirm, as the second person, what another one asked for."""
    resets.confirm(reset_id, by=current_user)
    flash(gettext("It is confirmed. The account's sessions are ended."), "good")
    return redirect(url_for(".index"))


def _asked() -> dict[str, Any]:
    """Return which accounts the address asks for, and in which order."""
    said = request.args
    order = Order.asked(said.get("sort", ""), people.ORDERS, first=people.BY_NAME)
    return {
        "search": said.get("search", ""),
        "standing": said.get("standing", ""),
        "order": order,
    }


def _names(*found: Account) -> dict[str, organisations.Named]:
    places = (m.place for account in found for m in account.memberships)
    return organisations.place_names(places, dates.today())


def _branches(viewer: Account) -> list[tuple[str, str]]:
    return [(code, branch_words(code)) for code in invitations.branches_to_give(viewer)]


def _places(viewer: Account) -> list[tuple[str, str]]:
    """Return the places that the viewer may give work for, with what they are called."""
    ngos, units = invitations.places_to_give(viewer)
    places = [f"organisation:{one.id}" for one in ngos] + [f"unit:{one.id}" for one in units]
    names = organisations.place_names(places, dates.today())
    return [
        *([("department", gettext("The department"))] if invitations.gives_for_all(viewer) else []),
        *(
            (place, f"{names[place].code} {named(names[place])}")
            for place in places
            if place in names
        ),
    ]
