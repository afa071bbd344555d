"""The form to sign in with."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

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
