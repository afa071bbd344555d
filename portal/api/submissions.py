"""Returns by API: send one, ask how it stands, read what to correct, list what has moved."""

from typing import Any
from uuid import UUID

from flask import Blueprint, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import may
from portal.api import documents
from portal.api.operation import ANY_FILE, operation, sending
from portal.api.pages import page
from portal.api.parameters import (
    FormCode,
    Once,
    Paged,
    Parameters,
    PeriodId,
    SentFile,
    Severity,
    Since,
    StateWord,
    UnitCode,
)
from portal.downloads import download
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import (
    audit,
    lists,
    markups,
    parcels,
    signatures,
    submissions,
    verdicts,
)

READ, SEND = "submissions:read", "submissions:send"
ONWARD = {
    f"submissions.{name}": {"submission_id": "$response.body#/id"}
    for name in ("show", "findings", "file", "marked", "receipt", "withdraw")
}
FIRST = {
    f"submissions.{name}": {"submission_id": "$response.body#/0/id"}
    for name in ("show", "findings", "file", "marked", "receipt")
}
api = Blueprint("api_submissions", __name__, url_prefix="/api/v1/submissions")


class Sent(Parameters):
    """A return: one workbook, CSV or ZIP of several."""

    file: SentFile


class SubmissionsAsked(Paged):
    """Which versions to list."""

    since: Since = None
    state: StateWord = None
    form: FormCode = None
    unit: UnitCode = None
    period: PeriodId = None


class FindingsAsked(Parameters):
    """Which findings to list."""

    severity: Severity = None


@api.post("")
@may("submission.send")
@sending(SEND, body=Sent, gives=documents.Submission, links=ONWARD)
def send(headers: Once, body: Sent) -> ResponseReturnValue:
    """Send one file to be checked.

    202: taken in, and kept whatever happens next; how the check goes is found at `Location`.
    200: this very file, or this idempotency key, came before; here is what became of it.
    """
    received = submissions.receive(
        body.file.stream,
        filename=body.file.filename or "",
        sender=current_user,
        channel="api",
        sent_key=headers.idempotency_key,
    )
    submission = received.submission
    address = url_for(".show", submission_id=submission.id)
    return jsonify(_document(submission)), 200 if received.again else 202, {"Location": address}


@api.get("")
@may("submission.see")
@operation(READ, takes=SubmissionsAsked, gives=[documents.SubmissionSummary], links=FIRST)
def index(asked: SubmissionsAsked) -> ResponseReturnValue:
    """List versions of returns, the latest sent first.

    `since` lists only those that came, or moved to another state, after that time: ask with the
    time of your question before, and you miss nothing.
    """
    wanted = lists.SubmissionsWanted(**asked.model_dump())
    found, next_cursor = lists.submissions(current_user, wanted)
    return page(map(summary_of, found), next_cursor=next_cursor)


@api.get("/<uuid:submission_id>")
@may("submission.see")
@operation(READ, gives=documents.Submission)
def show(submission_id: UUID) -> ResponseReturnValue:
    """Say how a version of a return stands, with its findings once it is checked."""
    return jsonify(_document(submissions.find(submission_id, viewer=current_user)))


@api.get("/<uuid:submission_id>/findings")
@may("submission.see")
@operation(READ, takes=FindingsAsked, gives=[documents.Finding], problems=(409,))
def findings(submission_id: UUID, asked: FindingsAsked) -> ResponseReturnValue:
    """List what is to correct, to explain and to know, all of it or of one severity.

    409: the file is not checked yet.
    """
    found = verdicts.of(submissions.find(submission_id, viewer=current_user))["findings"]
    audit.note_view("findings", submission_id, current_user, channel="api")
    return jsonify([one for one in found if asked.severity in (None, one["severity"])])


@api.get("/<uuid:submission_id>/file")
@may("submission.see")
@operation(READ, gives=ANY_FILE, problems=(409, 410))
def file(submission_id: UUID) -> ResponseReturnValue:
    """Hand out the file as it was sent.

    409: the malware scanner found something in it. 503: it was not scanned yet. 410: its content
    was erased, since it, or a file in the ZIP that it is, holds referrals or was refused and is
    past the days that refused files are kept.
    """
    submission = submissions.find(submission_id, viewer=current_user)
    opened = submissions.open_file(submission)
    audit.note_view("file", submission.upload_id, current_user, channel="api")
    return download(opened, submission.upload.filename)


@api.get("/<uuid:submission_id>/marked")
@may("submission.see")
@operation(READ, gives=ANY_FILE, problems=(409, 410))
def marked(submission_id: UUID) -> ResponseReturnValue:
    """Hand out the sender's workbook with the cells to correct marked.

    404: there is nothing to mark, or the file could not be marked. 409: it is not checked yet.
    410: the content of the file was erased, as of the file itself.
    """
    submission = submissions.find(submission_id, viewer=current_user)
    opened = markups.open_marked(submission)
    audit.note_view("marked", submission.id, current_user, channel="api")
    return download(opened, f"{submission.reference}-marked.xlsx")


@api.get("/<uuid:submission_id>/receipt")
@may("submission.see")
@operation(
    READ,
    gives=documents.Receipt,
    problems=(409,),
    links={"receipts.show": {"reference": "$response.body#/reference"}},
)
def receipt(submission_id: UUID) -> ResponseReturnValue:
    """Give the receipt: reference, time, hash and signatures.

    409: not everybody has signed yet.
    """
    return jsonify(receipt_of(submissions.find(submission_id, viewer=current_user)).as_json())


@api.post("/<uuid:submission_id>/withdraw")
@may("submission.send")
@operation(SEND, gives=documents.Submission, problems=(409,))
def withdraw(submission_id: UUID) -> ResponseReturnValue:
    """Take a return back before it is decided on.

    409: it is past that, or not checked yet.
    """
    submission = submissions.find(submission_id, viewer=current_user, right="submission.send")
    submissions.withdraw(submission, by=current_user)
    return jsonify(_document(submission))


def summary_of(submission: Submission) -> documents.SubmissionSummary:
    """Return how a submission stands, without its findings."""
    return documents.SubmissionSummary(**_members(submission))


def receipt_of(submission: Submission) -> documents.Receipt:
    """Return a submission's receipt. Raises NotSignedYet."""
    given = signatures.receipt_for(submission)
    return documents.Receipt(
        reference=given.reference,
        submission=submission.id,
        form=submission.form or "",
        unit=submission.unit.code if submission.unit else "",
        period=submission.period or "",
        version=submission.version,
        signed_at=given.signed_at,
        sha256=given.sha256,
        signatures=[
            documents.Signed(role=one.role, signed_at=one.signed_at, statement=one.statement)
            for one in given.signatures
        ],
    )


def _members(submission: Submission) -> dict[str, Any]:
    upload = submission.upload
    return {
        "id": submission.id,
        "reference": submission.reference,
        "state": submission.state,
        "state_since": submission.state_since,
        "outcome": submission.outcome,
        "form": submission.form,
        "revision": submission.revision,
        "unit": submission.unit.code if submission.unit else None,
        "period": submission.period,
        "version": submission.version,
        "counts": submission.counts or None,
        "file": {"name": upload.filename, "size": upload.size, "sha256": upload.sha256},
        "created_at": submission.created_at,
    }


def _document(submission: Submission) -> dict[str, Any]:
    members = _members(submission)
    if submission.state is State.UNPACKED:
        members["files"] = [
            {"name": file.filename, **_members(file.submission)}
            for file in parcels.files(submission)
        ]
    if submission.verdict_key:
        members["findings"] = verdicts.of(submission)["findings"]
        if markups.is_there(submission):
            members["marked"] = url_for("api_submissions.marked", submission_id=submission.id)
    return documents.Submission(**members).as_json()
