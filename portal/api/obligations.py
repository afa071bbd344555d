"""What is owed, by API: how it stands, its versions, its blank workbook."""

from uuid import UUID

from flask import Blueprint, g, jsonify
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import dates
from portal.access.guard import may
from portal.api import documents
from portal.api.forms import WORKBOOK
from portal.api.operation import operation
from portal.api.pages import page
from portal.api.parameters import FormCode, Paged, PeriodId, StandingWord, UnitCode
from portal.api.submissions import READ as READ_SUBMISSIONS
from portal.api.submissions import summary_of
from portal.downloads import download
from portal.services import blanks, lists, obligations, submissions
from portal.services.obligations import Owed

READ = "obligations:read"
FIRST = {
    f"obligations.{name}": {"obligation_id": "$response.body#/0/id"}
    for name in ("show", "versions", "blank")
}
api = Blueprint("api_obligations", __name__, url_prefix="/api/v1/obligations")


class ObligationsAsked(Paged):
    """Which obligations to list."""

    form: FormCode = None
    unit: UnitCode = None
    period: PeriodId = None
    standing: StandingWord = None


@api.get("")
@may("obligation.see")
@operation(READ, takes=ObligationsAsked, gives=[documents.Obligation], links=FIRST)
def index(asked: ObligationsAsked) -> ResponseReturnValue:
    """List what is owed, the nearest due first.

    With `standing` a page may hold fewer than `limit` and still have a next one.
    """
    wanted = lists.ObligationsWanted(**asked.model_dump())
    found, next_cursor = lists.owed(current_user, wanted, today=dates.today())
    return page(map(_document, found), next_cursor=next_cursor)


@api.get("/<uuid:obligation_id>")
@may("obligation.see")
@operation(READ, gives=documents.Obligation)
def show(obligation_id: UUID) -> ResponseReturnValue:
    """Say how one obligation stands today."""
    owed = obligations.show(obligation_id, viewer=current_user, today=dates.today())
    return jsonify(_document(owed).as_json())


@api.get("/<uuid:obligation_id>/versions")
@may("submission.see")
@operation(READ_SUBMISSIONS, gives=[documents.SubmissionSummary])
def versions(obligation_id: UUID) -> ResponseReturnValue:
    """List every version that was sent for an obligation, the first one first."""
    found = submissions.versions_for(obligation_id, viewer=current_user)
    return jsonify(documents.json_of(map(summary_of, found)))


@api.get("/<uuid:obligation_id>/blank")
@may("obligation.see")
@operation(READ, gives=WORKBOOK)
def blank(obligation_id: UUID) -> ResponseReturnValue:
    """Hand out the workbook to fill in, with unit and quarter in it.

    Last quarter's closing figures are in it for a token that may read returns too.
    """
    name, workbook = blanks.for_obligation(
        obligation_id,
        viewer=current_user,
        today=dates.today(),
        figures=READ_SUBMISSIONS in g.token.scopes,
    )
    return download(workbook, name, media_type=WORKBOOK.media_type)


def _document(owed: Owed) -> documents.Obligation:
    obligation = owed.obligation
    return documents.Obligation(
        id=obligation.id,
        form=obligation.form,
        unit=obligation.unit.code,
        period=obligation.period,
        due=obligation.due,
        standing=owed.standing,
        late=owed.late,
        submission=owed.submission.id if owed.submission else None,
    )
