"""Files under a key each; what was erased, for what, until when; why a file of referrals failed."""

from alembic import op

revision = "0015"
down_revision = "0014"

COLUMNS = """
ALTER TABLE upload ADD COLUMN sealed_sha256 text, ADD COLUMN erased_because text;
UPDATE upload SET erased_because = 'referrals_here' WHERE erased_at IS NOT NULL;
ALTER TABLE referral_batch ADD COLUMN last_failure text, ADD COLUMN erased_at timestamptz,
    ADD COLUMN deleted_at timestamptz;
UPDATE referral_batch b SET erased_at = now(), next_try_at = NULL,
        state = CASE WHEN state IN ('received', 'checking') THEN 'refused' ELSE state END
    WHERE NOT EXISTS (SELECT FROM data_key WHERE thing_id = b.id);
"""

INDEXES = """
CREATE INDEX referral_due_idx ON referral (state_since) WHERE erased_at IS NULL;
CREATE INDEX referral_batch_due_idx ON referral_batch (state_since) WHERE erased_at IS NULL;
CREATE INDEX referral_batch_to_delete_idx ON referral_batch (erased_at)
    WHERE erased_at IS NOT NULL AND deleted_at IS NULL;
CREATE INDEX submission_refused_idx ON submission (state_since) WHERE state = 'refused';
"""

RIGHTS = """
GRANT UPDATE (erased_because) ON upload TO esubmit_app;
GRANT UPDATE (last_failure, erased_at, deleted_at) ON referral_batch TO esubmit_app;
"""


def upgrade() -> None:
    """Add them."""
    op.execute(COLUMNS)
    op.execute(INDEXES)
    op.execute(RIGHTS)
