"""The department's own administrators, and posts that are handed over by two persons."""

from alembic import op

revision = "0010"
down_revision = "0007"

TABLES = """
ALTER TABLE membership DROP CONSTRAINT membership_scoped_check;
ALTER TABLE membership ADD CONSTRAINT membership_scoped_check CHECK (
    role IN ('unit_user', 'unit_head', 'case_officer')
        AND unit_id IS NOT NULL AND organisation_id IS NULL
    OR role IN ('ngo_head', 'ngo_admin', 'ngo_reader', 'referrer')
        AND unit_id IS NULL AND organisation_id IS NOT NULL
    OR role IN ('officer', 'supervisor', 'swd_admin', 'system_admin', 'senior_manager', 'auditor')
        AND unit_id IS NULL AND organisation_id IS NULL);

ALTER TABLE factor_reset ADD COLUMN new_email text;
ALTER TABLE factor_reset ADD CONSTRAINT factor_reset_not_oneself_check
    CHECK (asked_by <> account_id AND confirmed_by <> account_id);
"""


def upgrade() -> None:
    """Add them."""
    op.execute(TABLES)
