"""Figures against agreed levels, and the way from a figure back to the cell."""

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from portal import dates
from portal.access.guard import may
from portal.services import organisations, performance
from schemas.periods import NotAPeriod, Period

pages = Blueprint("performance", __name__, url_prefix="/figures")


@pages.get("")
@may("performance.see")
def index() -> ResponseReturnValue:
    """List the units whose figures the viewer may see."""
    search = request.args.get("search", "")
    return render_template(
        "performance/index.html",
        units=performance.units(current_user, dates.today(), search=search),
        search=search,
        period=Period.of(dates.today()).previous(),
    )


@pages.get("/<unit_code>")
@may("performance.see")
def show(unit_code: str) -> ResponseReturnValue:
    """Show a unit's standards for a quarter and the year to date."""
    period = _period()
    unit = organisations.find_unit(unit_code, viewer=current_user, right="performance.see")
    return render_template(
        "performance/show.html",
        unit=unit,
        period=period,
        standings=performance.standings(unit, period),
    )


@pages.get("/<unit_code>/<form>/<standard>")
@may("performance.see")
def sources(unit_code: str, form: str, standard: str) -> ResponseReturnValue:
    """Show the returns, versions, sheets and cells that a figure is made of."""
    period = _period()
    unit = organisations.find_unit(unit_code, viewer=current_user, right="performance.see")
    found = performance.sources(unit, standard, form, period)
    if not found:
        abort(404)
    return render_template(
        "performance/sources.html",
        unit=unit,
        period=period,
        standing=performance.standing(unit, period, form, standard),
        sources=found,
    )


def _period() -> Period:
    """Return the quarter that the address asks for, else the last one that ended."""
    try:
        return Period.parse(request.args["period"])
    except (KeyError, NotAPeriod):
        return Period.of(dates.today()).previous()
