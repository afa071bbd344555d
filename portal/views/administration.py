"""The administrator's pages: standing parts, work, outbox, settings."""

from uuid import UUID

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_login import current_user

import config
from portal import advice
from portal.access.guard import may
from portal.services import outbox, parts, work

pages = Blueprint("administration", __name__, url_prefix="/administration")


@pages.get("")
@may("settings.see")
def index() -> ResponseReturnValue:
    """Show each standing part: its state, what it is, what would be better."""
    found = parts.all_parts()
    better = [(part, word) for part in found for word in part.advice]
    page = render_template("administration/index.html", parts=found, better=better, words=advice)
    return page


@pages.get("/work")
@may("settings.see")
def work_list() -> ResponseReturnValue:
    """Show the queues, and the work that runs, waits, fails or was given up."""
    return render_template(
        "administration/work.html",
        pieces=work.listed(),
        count=work.count(),
        queues=work.queues(),
        words=advice,
    )


@pages.post("/work/<uuid:row_id>/retry")
@may("work.retry")
def retry_work(row_id: UUID) -> ResponseReturnValue:
    """Have a piece of work done now."""
    work.retry(row_id, by=current_user)
    flash(gettext("It is tried again now."), "good")
    return redirect(url_for(".work_list"))


@pages.get("/outbox")
@may("settings.see")
def mails() -> ResponseReturnValue:
    """Show the mails that wait, were sent or failed."""
    chosen = request.args.get("standing", "")
    lines, counts = outbox.listed(chosen), outbox.counts()
    return render_template("administration/outbox.html", lines=lines, counts=counts, chosen=chosen)


@pages.get("/outbox/<uuid:mail_id>")
@may("settings.see")
def mail(mail_id: UUID) -> ResponseReturnValue:
    """Show the text of a mail, where mails are files and all of it is a sample."""
    subject, text = outbox.text_of(mail_id)
    return render_template("administration/mail.html", subject=subject, text=text)


@pages.post("/outbox/<uuid:mail_id>/retry")
@may("work.retry")
def retry_mail(mail_id: UUID) -> ResponseReturnValue:
    """Let a mail be sent in the next round."""
    outbox.retry(mail_id, by=current_user)
    flash(gettext("The mail is sent in the next round."), "good")
    return redirect(url_for(".mails"))


@pages.get("/settings")
@may("settings.see")
def settings() -> ResponseReturnValue:
    """Show the settings as this process read them, secrets hidden."""
    return render_template("administration/settings.html", lines=config.shown(config.settings()))
