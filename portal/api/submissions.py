"""Returns by API: send one, ask how it stands, list what is new."""

import hashlib
from typing import Any
from uuid import UUID

from flask import Blueprint, abort, jsonify, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import may
from portal.models.states import State
from portal.models.submissions import Submission
from portal.services import idempotency, markups, parcels, submissions, verdicts

api = Blueprint("api_submissions", __name__, url_prefix="/api/v1/submissions")


@api.post("")
@may("submission.send")
def send() -> ResponseReturnValue:
    """Take in the file in the field `file`; the same idempotency key gets the first answer."""
    sent = request.files.get("file")
    if sent is None:
        abort(400)
    key = request.headers.get("Idempotency-Key", "")
    if key and (known := idempotency.answer_for(current_user, key, _hash_of(sent.stream))):
        return jsonify(_document(known)), 200
    received = submissions.receive(
        sent.stream, filename=sent.filename or "", sender=current_user, channel="api"
    )
    submission = received.submission
    if key:
        sent.stream.seek(0)
        idempotency.remember(current_user, key, _hash_of(sent.stream), submission)
    address = url_for(".show", submission_id=submission.id)
    return jsonify(_document(submission)), 200 if received.again else 202, {"Location": address}


def _hash_of(stream: Any) -> str:
    digest = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return digest


@api.get("/<uuid:submission_id>")
@may("submission.see")
def show(submission_id: UUID) -> ResponseReturnValue:
    """Answer how a submission stands, with its findings once it is checked."""
    return jsonify(_document(submissions.find(submission_id, viewer=current_user)))


@api.get("/<uuid:submission_id>/marked")
@may("submission.see")
def marked(submission_id: UUID) -> ResponseReturnValue:
    """Hand out the sender's workbook with the cells to correct marked; 404 where there is none."""
    submission = submissions.find(submission_id, viewer=current_user)
    return send_file(
        markups.open_marked(submission),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=f"{submission.reference}-marked.xlsx",
    )


@api.get("")
@may("submission.see")
def index() -> ResponseReturnValue:
    """List submissions, the latest first; `since` is an ISO time."""
    found = submissions.recent(current_user, since=request.args.get("since"), limit=200)
    return jsonify([_document(submission, findings=False) for submission in found])


def _document(submission: Submission, *, findings: bool = True) -> dict[str, Any]:
    document: dict[str, Any] = {
        "id": str(submission.id),
        "reference": submission.reference,
        "state": submission.state,
        "outcome": submission.outcome,
        "form": submission.form,
        "revision": submission.revision,
        "unit": submission.unit.code if submission.unit else None,
        "period": submission.period,
        "version": submission.version,
        "counts": submission.counts or None,
        "file": {
            "name": submission.upload.filename,
            "size": submission.upload.size,
            "sha256": submission.upload.sha256,
        },
        "created_at": submission.created_at.isoformat(),
    }
    if findings and submission.state is State.UNPACKED:
        document["files"] = [
            {"name": file.filename, **_document(file.submission, findings=False)}
            for file in parcels.files(submission)
        ]
    if findings and submission.verdict_key:
        document["findings"] = verdicts.of(submission)["findings"]
        if markups.is_there(submission):
            document["marked"] = url_for(".marked", submission_id=submission.id)
    return document
