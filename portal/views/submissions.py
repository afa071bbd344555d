"""Returns: sending them, reading what to correct, answering, signing."""

from uuid import UUID

from flask import (
    Blueprint,
    abort,
    flash,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.access.guard import may
from portal.downloads import download
from portal.models.states import State
from portal.services import (
    answers,
    audit,
    exports,
    forms,
    lists,
    markups,
    parcels,
    rechecks,
    results,
    reviews,
    signatures,
    submissions,
)
from portal.services.orders import Order, leaf
from portal.standings import standing_of
from portal.webforms.submissions import AnswerForm, SignForm, UploadForm
from validator.read.encoding import CANDIDATES, to_choose

pages = Blueprint("submissions", __name__, url_prefix="/returns")


@pages.get("")
@may("submission.see")
def index() -> ResponseReturnValue:
    """List the returns that the viewer may see, the latest first."""
    page = request.args.get("page", 1, type=int)
    order = Order.asked(request.args.get("sort", ""), lists.ORDERS, first=lists.LATEST)
    found, total = lists.sent(current_user, page=page, order=order)
    page, pages = leaf(page, total, lists.PAGE)
    return render_template(
        "submissions/index.html",
        submissions=found,
        total=total,
        order=order,
        page=page,
        pages=pages,
    )


@pages.route("/new", methods=["GET", "POST"])
@may("submission.send")
def upload() -> ResponseReturnValue:
    """Take in one or several workbooks."""
    form = UploadForm()
    if not form.validate_on_submit():
        page = render_template("submissions/upload.html", form=form)
        return page, 400 if form.errors else 200
    received = [
        submissions.receive(file.stream, filename=file.filename, sender=current_user)
        for file in form.workbooks.data
    ]
    if any(one.again for one in received):
        flash(gettext("This very file came before; here is the answer to it."), "wait")
    if len(received) > 1:
        return redirect(url_for(".index"))
    return redirect(url_for(".show", submission_id=received[0].submission.id))


@pages.get("/<uuid:submission_id>")
@may("submission.see")
def show(submission_id: UUID) -> ResponseReturnValue:
    """Show where a return stands, and what to correct, gravest first."""
    submission = submissions.find(submission_id, viewer=current_user)
    if submission.state is State.UNPACKED:
        files = parcels.files(submission)
        return render_template("submissions/parcel.html", submission=submission, files=files)
    if not submission.verdict_key:
        shown = submissions.shown_state(submission)
        return render_template("submissions/waiting.html", submission=submission, shown_state=shown)
    result = results.of(submission)
    return render_template(
        "submissions/show.html",
        submission=submission,
        result=result,
        encodings=to_choose(result.rules),
        versions=submissions.versions(submission),
        marked=submission.outcome != "refused" and markups.is_there(submission),
        may_sign=signatures.may_sign(submission, current_user),
        next_role=signatures.next_role(submission) if submission.form else None,
        receipt=signatures.receipt(submission) if submission.form else None,
        checked_anew=rechecks.last(submission),
        returned_because=reviews.reasons_for_return(submission),
        rule_pages=forms.pages_of(submission, result.rules),
    )


@pages.get("/<uuid:submission_id>/stage")
@may("submission.see")
def stage(submission_id: UUID) -> ResponseReturnValue:
    """Say in a line where a return stands, for the page that moves by itself."""
    submission = submissions.find(submission_id, viewer=current_user)
    words = str(standing_of(submissions.shown_state(submission)).words)
    done = submission.state not in (State.RECEIVED, State.CHECKING)
    return jsonify(state=submission.state, words=words, done=done)


@pages.post("/<uuid:submission_id>/read-as/<encoding>")
@may("submission.send")
def read_as(submission_id: UUID, encoding: str) -> ResponseReturnValue:
    """Have a CSV that could be read in two ways read in the one that its sender names."""
    submission = submissions.find(submission_id, viewer=current_user, right="submission.send")
    if encoding not in CANDIDATES:
        abort(404)
    again = submissions.read_as(submission, encoding, by=current_user)
    return redirect(url_for(".show", submission_id=again.id))


@pages.get("/<uuid:submission_id>/file")
@may("submission.see")
def file(submission_id: UUID) -> ResponseReturnValue:
    """Hand out the file as it was sent."""
    submission = submissions.find(submission_id, viewer=current_user)
    opened = submissions.open_file(submission)
    audit.note_view("file", submission.upload_id, current_user, channel="web")
    return download(opened, submission.upload.filename)


@pages.get("/<uuid:submission_id>/marked")
@may("submission.see")
def marked(submission_id: UUID) -> ResponseReturnValue:
    """Hand out the sender's own workbook with the cells to correct marked."""
    submission = submissions.find(submission_id, viewer=current_user)
    stem, _, kind = submission.upload.filename.rpartition(".")
    kind = "xlsm" if kind.lower() == "xlsm" else "xlsx"
    opened = markups.open_marked(submission)
    audit.note_view("marked", submission.id, current_user, channel="web")
    return download(opened, f"{stem or submission.reference}-marked.{kind}")


@pages.get("/<uuid:submission_id>/findings.<form>")
@may("submission.see")
def findings(submission_id: UUID, form: str) -> ResponseReturnValue:
    """Hand out all findings as a file."""
    submission = submissions.find(submission_id, viewer=current_user)
    if form not in exports.TYPES:
        abort(404)
    made = exports.findings_file(submission, form)
    audit.note_view("findings", submission.id, current_user, channel="web", form=form)
    name = f"{submission.reference}-findings.{form}"
    return download(made, name, media_type=exports.TYPES[form])


@pages.route("/findings/<uuid:finding_id>/answer", methods=["GET", "POST"])
@may("submission.answer")
def answer(finding_id: UUID) -> ResponseReturnValue:
    """Take an explanation of a finding, or that the figure is right."""
    finding = answers.find(finding_id, viewer=current_user)
    form = AnswerForm(reason=finding.answer_reason or "other", text=finding.answer_text)
    if form.validate_on_submit():
        answers.answer(
            finding_id, reason=form.reason.data, text=form.text.data or "", by=current_user
        )
        flash(gettext("Your answer is kept."), "good")
        shown = url_for(".show", submission_id=finding.submission_id, _anchor=finding.finding)
        return redirect(shown)
    page = render_template("submissions/answer.html", form=form, finding=finding)
    return page, 400 if form.errors else 200


@pages.post("/findings/<uuid:finding_id>/take-back")
@may("submission.answer")
def take_back_answer(finding_id: UUID) -> ResponseReturnValue:
    """Take an answer back."""
    finding = answers.find(finding_id, viewer=current_user)
    answers.take_back(finding_id, by=current_user)
    shown = url_for(".show", submission_id=finding.submission_id, _anchor=finding.finding)
    return redirect(shown)


@pages.route("/<uuid:submission_id>/sign", methods=["GET", "POST"])
@may("submission.sign")
def sign(submission_id: UUID) -> ResponseReturnValue:
    """Show all that is signed, and take the signature."""
    submission = submissions.find(submission_id, viewer=current_user, right="submission.sign")
    form = SignForm()
    if form.validate_on_submit():
        signatures.sign(submission, by=current_user)
        return redirect(url_for(".receipt", submission_id=submission_id))
    page = render_template(
        "submissions/sign.html",
        form=form,
        submission=submission,
        result=results.of(submission),
        figures=results.figures(submission),
        given=signatures.given(submission),
        may_sign=signatures.may_sign(submission, current_user),
    )
    return page, 400 if form.errors else 200


@pages.get("/<uuid:submission_id>/receipt")
@may("submission.see")
def receipt(submission_id: UUID) -> ResponseReturnValue:
    """Show the receipt: reference, time, hash, who signed and who signs next."""
    submission = submissions.find(submission_id, viewer=current_user)
    return render_template(
        "submissions/receipt.html",
        submission=submission,
        receipt=signatures.receipt(submission),
        given=signatures.given(submission),
        next_role=signatures.next_role(submission),
    )


@pages.post("/<uuid:submission_id>/take-back")
@may("submission.sign")
def take_back(submission_id: UUID) -> ResponseReturnValue:
    """Take the signatures back while nobody has decided."""
    submission = submissions.find(submission_id, viewer=current_user, right="submission.sign")
    signatures.take_back(submission, by=current_user)
    flash(gettext("The signature is taken back. The return is not sent."), "wait")
    return redirect(url_for(".show", submission_id=submission_id))


@pages.post("/<uuid:submission_id>/withdraw")
@may("submission.send")
def withdraw(submission_id: UUID) -> ResponseReturnValue:
    """Take a return back before it is decided on."""
    submission = submissions.find(submission_id, viewer=current_user, right="submission.send")
    submissions.withdraw(submission, by=current_user)
    flash(gettext("The return is taken back. Its file is kept."), "wait")
    return redirect(url_for("desk.show"))
