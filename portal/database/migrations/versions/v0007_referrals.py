"""Referrals: files, persons, the keys that open them, the offices and roles that see them."""

from alembic import op

revision = "0007"
down_revision = "0008"

ROLES = """
ALTER TABLE organisation DROP CONSTRAINT organisation_kind_check;
ALTER TABLE organisation ADD CONSTRAINT organisation_kind_check
    CHECK (kind IN ('ngo', 'swd', 'bureau', 'department', 'hospital'));
ALTER TABLE membership DROP CONSTRAINT membership_scoped_check;
ALTER TABLE membership ADD CONSTRAINT membership_scoped_check CHECK (
    role IN ('unit_user', 'unit_head', 'case_officer')
        AND unit_id IS NOT NULL AND organisation_id IS NULL
    OR role IN ('ngo_head', 'ngo_admin', 'ngo_reader', 'referrer')
        AND unit_id IS NULL AND organisation_id IS NOT NULL
    OR role IN ('officer', 'supervisor', 'system_admin', 'senior_manager', 'auditor')
        AND unit_id IS NULL AND organisation_id IS NULL);
"""

TABLES = """
CREATE TABLE data_key (
    thing_id uuid NOT NULL,
    key_id text NOT NULL,
    wrapped bytea NOT NULL,
    CONSTRAINT data_key_pkey PRIMARY KEY (thing_id)
);
CREATE INDEX data_key_key_id_idx ON data_key (key_id);

CREATE TABLE referral_office (
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    service text,
    district text,
    CONSTRAINT referral_office_pkey PRIMARY KEY (id),
    CONSTRAINT referral_office_service_district_key UNIQUE NULLS NOT DISTINCT (service, district),
    CONSTRAINT referral_office_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit (id)
);

CREATE TABLE referral_batch (
    id uuid NOT NULL,
    reference text NOT NULL,
    organisation_id uuid NOT NULL,
    sent_by uuid NOT NULL,
    sent_key text,
    channel text NOT NULL,
    mode text NOT NULL,
    key text NOT NULL,
    size bigint NOT NULL,
    mac bytea NOT NULL,
    kind text NOT NULL,
    read_as text,
    form text,
    state text NOT NULL,
    state_since timestamptz NOT NULL,
    answer_key text,
    counts jsonb NOT NULL,
    attempts integer NOT NULL,
    next_try_at timestamptz,
    created_at timestamptz NOT NULL,
    CONSTRAINT referral_batch_pkey PRIMARY KEY (id),
    CONSTRAINT referral_batch_reference_key UNIQUE (reference),
    CONSTRAINT referral_batch_key_key UNIQUE (key),
    CONSTRAINT referral_batch_sent_by_sent_key_key UNIQUE (sent_by, sent_key),
    CONSTRAINT referral_batch_organisation_id_fkey
        FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT referral_batch_sent_by_fkey FOREIGN KEY (sent_by) REFERENCES account (id),
    CONSTRAINT referral_batch_channel_check CHECK (channel IN ('page', 'api')),
    CONSTRAINT referral_batch_mode_check CHECK (mode IN ('good_rows', 'all_or_nothing')),
    CONSTRAINT referral_batch_state_check CHECK (state IN (
        'received', 'checking', 'refused', 'not_taken', 'taken_in_part', 'taken'))
);
CREATE INDEX referral_batch_mac_idx ON referral_batch (mac);
CREATE INDEX referral_batch_organisation_id_idx ON referral_batch (organisation_id);
CREATE INDEX referral_batch_sent_by_idx ON referral_batch (sent_by);
CREATE INDEX referral_batch_waiting_idx ON referral_batch (next_try_at)
    WHERE state IN ('received', 'checking');

CREATE TABLE referral (
    id uuid NOT NULL,
    reference text NOT NULL,
    batch_id uuid NOT NULL,
    "row" integer NOT NULL,
    organisation_id uuid NOT NULL,
    office_id uuid,
    form text NOT NULL,
    service text NOT NULL,
    district text NOT NULL,
    urgency text NOT NULL,
    referred_on date NOT NULL,
    state text NOT NULL,
    state_since timestamptz NOT NULL,
    sealed jsonb NOT NULL,
    identity_mac bytea,
    content_mac bytea,
    created_at timestamptz NOT NULL,
    erased_at timestamptz,
    CONSTRAINT referral_pkey PRIMARY KEY (id),
    CONSTRAINT referral_reference_key UNIQUE (reference),
    CONSTRAINT referral_organisation_id_identity_mac_key UNIQUE (organisation_id, identity_mac),
    CONSTRAINT referral_batch_id_fkey FOREIGN KEY (batch_id) REFERENCES referral_batch (id),
    CONSTRAINT referral_organisation_id_fkey
        FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT referral_office_id_fkey FOREIGN KEY (office_id) REFERENCES unit (id),
    CONSTRAINT referral_state_check CHECK (state IN ('waiting', 'taken_up', 'erased')),
    CONSTRAINT referral_urgency_check CHECK (urgency IN ('U', 'N')),
    CONSTRAINT referral_erased_check CHECK ((state = 'erased') = (erased_at IS NOT NULL))
);
CREATE INDEX referral_batch_id_idx ON referral (batch_id);
CREATE INDEX referral_office_idx ON referral (office_id, state, created_at);
CREATE INDEX referral_organisation_idx ON referral (organisation_id, created_at);
"""

RIGHTS = """
GRANT SELECT, INSERT ON referral_batch, referral, referral_office TO esubmit_app;
GRANT UPDATE (state, state_since, form, answer_key, counts, attempts, next_try_at)
    ON referral_batch TO esubmit_app;
-- What a referral says never changes; erasing it takes all of that away.
GRANT UPDATE (state, state_since, sealed, identity_mac, content_mac, erased_at)
    ON referral TO esubmit_app;
GRANT SELECT, INSERT, DELETE, UPDATE (key_id, wrapped) ON data_key TO esubmit_app;
REVOKE ALL ON data_key, referral, referral_batch FROM esubmit_reader;
GRANT SELECT (id, reference, batch_id, organisation_id, office_id, form, service, district,
    urgency, referred_on, state, state_since, created_at, erased_at) ON referral TO esubmit_reader;
GRANT SELECT (id, reference, organisation_id, channel, mode, form, state, state_since, counts,
    created_at) ON referral_batch TO esubmit_reader;
"""


def upgrade() -> None:
    """Add them."""
    for statements in (ROLES, TABLES, RIGHTS):
        op.execute(statements)
