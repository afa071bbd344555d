"""The form by which the audit trail is asked."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import DateField, SelectField, StringField
from wtforms.validators import Length, Optional

from portal.services.audit_search import Question


class Day(DateField):
    """A day, with words of ours for what is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read a day of the calendar."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Enter a day such as 2026-01-20")) from error


class QuestionForm(FlaskForm):
    """Who, what, which thing, when; sent in the address, so that it can be kept."""

    class Meta:
        """It changes nothing, so it needs no token."""

        csrf = False

    who = StringField(_("Sign-in name"), validators=[Length(max=200)])
    act = SelectField(_("What was done"), default="", validate_choice=False)
    thing = StringField(_("Number of the thing"), validators=[Length(max=200)])
    since = Day(_("From day"), validators=[Optional()])
    until = Day(_("To day"), validators=[Optional()])

    def question(self) -> Question:
        """Return what is asked."""
        return Question(
            who=self.who.data or "",
            act=self.act.data or "",
            thing=self.thing.data or "",
            since=self.since.data,
            until=self.until.data,
        )
