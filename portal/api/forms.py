"""The forms in force, by API, and a blank workbook of each."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from portal import dates
from portal.access.guard import may
from portal.api import documents
from portal.api.operation import Binary, operation
from portal.api.parameters import Parameters, PeriodId
from portal.downloads import download
from portal.services import blanks, catalogue, exports
from schemas.spec import FormSpec

READ = "obligations:read"
WORKBOOK = Binary(exports.TYPES["xlsx"])
FIRST = {"forms.blank": {"code": "$response.body#/0/code"}}
api = Blueprint("api_forms", __name__, url_prefix="/api/v1/forms")


class BlankAsked(Parameters):
    """For which quarter the workbook is."""

    period: PeriodId = None


@api.get("")
@may("obligation.see")
@operation(READ, gives=[documents.Form], links=FIRST)
def index() -> ResponseReturnValue:
    """List the forms in force, by code."""
    specs = catalogue.current().specs
    return jsonify(documents.json_of(_document(specs[code]) for code in sorted(specs)))


@api.get("/<code>/blank")
@may("obligation.see")
@operation(READ, takes=BlankAsked, gives=WORKBOOK)
def blank(code: str, asked: BlankAsked) -> ResponseReturnValue:
    """Hand out the blank workbook of a form, for a quarter or else for the last one that ended.

    404: there is no such form, or no such quarter.
    """
    name, workbook = blanks.of_form(code, asked.period, today=dates.today())
    return download(workbook, name, media_type=WORKBOOK.media_type)


def _document(spec: FormSpec) -> documents.Form:
    return documents.Form(
        code=spec.code,
        kind=spec.kind,
        title=documents.Words(**spec.title.document()),
        programme=documents.Words(**spec.programme.document()),
        service=spec.service,
        revision=spec.revisions[-1].number,
        due_day=spec.due_day,
        signers=list(spec.signers),
        rules=len(spec.rules),
    )
