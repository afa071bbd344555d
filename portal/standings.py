"""How things stand, in words and with a mark: one table for every badge on every page."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

TONES = ("todo", "bad", "wait", "good", "quiet")


@dataclass(frozen=True)
class Standing:
    """What a badge says; the tone chooses its mark and its colours."""

    words: LazyString
    tone: str


STANDINGS: dict[str, Standing] = {
    # A submission, by its state.
    "received": Standing(_("Received"), "wait"),
    "checking": Standing(_("Being checked"), "wait"),
    "waits_for_scanner": Standing(_("Waiting for the malware scanner"), "wait"),
    "waits_for_store": Standing(_("Waiting for the place where files are kept"), "wait"),
    "refused": Standing(_("Could not be taken"), "bad"),
    "unpacked": Standing(_("Files of a ZIP"), "quiet"),
    "to_correct": Standing(_("To correct"), "todo"),
    "to_explain": Standing(_("To explain"), "todo"),
    "to_sign": Standing(_("To sign"), "todo"),
    "signed": Standing(_("Signed"), "wait"),
    "in_review": Standing(_("With an officer"), "wait"),
    "returned": Standing(_("Sent back to correct"), "bad"),
    "accepted": Standing(_("Accepted"), "good"),
    "loaded": Standing(_("Accepted, in the figures"), "good"),
    "superseded": Standing(_("Replaced by a later version"), "quiet"),
    "withdrawn": Standing(_("Taken back"), "quiet"),
    # A file of referrals, and a referral.
    "not_taken": Standing(_("Nothing taken: rows to correct"), "bad"),
    "taken_in_part": Standing(_("Taken in part: rows to correct"), "todo"),
    "taken": Standing(_("Taken"), "good"),
    "to_take_up": Standing(_("Waiting to be taken up"), "wait"),
    "taken_up": Standing(_("Taken up"), "good"),
    "erased": Standing(_("Erased"), "quiet"),
    # An obligation without a submission.
    "not_yet_due": Standing(_("Not yet due"), "quiet"),
    "due": Standing(_("To send"), "todo"),
    "overdue": Standing(_("Overdue"), "bad"),
    "excused": Standing(_("Excused"), "quiet"),
    # How a check went.
    "passed": Standing(_("Nothing to correct"), "good"),
    "queries": Standing(_("To explain"), "todo"),
    "failed": Standing(_("To correct"), "todo"),
    # A finding, by its severity.
    "reject": Standing(_("Cannot be sent"), "bad"),
    "error": Standing(_("To correct"), "bad"),
    "query": Standing(_("To explain"), "todo"),
    "note": Standing(_("To know"), "quiet"),
    "answered": Standing(_("Answered"), "wait"),
    # A figure against its agreed level.
    "on_course": Standing(_("On course"), "good"),
    "behind": Standing(_("Behind"), "bad"),
    # A text of a form.
    "form_draft": Standing(_("Draft"), "wait"),
    "form_trial": Standing(_("On trial"), "wait"),
    "form_active": Standing(_("In force"), "good"),
    "form_retired": Standing(_("No longer in force"), "quiet"),
    # An account.
    "active": Standing(_("May sign in"), "good"),
    "invited": Standing(_("Invited, no password yet"), "wait"),
    "suspended": Standing(_("Suspended"), "bad"),
    # A standing part.
    "up": Standing(_("Working"), "good"),
    "down": Standing(_("Not working"), "bad"),
    "off": Standing(_("Switched off"), "quiet"),
    # A piece of work, or a mail.
    "running": Standing(_("Running"), "wait"),
    "waiting": Standing(_("Waiting"), "wait"),
    "failing": Standing(_("Failing, tried again"), "todo"),
    "given_up": Standing(_("Given up"), "bad"),
    "sent": Standing(_("Sent out"), "good"),
    "undelivered": Standing(_("Failed"), "bad"),
}


def standing_of(key: str) -> Standing:
    """Return the words and tone of a state, an obligation's standing, an outcome or a severity."""
    return STANDINGS[str(key)]
