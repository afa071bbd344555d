"""The department's posts by branch; those that are there stay the whole department's."""

from alembic import op

revision = "0012"
down_revision = "0011"

TABLES = """
ALTER TABLE membership ADD COLUMN branch text;
ALTER TABLE membership ADD CONSTRAINT membership_branched_check CHECK (
    branch IS NULL OR role IN (
        'officer', 'supervisor', 'swd_admin', 'senior_manager', 'auditor', 'case_officer'));
"""


def upgrade() -> None:
    """Add them."""
    op.execute(TABLES)
