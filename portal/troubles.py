"""The words of the pages about trouble: what happened, what is kept, what to do."""

from dataclasses import dataclass
from typing import cast

from flask import request
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString

from portal.intake import Intake
from portal.languages import CHINESE, language


@dataclass(frozen=True)
class Trouble:
    """What a page about trouble says. The words may name `max_upload_mb`, `scope`."""

    title: LazyString
    happened: LazyString
    kept: LazyString
    to_do: tuple[LazyString, ...]

    def said(self, *, scope: str = "", **_more: object) -> dict[str, str]:
        """Return the words in the language of the page, filled in."""
        limit = str(cast(Intake, request).limit_mb)
        happened = str(self.happened).replace("{max_upload_mb}", limit).replace("{scope}", scope)
        space = "" if language() is CHINESE else " "
        return {
            "title": str(self.title),
            "detail": f"{happened}{space}{self.kept}",
            "to_do": space.join(map(str, self.to_do)),
        }


NOTHING_CHANGED = _("Nothing was changed and nothing was lost.")
KEPT = _("What you sent before is kept.")
AS_BEFORE = _("Everything is as it was before this step.")
TO_DESK = _("Go to your desk: it lists everything that is yours to do.")
QUOTE = _("If it happens again, call the helpdesk and quote the reference below.")

UNKNOWN = Trouble(
    _("This could not be done"),
    _("The portal could not understand what was asked of it."),
    NOTHING_CHANGED,
    (_("Go back and try once more."), QUOTE),
)
FORM_EXPIRED = Trouble(
    _("This page was open too long"),
    _("For your safety a page can be sent for a limited time, and this one is past it."),
    _("Nothing was changed. What you typed is still on the page before this one."),
    (
        _("Use your browser's Back button, copy what you typed, reload that page and send again."),
        _("If you were signed out meanwhile, sign in first in another tab."),
    ),
)
STORE_DOWN = Trouble(
    _("Files cannot be kept or opened for the moment"),
    _("The place where the portal keeps files does not answer. What you just sent was not taken."),
    _("What was acknowledged with a reference is kept."),
    (_("Keep your file, and send it again in a few minutes."), QUOTE),
)
STORE_SILENT = Trouble(
    _("Files cannot be kept or opened for the moment"),
    _("The place where the portal keeps files does not answer, so this cannot be shown."),
    _("What was acknowledged with a reference is kept."),
    (_("Open it again in a few minutes; nothing needs sending again."), QUOTE),
)
NOT_SCANNED = Trouble(
    _("This file waits for the malware scanner"),
    _("No file is handed out before it was scanned, and the scanner does not answer."),
    KEPT,
    (_("Try once more in a few minutes."), QUOTE),
)
KEPT_APART = Trouble(
    _("This file is not handed out"),
    _("The malware scanner found something in it, or could not look through all of it."),
    _("It is kept apart, where nobody can get it."),
    (_("Send a clean file in its place."), QUOTE),
)
CONTENT_ERASED = Trouble(
    _("The content of this file was erased"),
    _(
        "It was one of three: referrals sent as returns; a file that was refused, and is past the"
        " days that refused files are kept; or a ZIP with such a file in it."
    ),
    _("Its name, size and hash are kept; what was in it is not."),
    (
        _("Send referrals under Referrals, where they are kept encrypted."),
        _("If it was refused, correct it and send it again."),
        _("Send the returns that were in a ZIP again only where their own answer says so."),
    ),
)
TOKEN_NEEDED = Trouble(
    _("A token is needed"),
    _("The request has no bearer token, or one that is unknown, revoked or past its day."),
    NOTHING_CHANGED,
    (
        _("Send the header `Authorization: Bearer` with a token of your post."),
        _("Tokens are made on the page API tokens."),
    ),
)
SCOPE_MISSING = Trouble(
    _("The token is not for this"),
    _("This needs the scope {scope}, which the token was not given."),
    NOTHING_CHANGED,
    (_("Make a token with that scope on the page API tokens, and send it instead."),),
)
NOT_DOCUMENTED = Trouble(
    _("Parts of the request are not as documented"),
    _("The member `mistakes` names each part, and what it must be."),
    NOTHING_CHANGED,
    (_("Correct these parts and send the request again."),),
)
KEY_USED = Trouble(
    _("This idempotency key came with another file"),
    _("A key stands for one file: the answer to the first one would be wrong for this one."),
    _("This file was not taken in. What you sent before is kept."),
    (_("Send this file with a new key."),),
)
NOT_CHECKED_YET = Trouble(
    _("The file is not checked yet"),
    _("It is taken in, and its check takes seconds."),
    KEPT,
    (_("Ask again in a few seconds."),),
)
NOT_SIGNED_YET = Trouble(
    _("The return is not signed yet"),
    _("A receipt is made when the last of its heads has signed."),
    KEPT,
    (_("Let the heads of the unit know that the return waits for them."),),
)
OTHER_SINCE = Trouble(
    _("The form stands otherwise than when you looked"),
    _("Another text of it came into force, or another officer took the next step with this one."),
    _("Nothing of what you asked for was done."),
    (_("Look at the text again: the page says what is different now. Then decide."),),
)
OTHER_OFFICER = Trouble(
    _("Another officer brings this into force"),
    _("You drafted this text. It needs a second pair of eyes."),
    NOTHING_CHANGED,
    (_("Ask another form manager to look at it and to approve it."),),
)
LINK_OVER = Trouble(
    _("This link opens nothing any more"),
    _("It was used already, a newer one was sent, or it is too old."),
    NOTHING_CHANGED,
    (
        _("If you set your password by it, sign in."),
        _("If you forgot your password, ask for a new link from the sign-in page."),
        _("If you were invited, ask your administrator to send the invitation again."),
    ),
)
TROUBLES: dict[int, Trouble] = {
    401: Trouble(
        _("Sign in first"),
        _("This can only be seen by somebody who is signed in."),
        NOTHING_CHANGED,
        (_("Sign in, then open this page again."),),
    ),
    404: Trouble(
        _("There is nothing for you at this address"),
        _("The page does not exist, or it belongs to another organisation or unit."),
        NOTHING_CHANGED,
        (
            _("If you typed the address, look at it once more."),
            TO_DESK,
            _("If somebody sent you here, ask them whether it is meant for your post."),
        ),
    ),
    405: Trouble(
        _("This address cannot be opened like this"),
        _("It is the target of a button and has no page of its own."),
        NOTHING_CHANGED,
        (TO_DESK,),
    ),
    409: Trouble(
        _("This has moved on in the meantime"),
        _("Somebody else, or you in another tab, has taken the next step already."),
        _("What was done first counts. Nothing was lost."),
        (_("Open it again from your desk to see where it stands now."),),
    ),
    410: Trouble(
        _("This is no longer kept"),
        _("It was kept for a limited time, and that time is over."),
        KEPT,
        (TO_DESK,),
    ),
    413: Trouble(
        _("What you sent is too large"),
        _("One file may be up to {max_upload_mb} MB. What you sent is larger, so it was not read."),
        KEPT,
        (
            _("Remove pictures and sheets that do not belong to the return, save and send again."),
            _("Sending many files at once? Send them a few at a time."),
        ),
    ),
    415: Trouble(
        _("The file was sent in another way than the portal reads"),
        _("It is read from the field `file` of a request of multipart/form-data."),
        NOTHING_CHANGED,
        (_("Send the file in that way."),),
    ),
    429: Trouble(
        _("Too many requests in a short time"),
        _("The portal slows down whoever asks very often, so that everybody gets their turn."),
        KEPT,
        (_("Wait one minute, then go on."),),
    ),
    500: Trouble(
        _("The portal could not finish this"),
        _("The fault is ours, not yours. It has been recorded."),
        AS_BEFORE,
        (_("Try once more in a few minutes."), QUOTE),
    ),
    503: Trouble(
        _("The portal is not available for the moment"),
        _("A part that it needs does not answer. Whoever runs the portal can see which."),
        _("What was acknowledged with a reference is kept."),
        (_("Try once more in a few minutes."), QUOTE),
    ),
}
TROUBLES[502] = TROUBLES[504] = TROUBLES[503]
