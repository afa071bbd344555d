"""The guard at the door of each view."""

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, abort, current_app, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal.access.rights import RIGHTS, rights_of

PUBLIC = "public"
View = TypeVar("View", bound=Callable[..., Any])


def may(right: str) -> Callable[[View], Callable[..., ResponseReturnValue]]:
    """Let only those in who hold a right for something; the service asks for which things.

    Who is not signed in goes to sign in, or gets 401 from the API. Who lacks the right gets 404:
    what one may not see looks like what does not exist.
    """
    if right not in RIGHTS:
        raise KeyError(right)

    def guarded(view: View) -> Callable[..., ResponseReturnValue]:
        @wraps(view)
        def watched(*args: Any, **kwargs: Any) -> ResponseReturnValue:
            if not current_user.is_authenticated:
                return _sign_in_first()
            if right not in rights_of(current_user):
                abort(404)
            return current_app.ensure_sync(view)(*args, **kwargs)

        watched.right = right  # type: ignore[attr-defined] # a function may carry its right
        return watched

    return guarded


def public(view: View) -> View:
    """Let everybody in."""
    view.right = PUBLIC  # type: ignore[attr-defined] # a function may carry its right
    return view


def rights_of_routes(app: Flask) -> dict[str, str | None]:
    """Return the right that each endpoint names; None where one was forgotten."""
    return {
        endpoint: PUBLIC if endpoint.split(".")[-1] == "static" else getattr(view, "right", None)
        for endpoint, view in app.view_functions.items()
    }


def _sign_in_first() -> ResponseReturnValue:
    if request.path.startswith("/api/"):
        abort(401)
    return current_app.login_manager.unauthorized()  # type: ignore[attr-defined] # set by Flask-Login
