"""Which uploaded files had to be erased, since when, and when the store had deleted them."""

from alembic import op

revision = "0013"
down_revision = "0012"

COLUMNS = """
ALTER TABLE upload ADD COLUMN erased_at timestamptz, ADD COLUMN deleted_at timestamptz;
CREATE INDEX upload_to_delete_idx ON upload (erased_at)
    WHERE erased_at IS NOT NULL AND deleted_at IS NULL;
"""

RIGHTS = "GRANT UPDATE (erased_at, deleted_at) ON upload TO esubmit_app;"


def upgrade() -> None:
    """Add them."""
    op.execute(COLUMNS)
    op.execute(RIGHTS)
