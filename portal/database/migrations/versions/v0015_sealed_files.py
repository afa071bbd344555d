"""Files under a key each, what they were erased for, and why a file of referrals failed."""

from alembic import op

revision = "0015"
down_revision = "0014"

COLUMNS = """
ALTER TABLE upload ADD COLUMN sealed_sha256 text, ADD COLUMN erased_because text;
UPDATE upload SET erased_because = 'referrals_here' WHERE erased_at IS NOT NULL;
ALTER TABLE referral_batch ADD COLUMN last_failure text;
"""

RIGHTS = """
GRANT UPDATE (erased_because) ON upload TO esubmit_app;
GRANT UPDATE (last_failure) ON referral_batch TO esubmit_app;
"""


def upgrade() -> None:
    """Add them."""
    op.execute(COLUMNS)
    op.execute(RIGHTS)
