"""References that people quote: a letter for the kind of thing, and eight signs by chance."""

import secrets

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new(kind: str) -> str:
    """Make a reference: B for a file of referrals, F for a referral."""
    code = "".join(secrets.choice(_ALPHABET) for _ in range(8))
    return f"{kind}-{code[:4]}-{code[4:]}"
