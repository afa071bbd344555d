"""What the malware scanner said of each file, which is only ever added to."""

from alembic import op

revision = "0009"
down_revision = "0006"

TABLES = """
CREATE TABLE scan (
    upload_id uuid NOT NULL,
    answer text NOT NULL,
    found text,
    at timestamptz NOT NULL,
    CONSTRAINT scan_pkey PRIMARY KEY (upload_id),
    CONSTRAINT scan_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES upload (id),
    CONSTRAINT scan_answer_check CHECK (answer IN ('clean', 'found', 'too_big'))
);
"""

RIGHTS = "GRANT SELECT, INSERT ON scan TO esubmit_app;"


def upgrade() -> None:
    """Add them."""
    op.execute(TABLES)
    op.execute(RIGHTS)
