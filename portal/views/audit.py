"""The audit trail: asked by who, what, which thing, when; and handed out as a file."""

import json

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal import dates
from portal.access.guard import may
from portal.downloads import download
from portal.services import audit_search, exports
from portal.services.orders import Order
from portal.webforms.audit import QuestionForm

pages = Blueprint("audit", __name__, url_prefix="/audit")
HEADS = [
    "No. 編號",
    "Time 時間",
    "Who 帳戶",
    "Act 事項",
    "Noun 類別",
    "Thing 項目",
    "Detail 詳情",
    "From 來源",
]
WIDTHS = (10, 18, 20, 26, 16, 38, 50, 16)


@pages.get("")
@may("audit.see")
def index() -> ResponseReturnValue:
    """Show the first lines that answer the question in the address, else the latest."""
    form, order = _form(), _order()
    question = form.question() if form.validate() else audit_search.Question()
    page = render_template(
        "audit/index.html",
        form=form,
        lines=audit_search.lines(question, viewer=current_user, order=order),
        count=audit_search.count(question),
        order=order,
        most=audit_search.MOST,
    )
    return page, 400 if form.errors else 200


@pages.get("/audit.<kind>")
@may("audit.see")
def export(kind: str) -> ResponseReturnValue:
    """Hand the lines out as a file, in the order of the page."""
    form = _form()
    if kind not in ("csv", "xlsx") or not form.validate():
        abort(404)
    found = audit_search.lines(
        form.question(), viewer=current_user, most=audit_search.MOST, order=_order()
    )
    rows = [
        [
            *(str(line.id), dates.in_hong_kong(line.at).isoformat(sep=" ", timespec="seconds")),
            *(who.name if who else "", line.act, line.noun, line.noun_id or ""),
            *(json.dumps(line.detail, ensure_ascii=False), line.ip or ""),
        ]
        for line, who in found
    ]
    made = exports.table_file([HEADS, *rows], kind, WIDTHS, "Audit 審計記錄")
    return download(made, f"audit.{kind}", media_type=exports.TYPES[kind])


def _form() -> QuestionForm:
    form = QuestionForm(request.args)
    form.act.choices = [("", gettext("All")), *((act, act) for act in audit_search.acts())]
    return form


def _order() -> Order:
    return Order.asked(request.args.get("sort", ""), audit_search.ORDERS, first=audit_search.LATEST)
