"""The forms to send, answer and sign a return with."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from wtforms import BooleanField, RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from portal.services.answers import REASONS

ENDINGS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".txt", ".zip")

REASON_WORDS = {
    "seasonal": _("Season or school holidays"),
    "new_funding": _("New or ended funding"),
    "staff_vacancy": _("Staff vacancy or new staff"),
    "last_quarter_wrong": _("Last quarter's figure was wrong"),
    "other": _("Something else"),
}


class UploadForm(FlaskForm):
    """One or several files; what they are is read from them."""

    workbooks = MultipleFileField(_("Files"), render_kw={"accept": ",".join(ENDINGS)})

    def validate_workbooks(self, field: MultipleFileField) -> None:
        """Hold the choice to files that can be returns at all."""
        chosen = [file for file in field.data or [] if file and file.filename]
        if not chosen:
            raise ValidationError(_("Choose at least one file"))
        if any(not file.filename.lower().endswith(ENDINGS) for file in chosen):
            raise ValidationError(
                _("The selected file must be a workbook, a CSV or a ZIP of them (%(endings)s)")
                % {"endings": ", ".join(ENDINGS)}
            )
        field.data = chosen


class AnswerForm(FlaskForm):
    """Why a figure is right, or what explains it."""

    reason = RadioField(
        _("Reason"),
        choices=[SelectChoice(reason, REASON_WORDS[reason]) for reason in REASONS],
        default="other",
        validators=[InputRequired(_("Choose a reason"))],
    )
    text = TextAreaField(
        _("In your words"),
        validators=[
            InputRequired(_("Say in a sentence what happened: an officer decides by it")),
            Length(max=2000, message=_("Use at most 2,000 characters")),
        ],
        render_kw={"rows": 3},
    )


class SignForm(FlaskForm):
    """The statement under which a head signs."""

    agree = BooleanField(
        _("The figures are true and complete to the best of my knowledge."),
        validators=[InputRequired(_("Tick the statement to sign"))],
    )
