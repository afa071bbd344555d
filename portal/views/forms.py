"""Forms: the list with search, one as its units see it, its rules, its history."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import dates
from portal.access.guard import may
from portal.downloads import download
from portal.services import blanks, exports, forms, proofs, revisions
from portal.services.orders import leaf

MOST = 50
WIDTHS = (18, 44, 36, 30, 24, 10, 8, 8, 14)
pages = Blueprint("forms", __name__, url_prefix="/forms")


@pages.get("")
@may("form.see")
def index() -> ResponseReturnValue:
    """List the forms that the viewer may see, and what a search finds in them."""
    search = request.args.get("search", "")
    found = forms.listed(current_user, search=search)
    page, count = leaf(request.args.get("page", 1, int), len(found), MOST)
    return render_template(
        "forms/index.html",
        forms=found[(page - 1) * MOST : page * MOST],
        total=len(found),
        page=page,
        pages=count,
        search=search,
    )


@pages.get("/list.<form>")
@may("form.see")
def export(form: str) -> ResponseReturnValue:
    """Hand out the list as a file."""
    if form not in ("csv", "xlsx"):
        abort(404)
    heads = ["Code 編號", "Title 名稱（英文）", "Title 名稱（中文）", "Programme 服務綱領（英文）"]
    heads += ["Programme 服務綱領（中文）", "Service 服務類別", "Due day 到期日", "Rules 規則"]
    rows = [[*heads, "Standing 狀況"]]
    for one in forms.listed(current_user, search=request.args.get("search", "")):
        spec = one.spec
        names = [spec.title.en, spec.title.zh, spec.programme.en, spec.programme.zh]
        rows.append([spec.code, *names, spec.service, str(spec.due_day), str(len(spec.rules))])
        rows[-1].append("retired 已停用" if one.retired else "active 使用中")
    made = exports.table_file(rows, form, WIDTHS, "Forms 表格")
    return download(made, f"forms.{form}", media_type=exports.TYPES[form])


@pages.get("/<code>")
@may("form.see")
def show(code: str) -> ResponseReturnValue:
    """Show a form as its units see it."""
    return render_template("forms/show.html", form=_asked(code))


@pages.get("/<code>/rules")
@may("form.see")
def rules(code: str) -> ResponseReturnValue:
    """Show the rules of a form as sentences, both languages side by side."""
    form = _asked(code)
    return render_template("forms/rules.html", form=form, rules=forms.rules_of(form))


@pages.get("/<code>/rules/<name>")
@may("form.see")
def rule(code: str, name: str) -> ResponseReturnValue:
    """Show one rule: what it demands, what a finding says, the examples that prove it."""
    form = _asked(code)
    found = forms.rule_of(form, name)
    return render_template(
        "forms/rule.html",
        form=form,
        rule=found,
        finding=forms.finding_of(form, found),
        proofs=proofs.of(form, name),
    )


@pages.get("/<code>/history")
@may("form.see")
def history(code: str) -> ResponseReturnValue:
    """Show how a form came to be as it is, and who approved its texts."""
    form = _asked(code)
    return render_template(
        "forms/history.html",
        form=form,
        editions=forms.past(form.whole),
        steps=revisions.of_form(code, viewer=current_user),
    )


@pages.get("/<code>/blank.xlsx")
@may("form.see")
def blank(code: str) -> ResponseReturnValue:
    """Hand out the form's blank workbook for the quarter that is shown."""
    form = _asked(code)
    name, workbook = blanks.of_form(code, form.period, today=dates.today())
    return download(workbook, name, media_type=exports.TYPES["xlsx"])


def _asked(code: str) -> forms.Shown:
    period = request.args.get("period", "")
    return forms.find(code, viewer=current_user, period_id=period, today=dates.today())
