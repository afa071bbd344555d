"""What a token is for, until when, and when it was used last."""

from alembic import op

revision = "0008"
down_revision = "0009"

TABLES = """
ALTER TABLE api_token ADD COLUMN scopes text[] NOT NULL
    DEFAULT '{obligations:read,submissions:read,submissions:send}';
ALTER TABLE api_token ALTER COLUMN scopes DROP DEFAULT;
ALTER TABLE api_token ADD COLUMN expires_at timestamptz;
ALTER TABLE api_token ADD COLUMN last_used_at timestamptz;
"""


def upgrade() -> None:
    """Add them; a token from before keeps all that it could do."""
    op.execute(TABLES)
