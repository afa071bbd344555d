"""Every answer that the API gives in a test is held against its own document."""

import re

from flask import request

from portal.api import openapi

UNLESS_LIMITED = {"RateLimit", "RateLimit-Policy"}  # tests count no requests
ON_THE_LAST = {"Link"}


class Documented:
    """Looks at each answer of an app's API, and keeps what its document does not say."""

    def __init__(self, app):
        self.faults = []
        # The first that was said is called last, when every header is there.
        app.after_request_funcs.setdefault(None, []).insert(0, self.look)

    def look(self, response):
        """Note what is wrong with an answer; where there is no such address, nothing is said."""
        if request.path.startswith("/api/") and request.method in ("GET", "POST"):
            if request.url_rule is not None:
                where = f"{request.method} {request.url_rule.rule} {response.status_code}"
                self.faults += [f"{where}: {fault}" for fault in _faults(response)]
        return response


def _faults(response):
    """Yield how an answer differs from what is said of its operation."""
    said = openapi.document()
    path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", request.url_rule.rule)
    answers = said["paths"][path][request.method.lower()]["responses"]
    answer = answers.get(str(response.status_code))
    if answer is None:
        yield "a status that is not documented"
        return
    if response.mimetype not in answer["content"]:
        yield f"{response.mimetype} is not documented"
    named = set(answer["headers"])
    given = {name for name in said["components"]["headers"] if name in response.headers}
    if given - named:
        yield f"headers that are not documented: {sorted(given - named)}"
    if named - given - UNLESS_LIMITED - ON_THE_LAST:
        yield f"headers that are not there: {sorted(named - given - UNLESS_LIMITED - ON_THE_LAST)}"
