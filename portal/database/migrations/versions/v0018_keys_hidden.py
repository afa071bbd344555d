"""Keys that stand once as fingerprints, of returns that count alone; what has ended may go."""

import hmac
import struct

import sqlalchemy as sa
from alembic import op

import config

revision = "0018"
down_revision = "0017"

OVER = """
DELETE FROM sent_key k USING load l JOIN submission s ON s.id = l.submission_id
    WHERE l.id = k.load_id AND s.state <> 'loaded';
"""

RIGHTS = "GRANT DELETE ON register_entry, sent_key TO esubmit_app;"

KEPT = "SELECT DISTINCT name, value FROM sent_key"
HIDDEN = "UPDATE sent_key SET value = :hidden WHERE name = :name AND value = :value"


def upgrade() -> None:
    """Hide what stands, and add the rights."""
    op.execute(OVER)
    bind = op.get_bind()
    for name, value in bind.execute(sa.text(KEPT)).all():
        hidden = {"name": name, "value": value, "hidden": _hidden(name, value)}
        bind.execute(sa.text(HIDDEN), hidden)
    op.execute(RIGHTS)


def _hidden(name: str, value: str) -> str:
    """Return what `portal.services.keys` makes of a key, as it was at this version."""
    secret = config.settings().referral_index_key.get_secret_value()
    key = hmac.digest(secret.encode(), b"esubmit referrals/fingerprint", "sha256")
    parts = (b"stands once", name.encode(), value.encode())
    framed = b"".join(struct.pack(">I", len(part)) + part for part in parts)
    return hmac.digest(key, framed, "sha256").hex()
