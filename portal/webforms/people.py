"""The forms to set passwords, to invite people and to give them work."""

from flask_babel import lazy_gettext as _
from flask_babel.speaklater import LazyString
from flask_wtf import FlaskForm
from wtforms import EmailField, PasswordField, RadioField, SelectField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import EqualTo, InputRequired, Length, Regexp

from portal import entry
from portal.models.accounts import Account, Role
from portal.services import accounts, invitations, links
from portal.services.accounts import SHORTEST_PASSWORD
from portal.webforms.accounts import LONGEST

ROLE_WORDS: dict[str, LazyString] = {
    Role.UNIT_USER: _("Unit user"),
    Role.UNIT_HEAD: _("Unit head"),
    Role.NGO_HEAD: _("NGO head"),
    Role.NGO_ADMIN: _("NGO administrator"),
    Role.NGO_READER: _("NGO reader"),
    Role.OFFICER: _("Officer"),
    Role.SUPERVISOR: _("Supervisor"),
    Role.SWD_ADMIN: _("SWD administrator"),
    Role.SYSTEM_ADMIN: _("System administrator"),
    Role.SENIOR_MANAGER: _("Senior manager"),
    Role.AUDITOR: _("Auditor"),
    Role.FORM_MANAGER: _("Form manager"),
    Role.REFERRER: _("Referrer"),
    Role.CASE_OFFICER: _("Case officer"),
}
Offer = list[tuple[str, str]]
NEW = {"autocomplete": "new-password"}


def _email(label: LazyString) -> EmailField:
    return EmailField(
        label,
        filters=[lambda said: said.strip() if said else said],
        validators=[
            InputRequired(_("Enter an e-mail address")),
            Length(max=LONGEST, message=_("Use at most 200 characters")),
            Regexp(r"[^@\s]+@[^@\s]+\.[^@\s]+$", message=_("Enter one address, such as a@b.org")),
        ],
    )


class NewPasswordForm(FlaskForm):
    """A new password, twice."""

    new = PasswordField(
        _("New password"),
        validators=[
            InputRequired(_("Enter the new password")),
            Length(min=SHORTEST_PASSWORD, max=LONGEST, message=_("Use 12 characters at least")),
        ],
        render_kw=NEW,
    )
    again = PasswordField(
        _("The new password once more"),
        validators=[EqualTo("new", message=_("The two do not match. Enter both again"))],
        render_kw=NEW,
    )

    def sets(self, token: str) -> Account:
        """Set the password by a mailed link."""
        return links.use(token, self.new.data or "")


class PasswordForm(NewPasswordForm):
    """The password at hand, and a new one."""

    old = PasswordField(
        _("Password until now"),
        validators=[InputRequired(_("Enter the password that you signed in with"))],
        render_kw={"autocomplete": "current-password"},
    )

    def changes(self, account: Account) -> bool:
        """Change an account's own password."""
        accounts.change_password(
            account, self.old.data or "", self.new.data or "", **entry.browser()
        )
        return True


class ForgottenForm(FlaskForm):
    """The address that a link to a new password is mailed to."""

    email = _email(_("E-mail address of your account"))


class PlaceForm(FlaskForm):
    """A role, and whose work it is for."""

    role = RadioField(_("As what"), validators=[InputRequired(_("Choose what it is for"))])
    place = SelectField(_("For whose work"), validators=[InputRequired(_("Choose a place"))])
    branch = SelectField(_("Branch of the department"))

    def offer(self, roles: list[Role], places: Offer, branches: Offer) -> None:
        """Offer the roles, places and branches that somebody may give."""
        self.role.choices = [SelectChoice(str(role), ROLE_WORDS[role]) for role in roles]
        self.place.choices = [SelectChoice(place, words) for place, words in places]
        self.branch.choices = [SelectChoice(code, words) for code, words in branches]
        if not branches:
            del self.branch

    def gives(self, account: Account, by: Account) -> Account:
        """Give an account this work."""
        role = Role(self.role.data)
        place, branch = self.place.data or "", self.chosen_branch()
        return invitations.add_place(account, role, place, branch=branch, by=by)

    def chosen_branch(self) -> str:
        """Return the code of the branch; "" where none is chosen or offered."""
        return (self.branch.data or "") if self.branch else ""


class InviteForm(PlaceForm):
    """Whom to invite."""

    name = StringField(
        _("Sign-in name"),
        filters=[lambda said: said.strip().lower() if said else said],
        validators=[
            InputRequired(_("Enter a sign-in name, such as unit101.user")),
            Regexp(
                r"[a-z0-9][a-z0-9._-]{2,59}$",
                message=_("Use 3 to 60 small letters, figures, dots, hyphens"),
            ),
        ],
        render_kw={"autocapitalize": "none", "spellcheck": "false", "autocomplete": "off"},
    )
    email = _email(_("E-mail address"))
    post_en = StringField(
        _("Name of the post in English"),
        validators=[
            InputRequired(_("Enter the post in English, such as Unit head, Unit 101")),
            Length(max=LONGEST, message=_("Use at most 200 characters")),
        ],
    )
    post_zh = StringField(
        _("Name of the post in Chinese"),
        validators=[
            InputRequired(_("Enter the post in Chinese")),
            Length(max=LONGEST, message=_("Use at most 200 characters")),
        ],
    )

    def invites(self, by: Account) -> Account:
        """Invite the person."""
        return invitations.invite(
            invitations.Invitation(
                name=self.name.data or "",
                email=self.email.data or "",
                post_en=self.post_en.data or "",
                post_zh=self.post_zh.data or "",
                role=Role(self.role.data),
                place=self.place.data or "",
                branch=self.chosen_branch(),
            ),
            by=by,
        )


class HandOverForm(FlaskForm):
    """To whom a post goes."""

    email = _email(_("E-mail address of the new holder"))
