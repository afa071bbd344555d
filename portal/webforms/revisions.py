"""The forms to send in a draft of a form, to approve it, and to set it aside."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import HiddenField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from portal.services.revisions import LONGEST

BOOKS = (".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
TEXTS = (".yaml", ".yml")


class DraftForm(FlaskForm):
    """One form, as a workbook or as its text."""

    file = FileField(_("File of the form"), render_kw={"accept": ",".join(BOOKS + TEXTS)})
    content = b""

    def validate_file(self, field: FileField) -> None:
        """Hold the choice to a file that can be a form's; keep what is in it."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose a file"))
        if not field.data.filename.lower().endswith(BOOKS + TEXTS):
            raise ValidationError(
                _("The selected file must be a form's workbook or text (%(endings)s)")
                % {"endings": ", ".join(BOOKS + TEXTS)}
            )
        self.content = field.data.read()
        if not self.is_book:
            self._hold_text()

    @property
    def is_book(self) -> bool:
        """Whether the file is a workbook, by its name."""
        return bool(self.file.data.filename.lower().endswith(BOOKS))

    def _hold_text(self) -> None:
        try:
            said = self.content.decode("utf-8")
        except UnicodeDecodeError:
            raise ValidationError(_("The selected file must be text in UTF-8")) from None
        if len(said) > LONGEST:
            raise ValidationError(_("The selected file may have at most 1,000,000 characters"))


class OldForm(FlaskForm):
    """An old return, filled in, of which a first draft is made."""

    old = FileField(_("Old return, filled in"), render_kw={"accept": ",".join(BOOKS)})
    content = b""

    def validate_old(self, field: FileField) -> None:
        """Hold the choice to a workbook; keep what is in it."""
        if not field.data or not field.data.filename:
            raise ValidationError(_("Choose a file"))
        if not field.data.filename.lower().endswith(BOOKS):
            raise ValidationError(
                _("The selected file must be a workbook (%(endings)s)")
                % {"endings": ", ".join(BOOKS)}
            )
        self.content = field.data.read()


class ApproveForm(FlaskForm):
    """The text with which the officer compared the one that is approved."""

    against = HiddenField()


class RetireForm(FlaskForm):
    """Why a text is taken out of force, or a draft set aside, and how it stood by then."""

    standing = HiddenField()
    reason = TextAreaField(
        _("Reason"),
        validators=[
            DataRequired(_("Say in a sentence why: others read it in the form's history")),
            Length(max=500, message=_("Use at most 500 characters")),
        ],
        render_kw={"rows": 2},
    )
