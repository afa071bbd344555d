"""Referrals by API: a file or rows sent, how each file was answered, how each referral stands.

What is personal goes in and never comes out here: only its sender gets a file back.
"""

from io import BytesIO
from typing import Annotated, Any
from uuid import UUID

from flask import Blueprint, jsonify, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_login import current_user
from pydantic import Field

from portal.access.guard import may
from portal.api import documents
from portal.api.operation import ANY_FILE, JSON, operation, sending
from portal.api.pages import page
from portal.api.parameters import (
    ModeWord,
    Must,
    Once,
    Paged,
    Parameters,
    ReferralStateWord,
    SentFile,
    Since,
)
from portal.downloads import download
from portal.models.referrals import Mode, Referral, ReferralBatch
from portal.services import lists, referral_answers, referral_batches
from portal.services.referral_batches import Sending

READ, SEND = "referrals:read", "referrals:send"
MOST_ROWS = 1_000
ONWARD = {
    f"referrals.{name}": {"batch_id": "$response.body#/id"} for name in ("batch", "file", "wrong")
}
Cell = Annotated[str, Field(max_length=1_000)]
api = Blueprint("api_referrals", __name__, url_prefix="/api/v1/referrals")


class SentRows(Parameters):
    """A file of rows, CSV or workbook; `mode` says what becomes of good rows beside wrong ones."""

    file: SentFile
    mode: ModeWord = Field(Mode.GOOD_ROWS.value)


class Rows(Parameters):
    """Rows by the keys or codes of the form's fields."""

    rows: Annotated[
        list[dict[Annotated[str, Field(max_length=100)], Cell]],
        Must(_("A list of 1 to 1,000 rows, each an object of texts by the fields of the form.")),
    ] = Field(min_length=1, max_length=MOST_ROWS)
    mode: ModeWord = Field(Mode.GOOD_ROWS.value)


class ReferralsAsked(Paged):
    """Which referrals to list."""

    since: Since = None
    state: ReferralStateWord = None


@api.post("")
@may("referral.send")
@sending(SEND, body=SentRows, gives=documents.ReferralBatch, links=ONWARD)
def send(headers: Once, body: SentRows) -> ResponseReturnValue:
    """Send one file of referrals to be checked and taken.

    202: taken in, encrypted, and kept; how it is answered is found at `Location`.
    200: this very file, or this idempotency key, came before; here is what became of it.
    """
    return _received(body.file.stream, body.file.filename or "", body.mode, headers)


@api.post("/rows")
@may("referral.send")
@sending(SEND, body=Rows, media_type=JSON, gives=documents.ReferralBatch, links=ONWARD)
def send_rows(headers: Once, body: Rows) -> ResponseReturnValue:
    """Send referrals row by row; they are answered as the file that they would be.

    202: taken in, encrypted, and kept. 200: the same rows, or this idempotency key, came before.
    """
    rows = BytesIO(referral_batches.as_file(body.rows))
    return _received(rows, "rows.csv", body.mode, headers)


def _received(stream: Any, name: str, mode: str | None, headers: Once) -> ResponseReturnValue:
    taken = Mode(mode or Mode.GOOD_ROWS)
    how = Sending(taken, name, channel="api", sent_key=headers.idempotency_key)
    received = referral_batches.receive(stream, how, sender=current_user)
    address = url_for(".batch", batch_id=received.batch.id)
    status = 200 if received.again else 202
    return jsonify(_batch(received.batch)), status, {"Location": address}


@api.get("")
@may("referral.see")
@operation(READ, takes=ReferralsAsked, gives=[documents.Referral])
def index(asked: ReferralsAsked) -> ResponseReturnValue:
    """List referrals by reference, the latest taken first: how each stands, nothing of the person.

    `since` lists only those that were taken, or moved to another state, after that time.
    """
    wanted = lists.ReferralsWanted(**asked.model_dump())
    found, next_cursor = lists.referred(current_user, wanted)
    return page(map(_referral, found), next_cursor=next_cursor)


@api.get("/files/<uuid:batch_id>")
@may("referral.send")
@operation(READ, gives=documents.ReferralBatch)
def batch(batch_id: UUID) -> ResponseReturnValue:
    """Say how a file was answered, with its findings once it is checked and until it is erased."""
    return jsonify(_batch(referral_batches.find(batch_id, viewer=current_user)))


@api.get("/files/<uuid:batch_id>/file")
@may("referral.send")
@operation(READ, gives=ANY_FILE, problems=(409, 410))
def file(batch_id: UUID) -> ResponseReturnValue:
    """Hand back the sender's file with status and reference on each row.

    An .xlsx or .xlsm comes back itself, its wrong cells marked, where `own_workbook` says so; of
    any other format a new file of its rows does.

    409: it is not checked yet. 404: it was refused, or somebody else sent it. 410: it was erased.
    """
    return _handed_back(batch_id, only_wrong=False)


@api.get("/files/<uuid:batch_id>/wrong")
@may("referral.send")
@operation(READ, gives=ANY_FILE, problems=(409, 410))
def wrong(batch_id: UUID) -> ResponseReturnValue:
    """Hand back the rows to correct alone, each with what is to correct.

    409: it is not checked yet. 404: there are none, or somebody else sent it. 410: it was erased.
    """
    return _handed_back(batch_id, only_wrong=True)


def _handed_back(batch_id: UUID, *, only_wrong: bool) -> ResponseReturnValue:
    found = referral_batches.find_own(batch_id, viewer=current_user)
    back = referral_answers.handed_back(found, only_wrong=only_wrong, by=current_user)
    return download(back.content, f"{found.reference}.{back.ending}")


def _batch(found: ReferralBatch) -> dict[str, Any]:
    members: dict[str, Any] = {
        "id": found.id,
        "reference": found.reference,
        "form": found.form,
        "mode": found.mode,
        "state": found.state,
        "state_since": found.state_since,
        "counts": found.counts or None,
        "created_at": found.created_at,
    }
    if found.state in referral_batches.DONE and not found.erased_at:
        answer = referral_answers.answer(found)
        members["own_workbook"] = answer.get("own", False)
        members["findings"] = [
            {
                "rule": one["rule"],
                "severity": one["severity"],
                "places": [place["a1"] for place in one["places"]],
                "further": one.get("further", 0),
                "message": one["message"],
                "hint": one["hint"],
            }
            for one in answer["findings"]
        ]
    return documents.ReferralBatch(**members).as_json()


def _referral(found: Referral) -> documents.Referral:
    return documents.Referral(
        id=found.id,
        reference=found.reference,
        form=found.form,
        service=found.service,
        district=found.district,
        urgency=found.urgency,
        referred_on=found.referred_on,
        state=found.state,
        state_since=found.state_since,
        file=found.batch_id,
        created_at=found.created_at,
    )
