"""The self-check sheet of a blank workbook: the form's rules as live formulas.

One typed plan makes the check and these formulas alike; `docs/decisions/` says how.
"""

from validator.selfcheck.sheet import write_self_check

__all__ = ["write_self_check"]
