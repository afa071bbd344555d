"""The entries of the page's head: which pages a post has, at most five."""

from dataclasses import dataclass

from flask import current_app, request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_login import current_user

from portal import access

MOST = 5


@dataclass(frozen=True)
class Entry:
    """One page in the head, for whoever holds its right; `also` is a page that belongs to it."""

    endpoint: str
    words: LazyString
    right: str | None = None
    unless: str = ""
    also: str = ""

    @property
    def here(self) -> bool:
        """Whether the page that is shown belongs to this entry, and to no entry of its own."""
        if request.endpoint in {page for entry in ENTRIES for page in (entry.endpoint, entry.also)}:
            return request.endpoint in (self.endpoint, self.also)
        last = [e for e in ENTRIES if e.endpoint.split(".")[0] == request.blueprint][-1:]
        return last == [self]


ENTRIES: tuple[Entry, ...] = (
    Entry("desk.show", _("Desk"), "obligation.see", unless="review.see"),
    Entry("reviews.index", _("Exceptions"), "review.see"),
    Entry("submissions.upload", _("Send"), "submission.send"),
    Entry("submissions.index", _("Returns"), "submission.see"),
    Entry("performance.index", _("Figures"), "performance.see"),
    Entry("forms.index", _("Forms"), "form.see"),
    Entry("revisions.index", _("Drafts"), "form.approve"),
    Entry("referrals.index", _("Referrals"), "referral.see"),
    Entry("referral_files.send", _("Send a file"), "referral.send"),
    Entry("referral_files.index", _("Files sent"), "referral.send"),
    Entry("administration.index", _("Parts"), "settings.see"),
    Entry("administration.work_list", _("Work"), "settings.see"),
    Entry("administration.mails", _("Outbox"), "settings.see", also="administration.mail"),
    Entry("administration.settings", _("Settings"), "settings.see"),
    Entry("people.index", _("People"), "people.see"),
    Entry("audit.index", _("Audit"), "audit.see"),
)


def entries() -> list[Entry]:
    """Return the entries for whoever is signed in."""
    held = access.rights_of(current_user)
    return [
        entry
        for entry in ENTRIES
        if entry.endpoint in current_app.view_functions
        and (entry.right is None or entry.right in held)
        and entry.unless not in held
    ][:MOST]
