"""What a form asks for may be refused: then its field says why, and what to do."""

from collections.abc import Callable
from typing import TypeVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from wtforms import Field

from portal import dates
from portal.services import accounts, invitations, lockouts, people, second_factor

Done = TypeVar("Done")

WORDS: dict[type[Exception], LazyString] = {
    accounts.WrongPassword: _("Name and password do not fit together. Enter both again"),
    accounts.WeakPassword: _(
        "Use 12 characters at least, not the password until now, and not your sign-in name"
    ),
    invitations.NameTaken: _(
        "This name is another account's. Choose another, or enter that account's e-mail address"
    ),
    invitations.WrongPlace: _(
        "This role is for another kind of place: unit posts for a unit, NGO posts for the NGO,"
        " and only the department's posts for a branch"
    ),
    people.NotYourself: _("Your own account is changed by another administrator"),
    second_factor.WrongCode: _(
        "This is not the code of this moment. Wait for the next one in your app and enter it"
    ),
}
REFUSALS: tuple[type[Exception], ...] = (*WORDS, lockouts.LockedOut)


def attempt(field: Field, act: Callable[[], Done]) -> Done | None:
    """Do what a form asks for; where it is refused, say so at the field and return None."""
    try:
        return act()
    except REFUSALS as refusal:
        field.errors = [_words(refusal)]
        return None


def _words(refusal: Exception) -> str:
    if isinstance(refusal, lockouts.LockedOut):
        return gettext(
            "Too many wrong tries for this name. Try again at %(clock)s",
            clock=dates.clock(refusal.until + dates.MINUTE),
        )
    return str(WORDS[type(refusal)])
