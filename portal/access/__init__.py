"""Who may do what with whose things: rights and roles as data, asked in one place."""

from portal.access.rights import RIGHTS, ROLES, Reach, rights_of
from portal.access.scope import may_see, organisations_visible, units_visible

__all__ = [
    "RIGHTS",
    "ROLES",
    "Reach",
    "may_see",
    "organisations_visible",
    "rights_of",
    "units_visible",
]
