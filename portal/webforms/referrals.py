"""The forms to send a file of referrals with, and to say why one looks at a person."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from portal.services.referrals import REASONS

ENDINGS = (".csv", ".txt", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")

REASON_WORDS = {
    "contact": _("To contact the person"),
    "assess": _("To assess what is needed"),
    "duplicate": _("To see whether it is the same person as in another referral"),
    "correct": _("To correct what was sent"),
    "complaint": _("To answer an enquiry or a complaint"),
}
MODE_WORDS = {
    "good_rows": _(
        "Take good rows: each row without a fault is taken at once and gets a reference;"
        " the others come back in a file of their own"
    ),
    "all_or_nothing": _(
        "All or nothing: while one row has a fault no row is taken;"
        " the whole file comes back with each fault named"
    ),
}


class SendForm(FlaskForm):
    """One file of rows, and what is to become of it when some rows are wrong."""

    rows = FileField(_("File of referrals"), render_kw={"accept": ",".join(ENDINGS)})
    mode = RadioField(
        _("If some rows have a fault"),
        choices=[SelectChoice(mode, words) for mode, words in MODE_WORDS.items()],
        default="good_rows",
        validators=[InputRequired(_("Say what is to become of the good rows"))],
    )

    def validate_rows(self, field: FileField) -> None:
        """Hold the choice to files that can hold rows."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose a file"))
        if not field.data.filename.lower().endswith(ENDINGS):
            raise ValidationError(
                _("The selected file must be a CSV or a workbook (%(endings)s)")
                % {"endings": ", ".join(ENDINGS)}
            )


class ShowForm(FlaskForm):
    """Why somebody wants to see what is personal: one of a few reasons, since it is kept."""

    reason = RadioField(
        _("Reason"),
        choices=[SelectChoice(reason, REASON_WORDS[reason]) for reason in REASONS],
        validators=[InputRequired(_("Choose the reason for which you look"))],
    )
