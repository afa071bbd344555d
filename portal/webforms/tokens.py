"""The form that makes a token: its name, what it is for, how long it holds."""

from datetime import datetime, timedelta

from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput

from portal.access.token_scopes import SCOPES
from portal.models.base import now

LIFETIMES = (30, 90, 365)  # days


class ChecksField(SelectMultipleField):
    """Several of a few choices, each with a box to tick."""

    option_widget = CheckboxInput()


class TokenForm(FlaskForm):
    """What one says of a token when it is made."""

    label = StringField(
        _("What will use it"),
        filters=[lambda said: said.strip() if said else said],
        validators=[
            InputRequired(_("Enter what will use the token, such as the name of your system")),
            Length(max=80, message=_("Enter a name of at most 80 characters")),
        ],
    )
    scopes = ChecksField(
        _("What it may do"), validators=[InputRequired(_("Tick at least one thing it may do"))]
    )
    days = RadioField(
        _("How long it holds"), validators=[InputRequired(_("Choose how long it holds"))]
    )

    def offer(self, scopes: list[str]) -> "TokenForm":
        """Offer the scopes that the account could use, and the lifetimes; return the form."""
        self.scopes.choices = [(name, SCOPES[name].words) for name in scopes]
        self.days.choices = [(str(days), _lasts(days)) for days in LIFETIMES]
        self.scopes.validate_choice = True
        return self

    @property
    def expires_at(self) -> datetime:
        """When the token ends."""
        return now() + timedelta(days=int(self.days.data))


def _lasts(days: int) -> str:
    return gettext("1 year") if days == 365 else ngettext("%(num)s day", "%(num)s days", days)
