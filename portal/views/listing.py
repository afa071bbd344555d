"""The addresses of a list that is shown: in another order, or another page of it."""

from typing import Any
from urllib.parse import urlencode

from flask import Flask, request

from portal.services.orders import Order


def install(app: Flask) -> None:
    """Let every page lead on to these addresses."""
    app.jinja_env.globals.update(
        asked_at=asked_at, page_address=page_address, sort_address=sort_address
    )


def sort_address(key: str, order: Order) -> str:
    """Return the list's address in the order of `key`; the other way round where it is so."""
    other = Order(key, down=order.key == key and not order.down)
    return _address(sort=other.said, page=None)


def page_address(page: int) -> str:
    """Return the address of another page of the list."""
    return _address(page=page)


def _address(**changed: Any) -> str:
    """Return the address of the page that is shown, with something asked in another way."""
    return asked_at(request.script_root + request.path, **changed)


def asked_at(path: str, **changed: Any) -> str:
    """Return an address with what this page was asked, some of it changed, after a "?".

    The names are whoever asks's own: some of them mean something to Flask's `url_for`.
    """
    asked = {name: value for name, value in (request.args.to_dict() | changed).items() if value}
    return f"{path}?{urlencode(asked)}" if asked else path
