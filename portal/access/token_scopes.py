"""What a token may be given for: scopes as data. A token opens no more than its account holds."""

from dataclasses import dataclass

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString


@dataclass(frozen=True, slots=True)
class Scope:
    """The right that an account needs for a scope, and what the scope lets a token do."""

    right: str
    words: LazyString


SCOPES: dict[str, Scope] = {
    "submissions:read": Scope("submission.see", _("Read returns, findings and receipts")),
    "submissions:send": Scope("submission.send", _("Send returns, and take them back")),
    "referrals:read": Scope(
        "referral.see", _("Read referrals that were sent, and how each stands")
    ),
    "referrals:send": Scope("referral.send", _("Send referrals")),
    "obligations:read": Scope("obligation.see", _("Read what is owed, and fetch blank forms")),
}


class ScopeMissing(Exception):
    """The token was not given for this."""

    def __init__(self, scope: str) -> None:
        super().__init__(scope)
        self.scope = scope
