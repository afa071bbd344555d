"""The forms by API: those in force, a blank workbook of each, its rules, the life of its texts."""

from flask import Blueprint, jsonify
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import dates
from portal.access.guard import may
from portal.api import documents
from portal.api.form_documents import Form, FormRule, FormStep
from portal.api.operation import Binary, operation
from portal.api.parameters import Parameters, PeriodId
from portal.downloads import download
from portal.models.catalogue import FormRevision
from portal.services import blanks, catalogue, exports, forms, revisions
from schemas.spec import FormSpec

READ = "obligations:read"
WORKBOOK = Binary(exports.TYPES["xlsx"])
FIRST = {
    f"forms.{name}": {"code": "$response.body#/0/code"}
    for name in ("show", "rules", "history", "blank")
}
api = Blueprint("api_forms", __name__, url_prefix="/api/v1/forms")


class QuarterAsked(Parameters):
    """For which quarter the form is asked for."""

    period: PeriodId = None


@api.get("")
@may("obligation.see")
@operation(READ, gives=[Form], links=FIRST)
def index() -> ResponseReturnValue:
    """List the forms in force, by code."""
    specs = catalogue.current().specs
    return jsonify(documents.json_of(_document(specs[code]) for code in sorted(specs)))


@api.get("/<code>")
@may("form.see")
@operation(READ, gives=Form)
def show(code: str) -> ResponseReturnValue:
    """Return a form that the token's post may see, in force or retired."""
    form = forms.find(code, viewer=current_user, today=dates.today())
    return jsonify(_document(form.whole, retired=form.retired).as_json())


@api.get("/<code>/rules")
@may("form.see")
@operation(READ, takes=QuarterAsked, gives=[FormRule])
def rules(code: str, asked: QuarterAsked) -> ResponseReturnValue:
    """List the rules of a form as sentences, for a quarter or else for the last one that ended."""
    form = forms.find(code, viewer=current_user, period_id=asked.period or "", today=dates.today())
    listed = (
        FormRule(
            rule=rule.id,
            severity=rule.severity,
            sentences=[documents.Words(**one.document()) for one in rule.sentences],
        )
        for rule in forms.rules_of(form)
    )
    return jsonify(documents.json_of(listed))


@api.get("/<code>/revisions")
@may("form.see")
@operation(READ, gives=[FormStep])
def history(code: str) -> ResponseReturnValue:
    """List the steps of a form's texts, the last first: who brought which text into force, when.

    Drafts and trials are listed for those who approve forms.
    """
    form = forms.find(code, viewer=current_user, today=dates.today())
    steps = revisions.of_form(form.whole.code, viewer=current_user)
    return jsonify(documents.json_of(map(_step, steps)))


def _step(step: FormRevision) -> FormStep:
    by = step.by
    return FormStep(
        revision=step.revision,
        text=step.sha256,
        status=step.status,
        at=step.at,
        by=documents.Words(en=by.post_en, **{"zh-Hant": by.post_zh}) if by else None,
        reason=step.reason,
    )


@api.get("/<code>/blank")
@may("obligation.see")
@operation(READ, takes=QuarterAsked, gives=WORKBOOK)
def blank(code: str, asked: QuarterAsked) -> ResponseReturnValue:
    """Hand out the blank workbook of a form, for a quarter or else for the last one that ended.

    404: there is no such form, or no such quarter.
    """
    name, workbook = blanks.of_form(code, asked.period, today=dates.today())
    return download(workbook, name, media_type=WORKBOOK.media_type)


def _document(spec: FormSpec, *, retired: bool = False) -> Form:
    return Form(
        code=spec.code,
        status="retired" if retired else "active",
        kind=spec.kind,
        title=documents.Words(**spec.title.document()),
        programme=documents.Words(**spec.programme.document()),
        service=spec.service,
        revision=spec.revisions[-1].number,
        due_day=spec.due_day,
        signers=list(spec.signers),
        rules=len(spec.rules),
    )
