"""The life of a form's text: drafts, what they change, the steps that officers take."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.access.guard import may
from portal.downloads import download
from portal.services import blanks, drafts, exports, forms, revisions, trials
from portal.views.form_speech import said
from portal.webforms.revisions import ApproveForm, DraftForm, OldForm, RetireForm

pages = Blueprint("revisions", __name__, url_prefix="/revisions")


@pages.get("")
@may("form.approve")
def index() -> ResponseReturnValue:
    """List the texts that are drafts or on trial."""
    return render_template("revisions/index.html", steps=revisions.open_texts())


@pages.route("/new", methods=["GET", "POST"])
@may("form.keep")
def draft() -> ResponseReturnValue:
    """Take in a draft, or say everything that is wrong with it."""
    form = DraftForm()
    if not form.validate_on_submit():
        return _to_send(form, OldForm())
    found = drafts.take_in(form.content, current_user, is_book=form.is_book)
    if found.step is None:
        return _to_send(form, OldForm(), found.wrong)
    for note in found.notes:
        flash(said(note), "wait")
    return redirect(url_for(".show", sha256=found.step.sha256))


@pages.post("/first")
@may("form.keep")
def first() -> ResponseReturnValue:
    """Hand out a first draft, as a workbook, of the form that an old return is filled in on."""
    form = OldForm()
    if not form.validate_on_submit():
        return _to_send(DraftForm(), form)
    made = drafts.first_draft(form.content)
    if isinstance(made, list):
        return _to_send(DraftForm(), form, made)
    return download(made, "first-draft.xlsx", media_type=exports.TYPES["xlsx"])


def _to_send(
    form: DraftForm, old: OldForm, wrong: Sequence[drafts.Wrong] = ()
) -> ResponseReturnValue:
    page = render_template("revisions/draft.html", form=form, old=old, wrong=wrong)
    return page, 400 if wrong or form.errors or old.errors else 200


@pages.get("/<sha256>")
@may("form.approve")
def show(sha256: str) -> ResponseReturnValue:
    """Show a text: how it stands, what it changes, and the steps that may be taken."""
    text = revisions.find(sha256)
    return _shown(text, RetireForm(standing=text.last.status))


def _shown(text: revisions.Compared, retire: RetireForm) -> ResponseReturnValue:
    shown = forms.of_text(text.spec)
    page = render_template(
        "revisions/show.html",
        text=text,
        trial=trials.of(text),
        form_shown=shown,
        rules=forms.rules_of(shown),
        given_up=trials.given_up(text),
        unlike=drafts.unlike_others(text),
        mine=not text.may_be_approved_by(current_user),
        form=retire,
        approve=ApproveForm(against=text.held.sha256 if text.held else ""),
    )
    return page, 400 if retire.errors else 200


@pages.get("/<sha256>/form.yaml")
@may("form.approve")
def text(sha256: str) -> ResponseReturnValue:
    """Hand out the text itself."""
    found = revisions.find(sha256)
    name = f"{found.last.code}-{found.last.revision}.yaml"
    return download(found.last.text.encode(), name, media_type="application/yaml")


@pages.get("/<sha256>/form.xlsx")
@may("form.keep")
def book(sha256: str) -> ResponseReturnValue:
    """Hand out the text as a workbook, to be changed and sent in."""
    name, workbook = drafts.book_of(sha256)
    return download(workbook, name, media_type=exports.TYPES["xlsx"])


@pages.get("/<sha256>/blank.xlsx")
@may("form.approve")
def blank(sha256: str) -> ResponseReturnValue:
    """Hand out the blank workbook that units would fill in."""
    name, workbook = blanks.of_text(revisions.find(sha256).spec)
    return download(workbook, name, media_type=exports.TYPES["xlsx"])


@pages.post("/<sha256>/try")
@may("form.keep")
def try_out(sha256: str) -> ResponseReturnValue:
    """Put a draft on trial; stored returns are checked by it."""
    trials.begin(sha256, current_user)
    return redirect(url_for(".show", sha256=sha256))


@pages.post("/<sha256>/try-again")
@may("form.keep")
def try_again(sha256: str) -> ResponseReturnValue:
    """Have the stored returns checked once more by a text that is on trial."""
    trials.again(sha256)
    return redirect(url_for(".show", sha256=sha256))


@pages.post("/<sha256>/approve")
@may("form.approve")
def approve(sha256: str) -> ResponseReturnValue:
    """Bring a text into force."""
    revisions.approve(sha256, current_user, against=ApproveForm().against.data or "")
    flash(
        gettext("The form is in force from now on. Returns that come in are checked by it."), "good"
    )
    return redirect(url_for(".show", sha256=sha256))


@pages.post("/<sha256>/retire")
@may("form.approve")
def retire(sha256: str) -> ResponseReturnValue:
    """Take a text out of force, or set a draft aside."""
    form = RetireForm()
    if not form.validate_on_submit():
        return _shown(revisions.find(sha256), form)
    revisions.retire(
        sha256, current_user, reason=form.reason.data or "", standing=form.standing.data or ""
    )
    flash(gettext("It is kept with its reason, and no longer in use."), "good")
    return redirect(url_for(".show", sha256=sha256))
