"""Where the document of the API is found."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue

from portal.access.guard import public
from portal.api import openapi
from portal.api.operation import operation

api = Blueprint("api_document", __name__, url_prefix="/api/v1")


@api.get("/openapi.json")
@public
@operation(None, gives=None)
def show() -> ResponseReturnValue:
    """Describe every operation of this API, in OpenAPI 3.1."""
    return jsonify(openapi.document())
