"""Exceptions: the officer's list, one of them, and the decision."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

from portal.access.guard import may
from portal.services import audit, forms, results, reviews
from portal.webforms.reviews import DecisionForm

pages = Blueprint("reviews", __name__, url_prefix="/exceptions")


@pages.get("")
@may("review.see")
def index() -> ResponseReturnValue:
    """List what waits for a decision, the longest waiting first."""
    rule = request.args.get("rule", "")
    audit.note_view("exceptions", None, current_user, rule=rule)
    return render_template(
        "reviews/index.html",
        waiting=reviews.waiting(current_user, rule=rule),
        sampled=reviews.sampled(current_user),
        rule=rule,
    )


@pages.route("/<uuid:finding_id>", methods=["GET", "POST"])
@may("review.see")
def show(finding_id: UUID) -> ResponseReturnValue:
    """Show one exception with its history, and take the decision."""
    entry = reviews.find(finding_id, officer=current_user)
    form = DecisionForm()
    form.offer(entry.finding.severity, confirming=entry.to_confirm is not None)
    if form.validate_on_submit():
        reviews.decide(
            finding_id,
            decision=form.decision.data,
            reason=form.reason.data or "",
            by=current_user,
        )
        flash(gettext("Your decision is kept."), "good")
        return redirect(url_for(".index"))
    audit.note_view("finding", finding_id, current_user)
    page = render_template(
        "reviews/show.html",
        entry=entry,
        form=form,
        cause=results.cause_of(entry.finding),
        earlier=reviews.earlier_answers(entry.finding),
        rule_pages=forms.pages_of(entry.finding.submission, [entry.finding.rule]),
        others=len(reviews.still_open(entry.finding.submission)),
        waits_for_another=entry.to_confirm is not None
        and not reviews.may_confirm(entry, current_user),
    )
    return page, 400 if form.errors else 200


@pages.post("/returns/<uuid:submission_id>/accept")
@may("review.decide")
def accept_sampled(submission_id: UUID) -> ResponseReturnValue:
    """Accept a clean return that was drawn to be looked at."""
    reviews.accept_sampled(submission_id, by=current_user)
    flash(gettext("The return is accepted."), "good")
    return redirect(url_for(".index"))
