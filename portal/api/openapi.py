"""The document of the API, OpenAPI 3.1: made from the routes and what stands beside their views."""

import inspect
import re
from functools import cache
from http import HTTPStatus
from importlib.metadata import version
from typing import Any

from flask import Flask, current_app
from pydantic import BaseModel
from werkzeug.routing import Rule

from portal.access.guard import PUBLIC
from portal.api.documents import Document, Finding, Problem
from portal.api.operation import JSON, Binary, Gives, Operation
from portal.api.parameters import Paged, Parameters
from portal.limits import POLICY_HEADER, REST_HEADER
from portal.logs import REQUEST_HEADER

PREFIX = "/api/"
SCHEMAS = "#/components/schemas/{model}"
PROBLEM = {"application/problem+json": {"schema": {"$ref": SCHEMAS.format(model="Problem")}}}
ALWAYS = (POLICY_HEADER, REST_HEADER, REQUEST_HEADER)
TEXT: dict[str, Any] = {"type": "string"}
HEADERS = {
    POLICY_HEADER: ("How many requests a token has in how many seconds", TEXT),
    REST_HEADER: ("How many are left, and in how many seconds they are all back", TEXT),
    "Retry-After": ("Seconds to wait", {"type": "integer", "minimum": 0}),
    "Link": ("The next page, as rel=next; absent on the last", TEXT),
    "Location": ("Where the answer is found", TEXT),
    "WWW-Authenticate": ("What the token lacks", TEXT),
    "Allow": ("Methods that this address takes", TEXT),
    "Content-Disposition": ("The name under which to save the file", TEXT),
    REQUEST_HEADER: ("What to quote to the helpdesk; the same as `reference` of a problem", TEXT),
}
OF_STATUS = {
    401: ("WWW-Authenticate",),
    403: ("WWW-Authenticate",),
    429: ("Retry-After",),
}


def document() -> dict[str, Any]:
    """Return the document of the app at hand."""
    return _document(current_app._get_current_object())  # type: ignore[attr-defined] # a proxy


@cache
def _document(app: Flask) -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    _reference(Problem, schemas)
    _reference(Finding, schemas)
    paths: dict[str, dict[str, Any]] = {}
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if rule.rule.startswith(PREFIX):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                paths.setdefault(path, {})[method.lower()] = _operation(app, rule, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "esubmit",
            "version": version("esubmit"),
            "description": "Returns of service units to the Social Welfare Department, by machine.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "headers": {
                name: {"description": words, "schema": schema}
                for name, (words, schema) in HEADERS.items()
            },
            "securitySchemes": {
                "token": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A token of an account, made on its page API tokens",
                }
            },
        },
        "security": [{"token": []}],
    }


def _operation(app: Flask, rule: Rule, schemas: dict[str, Any]) -> dict[str, Any]:
    view = app.view_functions[rule.endpoint]
    described: Operation = vars(view)["operation"]  # a test sees that each has one
    public = vars(view)["right"] == PUBLIC
    words = inspect.cleandoc(view.__doc__ or "")
    said: dict[str, Any] = {
        "operationId": rule.endpoint.removeprefix("api_"),
        "tags": [rule.endpoint.removeprefix("api_").partition(".")[0]],
        "summary": words.partition("\n")[0].rstrip("."),
        "description": f"{words}\n\nScope: {described.scope or 'none'}.",
        "parameters": [
            *_path_parameters(rule),
            *_parameters(described.takes, "query", schemas),
            *_parameters(described.headers, "header", schemas),
        ],
        "responses": _responses(described, public, bool(rule.arguments), schemas),
    }
    if described.body is not None:
        schema = _schema(described.body, schemas)
        if described.media_type != JSON:
            parts = schema["properties"].items()
            schema["properties"] = {name: _said_once(part) for name, part in parts}
        said["requestBody"] = {
            "required": True,
            "content": {described.media_type: {"schema": schema}},
        }
    if public:
        said["security"] = []
    return said


def _path_parameters(rule: Rule) -> list[dict[str, Any]]:
    return [
        {
            "name": name,
            "in": "path",
            "required": True,
            "schema": {"type": "string", "format": "uuid"}
            if f"<uuid:{name}>" in rule.rule
            else {"type": "string", "minLength": 1},
        }
        for name in sorted(rule.arguments)
    ]


def _parameters(
    model: type[Parameters] | None, place: str, schemas: dict[str, Any]
) -> list[dict[str, Any]]:
    if model is None:
        return []
    schema = _schema(model, schemas)
    return [
        {
            "name": name,
            "in": place,
            "required": name in schema.get("required", ()),
            "description": one.pop("description", ""),
            "schema": _said_once(one),
        }
        for name, one in schema.get("properties", {}).items()
    ]


def _said_once(schema: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of a parameter or part that is there: its absence is no value of it."""
    kinds = [kind for kind in schema.get("anyOf", []) if kind != {"type": "null"}]
    plain = kinds[0] if kinds else schema
    return {name: value for name, value in plain.items() if name not in ("default", "title")}


def _responses(
    described: Operation, public: bool, named: bool, schemas: dict[str, Any]
) -> dict[str, Any]:
    good = {str(status): _good(described, status, schemas) for status in described.statuses}
    troubles = {400, 429, 500, 503, *described.problems}
    troubles |= set() if public else {401, 404}
    troubles |= {403} if described.scope else set()
    troubles |= {404} if named else set()
    troubles |= {413, 415} if described.body else set()
    return good | {str(status): _trouble(status) for status in sorted(troubles)}


def _good(described: Operation, status: int, schemas: dict[str, Any]) -> dict[str, Any]:
    named = {
        "Link": issubclass(described.takes, Paged),
        "Location": HTTPStatus.ACCEPTED in described.statuses,
        "Content-Disposition": isinstance(described.gives, Binary),
    }
    answer: dict[str, Any] = {
        "description": HTTPStatus(status).phrase,
        "headers": _headers(*(name for name, there in named.items() if there)),
        "content": _content(described.gives, schemas),
    }
    if described.links:
        answer["links"] = {
            name.replace(".", "_"): {"operationId": name, "parameters": dict(parameters)}
            for name, parameters in described.links.items()
        }
    return answer


def _content(gives: Gives, schemas: dict[str, Any]) -> dict[str, Any]:
    if isinstance(gives, Binary):
        return {gives.media_type: {"schema": {"type": "string", "format": "binary"}}}
    if gives is None:
        return {"application/json": {"schema": {"type": "object"}}}
    if isinstance(gives, list):
        items = _reference(gives[0], schemas)
        return {"application/json": {"schema": {"type": "array", "items": items}}}
    return {"application/json": {"schema": _reference(gives, schemas)}}


def _trouble(status: int) -> dict[str, Any]:
    phrase, headers = HTTPStatus(status).phrase, _headers(*OF_STATUS.get(status, ()))
    return {"description": phrase, "headers": headers, "content": PROBLEM}


def _headers(*more: str) -> dict[str, Any]:
    """Return where the headers of every answer, and some more, are described."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*ALWAYS, *more)}


def _reference(model: type[Document], schemas: dict[str, Any]) -> dict[str, str]:
    """Put a model's schema among the others, and return where it is."""
    if model.__name__ not in schemas:
        schemas[model.__name__] = {}
        schemas[model.__name__] = _schema(model, schemas)
    return {"$ref": SCHEMAS.format(model=model.__name__)}


def _schema(model: type[BaseModel], schemas: dict[str, Any]) -> dict[str, Any]:
    """Return a model's schema; what it is made of goes among the others."""
    schema = model.model_json_schema(ref_template=SCHEMAS)
    for name, part in schema.pop("$defs", {}).items():
        schemas.setdefault(name, part)
    return schema
