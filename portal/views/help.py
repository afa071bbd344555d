"""What the portal does and what its marks mean."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from portal.access.guard import public

pages = Blueprint("help", __name__, url_prefix="/help")


@pages.get("")
@public
def index() -> ResponseReturnValue:
    """Explain the way of a return and the marks."""
    return render_template("help/index.html", whose_step=whose_step())


def whose_step() -> list[tuple[str, str]]:
    """Return, for each standing that people meet, who has the next step."""
    you = gettext("You, the unit")
    portal = gettext("The portal: nothing for you to do")
    officer = gettext("An officer of the department")
    nobody = gettext("Nobody: it is done")
    return [
        ("due", you),
        ("overdue", you),
        ("checking", portal),
        ("to_correct", you),
        ("to_explain", you),
        ("to_sign", gettext("The unit head, or the NGO head")),
        ("in_review", officer),
        ("returned", you),
        ("accepted", portal),
        ("loaded", nobody),
    ]
