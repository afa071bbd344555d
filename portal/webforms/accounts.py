"""The forms to sign in with: name and password, then the code."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from portal import entry
from portal.models.accounts import Account
from portal.services import accounts, second_factor

LONGEST = 200  # what is longer is no name, and hashing it would be work for nothing


class SignInForm(FlaskForm):
    """Name and password."""

    name = StringField(
        _("Sign-in name"),
        filters=[lambda said: said.strip().lower() if said else said],
        validators=[
            InputRequired(_("Enter your sign-in name, such as unit101.user")),
            Length(max=LONGEST, message=_("Enter a sign-in name of at most 200 characters")),
        ],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _("Password"),
        validators=[
            InputRequired(_("Enter your password")),
            Length(max=LONGEST, message=_("Enter a password of at most 200 characters")),
        ],
        render_kw={"autocomplete": "current-password"},
    )

    def owner(self) -> Account:
        """Return the account that name and password belong to."""
        return accounts.check_password(
            self.name.data or "", self.password.data or "", **entry.browser()
        )


class CodeForm(FlaskForm):
    """A code of the app, or a one-time code."""

    code = StringField(
        _("Code"),
        filters=[lambda said: said.strip() if said else said],
        validators=[
            InputRequired(_("Enter the six figures that your app shows, or a one-time code")),
            Length(max=40, message=_("Enter one code only")),
        ],
        render_kw={
            "autocomplete": "one-time-code",
            "autocapitalize": "none",
            "spellcheck": "false",
            "autofocus": True,
        },
    )

    def opens(self, account: Account) -> Account:
        """Open an account by the code."""
        return accounts.check_code(account, self.code.data or "", **entry.browser())

    def proves(self, account: Account) -> Account:
        """Look whether the code is the account's."""
        return accounts.prove(account, self.code.data or "", **entry.browser())

    def binds(self, account: Account) -> list[str]:
        """Bind the app that shows the code, and return the one-time codes."""
        return second_factor.set_up(account, entry.new_secret(), self.code.data or "")
