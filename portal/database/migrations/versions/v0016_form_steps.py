"""The life of a form's text, step by step; posts of form managers."""

from alembic import op

revision = "0016"
down_revision = "0015"

STEPS = """
ALTER TABLE form_revision DROP CONSTRAINT form_revision_sha256_key;
ALTER TABLE form_revision DROP CONSTRAINT form_revision_status_check;
ALTER TABLE form_revision RENAME COLUMN approved_by TO set_by;
ALTER TABLE form_revision RENAME COLUMN created_at TO at;
ALTER TABLE form_revision
    RENAME CONSTRAINT form_revision_approved_by_fkey TO form_revision_set_by_fkey;
ALTER TABLE form_revision ADD COLUMN reason text NOT NULL DEFAULT '';
ALTER TABLE form_revision ALTER COLUMN reason DROP DEFAULT;
UPDATE form_revision SET status = CASE status
    WHEN 'approved' THEN 'active' WHEN 'withdrawn' THEN 'retired' ELSE status END;
ALTER TABLE form_revision ADD CONSTRAINT form_revision_status_check
    CHECK (status IN ('draft', 'trial', 'active', 'retired'));
CREATE INDEX form_revision_sha256_idx ON form_revision (sha256);
"""

REPLACED = """
INSERT INTO form_revision (id, code, revision, sha256, text, status, at, reason)
SELECT gen_random_uuid(), code, revision, sha256, text, 'retired', after, ''
FROM (
    SELECT *, lead(at) OVER (PARTITION BY code ORDER BY at, id) AS after
    FROM form_revision WHERE status = 'active'
) AS held
WHERE after IS NOT NULL;
"""

POSTS = """
ALTER TABLE membership DROP CONSTRAINT membership_scoped_check;
ALTER TABLE membership ADD CONSTRAINT membership_scoped_check CHECK (
    role IN ('unit_user', 'unit_head', 'case_officer')
        AND unit_id IS NOT NULL AND organisation_id IS NULL
    OR role IN ('ngo_head', 'ngo_admin', 'ngo_reader', 'referrer')
        AND unit_id IS NULL AND organisation_id IS NOT NULL
    OR role IN ('officer', 'supervisor', 'swd_admin', 'system_admin', 'senior_manager', 'auditor',
            'form_manager')
        AND unit_id IS NULL AND organisation_id IS NULL);
ALTER TABLE membership DROP CONSTRAINT membership_branched_check;
ALTER TABLE membership ADD CONSTRAINT membership_branched_check CHECK (
    branch IS NULL OR role IN (
        'officer', 'supervisor', 'swd_admin', 'senior_manager', 'auditor', 'form_manager',
        'case_officer'));
"""


def upgrade() -> None:
    """Tell what was approved as a step of its own; a text that another one replaced is retired."""
    op.execute(STEPS)
    op.execute(REPLACED)
    op.execute(POSTS)
