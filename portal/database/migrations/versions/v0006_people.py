"""Second factors, links sent by mail, resets by two persons, and the mails themselves."""

from alembic import op

revision = "0006"
down_revision = "0005"

TABLES = """
ALTER TABLE account ADD COLUMN totp_secret text;
ALTER TABLE account ADD COLUMN totp_step bigint;
ALTER TABLE account ADD COLUMN must_change boolean NOT NULL DEFAULT false;
ALTER TABLE account ALTER COLUMN must_change DROP DEFAULT;

CREATE TABLE one_time_code (
    account_id uuid NOT NULL,
    code_hash text NOT NULL,
    used_at timestamptz,
    CONSTRAINT one_time_code_pkey PRIMARY KEY (account_id, code_hash),
    CONSTRAINT one_time_code_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id)
);

CREATE TABLE mailed_link (
    id uuid NOT NULL,
    token_hash text NOT NULL,
    purpose text NOT NULL,
    account_id uuid NOT NULL,
    made_by uuid,
    made_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    CONSTRAINT mailed_link_pkey PRIMARY KEY (id),
    CONSTRAINT mailed_link_token_hash_key UNIQUE (token_hash),
    CONSTRAINT mailed_link_purpose_check CHECK (purpose IN ('invite', 'recover')),
    CONSTRAINT mailed_link_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT mailed_link_made_by_fkey FOREIGN KEY (made_by) REFERENCES account (id)
);
CREATE INDEX mailed_link_account_id_idx ON mailed_link (account_id);

CREATE TABLE factor_reset (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    asked_by uuid NOT NULL,
    asked_at timestamptz NOT NULL,
    confirmed_by uuid,
    confirmed_at timestamptz,
    CONSTRAINT factor_reset_pkey PRIMARY KEY (id),
    CONSTRAINT factor_reset_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT factor_reset_asked_by_fkey FOREIGN KEY (asked_by) REFERENCES account (id),
    CONSTRAINT factor_reset_confirmed_by_fkey FOREIGN KEY (confirmed_by) REFERENCES account (id),
    CONSTRAINT factor_reset_two_persons_check CHECK (confirmed_by <> asked_by)
);
CREATE INDEX factor_reset_account_id_idx ON factor_reset (account_id);

CREATE TABLE mail (
    id uuid NOT NULL,
    sent_to text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    made_at timestamptz NOT NULL,
    sent_at timestamptz,
    attempts integer NOT NULL,
    next_try_at timestamptz,
    last_failure text,
    CONSTRAINT mail_pkey PRIMARY KEY (id)
);
CREATE INDEX mail_waiting_idx ON mail (next_try_at) WHERE sent_at IS NULL;
"""

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON mailed_link, factor_reset, mail, one_time_code TO esubmit_app;
GRANT DELETE ON one_time_code TO esubmit_app;
REVOKE ALL ON one_time_code, mailed_link, factor_reset, mail FROM esubmit_reader;
"""


def upgrade() -> None:
    """Add them."""
    op.execute(TABLES)
    op.execute(RIGHTS)
