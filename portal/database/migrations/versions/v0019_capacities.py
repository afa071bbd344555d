"""How many places a unit has, as far as anybody has said."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add it."""
    op.execute("ALTER TABLE unit_detail ADD COLUMN capacity integer")
