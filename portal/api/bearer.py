"""Who a request to the API is from: the bearer token it carries. Cookies open nothing here."""

from flask import Request, g

from portal.models.accounts import Account
from portal.services import tokens


def account_of(request: Request) -> Account | None:
    """Return the account of a request's bearer token; None where it carries none that holds."""
    if not request.path.startswith("/api/") or request.authorization is None:
        return None
    if request.authorization.type != "bearer" or not request.authorization.token:
        return None
    g.token = tokens.opened_by(request.authorization.token)
    return g.token.account if g.token else None
