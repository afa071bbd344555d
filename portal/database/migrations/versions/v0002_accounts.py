"""Who may come in; and everything they do, which is only ever added to."""

from alembic import op

revision = "0002"
down_revision = "0001"

TABLES = """
CREATE TABLE account (
    id uuid NOT NULL,
    name text NOT NULL,
    post_en text NOT NULL,
    post_zh text NOT NULL,
    email text,
    password_hash text,
    language text NOT NULL,
    session_version integer NOT NULL,
    active boolean NOT NULL,
    is_sample boolean NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT account_pkey PRIMARY KEY (id),
    CONSTRAINT account_name_key UNIQUE (name),
    CONSTRAINT account_name_lower_check CHECK (name = lower(name)),
    CONSTRAINT account_language_check CHECK (language IN ('en', 'zh-Hant'))
);

CREATE TABLE membership (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    role text NOT NULL,
    organisation_id uuid,
    unit_id uuid,
    CONSTRAINT membership_pkey PRIMARY KEY (id),
    CONSTRAINT membership_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT membership_organisation_id_fkey
        FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT membership_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit (id),
    CONSTRAINT membership_scoped_check CHECK (
        role IN ('unit_user', 'unit_head')
            AND unit_id IS NOT NULL AND organisation_id IS NULL
        OR role IN ('ngo_head', 'ngo_admin', 'ngo_reader')
            AND unit_id IS NULL AND organisation_id IS NOT NULL
        OR role IN ('officer', 'supervisor', 'system_admin', 'senior_manager', 'auditor')
            AND unit_id IS NULL AND organisation_id IS NULL)
);
CREATE INDEX membership_account_id_idx ON membership (account_id);
CREATE INDEX membership_unit_id_idx ON membership (unit_id);

CREATE TABLE sign_in_attempt (
    name_hash text NOT NULL,
    address text NOT NULL,
    failed integer NOT NULL,
    last_at timestamptz NOT NULL,
    CONSTRAINT sign_in_attempt_pkey PRIMARY KEY (name_hash, address)
);
CREATE INDEX sign_in_attempt_last_at_idx ON sign_in_attempt (last_at);

CREATE TABLE api_token (
    id uuid NOT NULL,
    account_id uuid NOT NULL,
    token_hash text NOT NULL,
    label text NOT NULL,
    created_at timestamptz NOT NULL,
    revoked_at timestamptz,
    CONSTRAINT api_token_pkey PRIMARY KEY (id),
    CONSTRAINT api_token_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT api_token_token_hash_key UNIQUE (token_hash)
);
CREATE INDEX api_token_account_id_idx ON api_token (account_id);

CREATE TABLE audit (
    id bigint GENERATED ALWAYS AS IDENTITY,
    at timestamptz NOT NULL,
    account_id uuid,
    act text NOT NULL,
    noun text NOT NULL,
    noun_id text,
    detail jsonb NOT NULL,
    ip text,
    CONSTRAINT audit_pkey PRIMARY KEY (id),
    CONSTRAINT audit_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id)
);
CREATE INDEX audit_at_idx ON audit (at);
CREATE INDEX audit_account_id_idx ON audit (account_id);
CREATE INDEX audit_thing_idx ON audit (noun, noun_id);

CREATE TABLE tick (
    name text NOT NULL,
    last_run timestamptz NOT NULL,
    CONSTRAINT tick_pkey PRIMARY KEY (name)
);
"""

RIGHTS = """
GRANT SELECT, INSERT, UPDATE ON account, api_token, tick TO esubmit_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON membership, sign_in_attempt TO esubmit_app;
GRANT SELECT, INSERT ON audit TO esubmit_app;

-- Reports have no use for secrets.
REVOKE ALL ON account, api_token, sign_in_attempt FROM esubmit_reader;
GRANT SELECT (id, name, post_en, post_zh, language, active, is_sample, created_at)
    ON account TO esubmit_reader;
"""


def upgrade() -> None:
    """Add them."""
    op.execute(TABLES)
    op.execute(RIGHTS)
