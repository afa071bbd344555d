"""How referrals are spoken of on pages: codes by their names, one sentence of standing a file."""

from flask import Flask
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from portal.languages import language
from portal.models.referrals import BatchState, Mode, Referral, ReferralBatch, ReferralState
from portal.services import catalogue
from portal.services.referrals import Said
from portal.webforms.referrals import REASON_WORDS

CELLS_SHOWN = 12

NEXT_STEPS = {
    BatchState.TAKEN: _("Nothing to do. The file below has the reference of each referral."),
    BatchState.TAKEN_IN_PART: _(
        "Download the rows to correct, correct them and send that file."
        " What was taken is not taken twice."
    ),
    BatchState.NOT_TAKEN: _(
        "Correct the rows and send the whole file again. Nothing of it was taken."
    ),
}


def install(app: Flask) -> None:
    """Give every page these words."""
    app.jinja_env.globals.update(
        batch_headline=batch_headline,
        batch_next_step=batch_next_step,
        referral_standing=referral_standing,
        cells_shown=CELLS_SHOWN,
        code_words=code_words,
        said_words=said_words,
        show_reasons=REASON_WORDS,
    )


def referral_standing(state: ReferralState) -> str:
    """Return the badge of a referral's state; work that waits has one of that name already."""
    return "to_take_up" if state is ReferralState.WAITING else state


def code_words(referral: Referral, key: str) -> str:
    """Return what a code of a referral means, in the language of the page."""
    code = str(getattr(referral, key))
    codes = catalogue.known(referral.form).lists[0].field(key).codes
    return codes[code].in_language(language().code) if code in codes else code


def said_words(said: Said) -> str:
    """Return what a field says, a code by its name; dots while it is masked."""
    if said.value is None:
        return "••••••"
    meant = said.field.codes.get(said.value)
    return meant.in_language(language().code) if meant else said.value


def batch_headline(batch: ReferralBatch) -> str:
    """Return the one sentence of standing: how many rows were taken, how many are to correct."""
    counts = {name: f"{number:,}" for name, number in batch.counts.items()}
    match batch.state:
        case BatchState.TAKEN if batch.counts["again"]:
            return gettext("%(taken)s taken, %(again)s were taken before", **counts)
        case BatchState.TAKEN:
            return gettext("%(taken)s taken, nothing to correct", **counts)
        case BatchState.TAKEN_IN_PART:
            return gettext("%(taken)s taken, %(wrong)s to correct", **counts)
        case BatchState.NOT_TAKEN:
            return gettext("Nothing taken, %(wrong)s to correct", **counts)
        case BatchState.REFUSED:
            return gettext("The file could not be taken")
    return gettext("Checking your file")


def batch_next_step(batch: ReferralBatch) -> str:
    """Return what the sender does next."""
    if batch.state is BatchState.NOT_TAKEN and batch.mode is Mode.GOOD_ROWS:
        return str(NEXT_STEPS[BatchState.TAKEN_IN_PART])
    return str(NEXT_STEPS.get(batch.state, ""))
