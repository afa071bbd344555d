"""A page of a list: its entries, and the link to the next one."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue

from portal.api.documents import Document, json_of


def page(documents: Iterable[Document], *, next_cursor: UUID | None) -> ResponseReturnValue:
    """Return a page of documents; `next_cursor` is where the next page begins, None at the end."""
    headers = {}
    if next_cursor is not None:
        asked: dict[str, Any] = request.args.to_dict() | {"cursor": str(next_cursor)}
        headers["Link"] = f'<{url_for(request.endpoint or "", **asked)}>; rel="next"'
    return jsonify(json_of(documents)), 200, headers
