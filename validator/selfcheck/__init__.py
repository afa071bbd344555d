"""The self-check sheet of a blank workbook: the form's rules as live formulas.

One typed plan makes the check and these formulas alike; `docs/decisions/` says how.
"""

from validator.selfcheck.lines import Checks
from validator.selfcheck.listed import Spread
from validator.selfcheck.sheet import write_self_check
from validator.selfcheck.workings import Workings

__all__ = ["Checks", "Spread", "Workings", "write_self_check"]
