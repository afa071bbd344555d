"""Files of referrals: sent, followed while they are checked, and handed back with their answers."""

from uuid import UUID

from flask import (
    Blueprint,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.access.guard import may
from portal.downloads import download
from portal.models.referrals import Mode
from portal.services import catalogue, referral_answers, referral_batches
from portal.services.referral_batches import Sending
from portal.standings import standing_of
from portal.webforms.referrals import SendForm
from validator.read.encoding import CANDIDATES, to_choose

pages = Blueprint("referral_files", __name__, url_prefix="/referrals/files")


@pages.get("")
@may("referral.send")
def index() -> ResponseReturnValue:
    """List the files that the viewer's organisation has sent, the latest first."""
    found, total = referral_batches.recent(current_user), referral_batches.count(current_user)
    return render_template("referrals/files.html", batches=found, total=total)


@pages.route("/new", methods=["GET", "POST"])
@may("referral.send")
def send() -> ResponseReturnValue:
    """Take in one file of referrals."""
    form = SendForm()
    if not form.validate_on_submit():
        forms = catalogue.current().referrals.values()
        page = render_template("referrals/send.html", form=form, forms=forms)
        return page, 400 if form.errors else 200
    file = form.rows.data
    how = Sending(Mode(form.mode.data), file.filename)
    received = referral_batches.receive(file.stream, how, sender=current_user)
    if received.again:
        flash(gettext("This very file came before; here is the answer to it."), "wait")
    return redirect(url_for(".show", batch_id=received.batch.id))


@pages.get("/<uuid:batch_id>")
@may("referral.send")
def show(batch_id: UUID) -> ResponseReturnValue:
    """Show how many rows were taken, and what is to correct in the others."""
    batch = referral_batches.find(batch_id, viewer=current_user)
    if batch.state not in referral_batches.DONE:
        return render_template("referrals/waiting.html", batch=batch)
    answer = {} if batch.erased_at else referral_answers.answer(batch)
    findings = answer.get("findings", [])
    return render_template(
        "referrals/file.html",
        batch=batch,
        findings=findings,
        own=batch.sent_by == current_user.id,
        marked=answer.get("own", False),
        encodings=to_choose({one["rule"] for one in findings}),
    )


@pages.get("/<uuid:batch_id>/stage")
@may("referral.send")
def stage(batch_id: UUID) -> ResponseReturnValue:
    """Say in a line where a file stands, for the page that moves by itself."""
    batch = referral_batches.find(batch_id, viewer=current_user)
    words = str(standing_of(batch.state).words)
    done = batch.state in referral_batches.DONE
    return jsonify(state=batch.state, words=words, done=done)


@pages.post("/<uuid:batch_id>/read-as/<encoding>")
@may("referral.send")
def read_as(batch_id: UUID, encoding: str) -> ResponseReturnValue:
    """Have a CSV that could be read in two ways read in the one that its sender names."""
    if encoding not in CANDIDATES:
        abort(404)
    batch = referral_batches.find_own(batch_id, viewer=current_user)
    again = referral_batches.read_again(batch, encoding, by=current_user)
    return redirect(url_for(".show", batch_id=again.id))


@pages.get("/<uuid:batch_id>/file")
@may("referral.send")
def file(batch_id: UUID) -> ResponseReturnValue:
    """Hand back the sender's file with an answer on each row."""
    return _handed_back(batch_id, only_wrong=False)


@pages.get("/<uuid:batch_id>/wrong")
@may("referral.send")
def wrong(batch_id: UUID) -> ResponseReturnValue:
    """Hand back the rows to correct alone."""
    return _handed_back(batch_id, only_wrong=True)


def _handed_back(batch_id: UUID, *, only_wrong: bool) -> ResponseReturnValue:
    batch = referral_batches.find_own(batch_id, viewer=current_user)
    back = referral_answers.handed_back(batch, only_wrong=only_wrong, by=current_user)
    name = "to-correct" if only_wrong else "answered"
    return download(back.content, f"{batch.reference}-{name}.{back.ending}")


@pages.get("/blank/<code>.xlsx")
@may("referral.send")
def blank(code: str) -> ResponseReturnValue:
    """Hand out the blank form."""
    return download(referral_batches.blank(code), f"{code}.xlsx")
