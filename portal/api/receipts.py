"""Receipts by API, by the reference that is printed on them."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.guard import may
from portal.api import documents
from portal.api.operation import operation
from portal.api.submissions import READ, receipt_of
from portal.services import submissions

api = Blueprint("api_receipts", __name__, url_prefix="/api/v1/receipts")


@api.get("/<reference>")
@may("submission.see")
@operation(READ, gives=documents.Receipt, problems=(409,))
def show(reference: str) -> ResponseReturnValue:
    """Give the receipt with this reference, such as R-4F2C-9KQH.

    409: not everybody has signed yet.
    """
    found = submissions.find_by_reference(reference, viewer=current_user)
    return jsonify(receipt_of(found).as_json())
