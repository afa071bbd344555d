"""The form by which an officer decides."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length


class DecisionForm(FlaskForm):
    """Accept, override or return, with the reason that the unit will read."""

    decision = RadioField(_("Decision"), validators=[InputRequired(_("Choose a decision"))])
    reason = TextAreaField(
        _("Reason, for the unit to read"),
        validators=[
            InputRequired(_("Give the reason: the unit reads it")),
            Length(max=2000, message=_("Use at most 2,000 characters")),
        ],
        render_kw={"rows": 3},
    )

    def offer(self, severity: str, *, confirming: bool) -> None:
        """Offer the decisions that fit a finding."""
        keep = _("Accept the explanation")
        if severity == "error":
            keep = _("Override: the figure stands. A supervisor has to confirm")
        if confirming:
            keep = _("Confirm the override: the figure stands")
        value = "override" if severity == "error" else "accept"
        self.decision.choices = [
            SelectChoice(value, keep),
            SelectChoice("return", _("Send the return back to correct")),
        ]
