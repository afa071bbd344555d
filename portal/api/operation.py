"""An operation of the API, said once beside its view: what it takes is checked, all is documented.

    @api.get("")
    @may("submission.see")
    @operation("submissions:read", takes=SubmissionsAsked, gives=[SubmissionSummary])
    def index(asked: SubmissionsAsked) -> ResponseReturnValue:

Whatever the models do not name is refused, so that a misspelt filter never passes for none.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import abort, g, request
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from pydantic import BaseModel, ValidationError
from werkzeug.datastructures import MultiDict

from portal.access.token_scopes import SCOPES, ScopeMissing
from portal.api.documents import Document
from portal.api.parameters import Must, Once, Parameters
from portal.downloads import OCTETS

SHOWN_NAME = 40
FORM, JSON = "multipart/form-data", "application/json"


@dataclass(frozen=True, slots=True)
class Binary:
    """An answer that is a file."""

    media_type: str


ANY_FILE = Binary(OCTETS)
Gives = type[Document] | list[type[Document]] | Binary | None


class NotAsDocumented(Exception):
    """A request has parts that its operation does not take as they are."""

    def __init__(self, mistakes: list[tuple[str, str, LazyString]]) -> None:
        super().__init__(", ".join(name for _part, name, _words in mistakes))
        self.mistakes = mistakes


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """All that the document says of an operation beside its address, right and words."""

    scope: str | None
    gives: Gives
    takes: type[Parameters] = Parameters
    headers: type[Parameters] | None = None
    body: type[Parameters] | None = None
    media_type: str = FORM
    statuses: tuple[int, ...] = (200,)
    problems: tuple[int, ...] = ()
    links: Mapping[str, Mapping[str, str]] | None = None


def operation(scope: str | None, **said: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Say what an operation is; its view is called once the token and the request are looked at.

    The view is given what it documents: `asked` (query), `headers`, `body`.
    """
    if scope is not None and scope not in SCOPES:
        raise KeyError(scope)
    described = Operation(scope=scope, **said)

    def declared(view: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(view)
        def checked(**parts: Any) -> ResponseReturnValue:
            token = g.get("token")
            if scope is not None and (token is None or scope not in token.scopes):
                raise ScopeMissing(scope)
            return view(**parts, **_read(described))

        checked.operation = described  # type: ignore[attr-defined] # a function may carry it
        return checked

    return declared


def sending(scope: str, **said: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Say what an operation is that takes something in once, by its key: 202, and 200 again."""
    return operation(scope, headers=Once, statuses=(200, 202), problems=(409,), **said)


def _read(described: Operation) -> dict[str, BaseModel]:
    """Return what a request holds, typed. Raises NotAsDocumented, with all mistakes at once."""
    if described.body is not None and request.mimetype != described.media_type:
        abort(415)
    sources: list[tuple[str, str, type[Parameters] | None, MultiDict[str, Any]]] = [
        ("asked", "query", described.takes, request.args),
        ("headers", "header", described.headers, _headers(described.headers)),
        ("body", "body", described.body, _body(described)),
    ]
    read, mistakes = {}, []
    for name, part, model, values in sources:
        if model is None:
            continue
        try:
            read[name] = model.model_validate(_single(values))
        except ValidationError as error:
            mistakes += [(part, *one) for one in _mistakes(error, model)]
    if mistakes:
        raise NotAsDocumented(mistakes)
    return {name: value for name, value in read.items() if type(value) is not Parameters}


def _headers(model: type[Parameters] | None) -> MultiDict[str, Any]:
    names = [field.alias or name for name, field in model.model_fields.items()] if model else []
    return MultiDict((name, value) for name in names for value in request.headers.getlist(name))


def _body(described: Operation) -> MultiDict[str, Any]:
    if described.body is None:
        return MultiDict()
    if described.media_type == JSON:
        said = request.get_json(silent=True)
        if not isinstance(said, dict):
            abort(400)
        return MultiDict([(str(name), value) for name, value in said.items()])
    return MultiDict([*request.form.items(multi=True), *request.files.items(multi=True)])


def _single(values: MultiDict[str, Any]) -> dict[str, Any]:
    """Return each name's only value; several of one name are a list, which no model takes."""
    return {name: found[0] if len(found) == 1 else found for name, found in values.lists()}


def _mistakes(error: ValidationError, model: type[Parameters]) -> list[tuple[str, LazyString]]:
    """Return each name that is wrong, once, with what it must be."""
    fields = {field.alias or name: field for name, field in model.model_fields.items()}
    wrong = dict.fromkeys(str(one["loc"][0]) for one in error.errors())
    return [
        (name[:SHOWN_NAME], Must.of(fields[name]) if name in fields else _unknown(list(fields)))
        for name in wrong
    ]


def _unknown(known: list[str]) -> LazyString:
    if not known:
        return _("This operation takes none.")
    return _("This operation takes: %(names)s.", names=", ".join(known))
