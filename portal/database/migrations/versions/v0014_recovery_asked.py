"""Addresses for which a new password was asked; the sweep looks whose they are."""

from alembic import op

revision = "0014"
down_revision = "0013"

TABLE = """
CREATE TABLE recovery_asked (
    id uuid NOT NULL,
    email text NOT NULL,
    asked_at timestamptz NOT NULL,
    asked_from text,
    CONSTRAINT recovery_asked_pkey PRIMARY KEY (id)
);
"""

RIGHTS = """
GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_asked TO esubmit_app;
REVOKE ALL ON recovery_asked FROM esubmit_reader;
"""


def upgrade() -> None:
    """Add them."""
    op.execute(TABLE)
    op.execute(RIGHTS)
