"""The addresses of a list that is shown: in another order, or another page of it."""

from typing import Any

from flask import Flask, request, url_for

from portal.services.orders import Order


def install(app: Flask) -> None:
    """Let every page lead on to these addresses."""
    app.jinja_env.globals.update(page_address=page_address, sort_address=sort_address)


def sort_address(key: str, order: Order) -> str:
    """Return the list's address in the order of `key`; the other way round where it is so."""
    other = Order(key, down=order.key == key and not order.down)
    return _address(sort=other.said, page=None)


def page_address(page: int) -> str:
    """Return the address of another page of the list."""
    return _address(page=page)


def _address(**changed: Any) -> str:
    """Return the address of the page that is shown, with something asked in another way."""
    asked = {name: value for name, value in request.args.items() if value}
    return url_for(request.endpoint or "", **(asked | (request.view_args or {}) | changed))
