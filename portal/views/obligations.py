"""What a unit owes: the blank workbook for it."""

from uuid import UUID

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import dates
from portal.access.guard import may
from portal.downloads import download
from portal.services import blanks, exports

pages = Blueprint("obligations", __name__, url_prefix="/obligations")


@pages.get("/<uuid:obligation_id>/blank.xlsx")
@may("obligation.see")
def blank(obligation_id: UUID) -> ResponseReturnValue:
    """Hand out the workbook to fill in, with unit and quarter in it."""
    name, workbook = blanks.for_obligation(obligation_id, viewer=current_user, today=dates.today())
    return download(workbook, name, media_type=exports.TYPES["xlsx"])
