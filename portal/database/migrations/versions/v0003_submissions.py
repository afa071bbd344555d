"""Forms, what is owed, what was sent, and what people said to it."""

from alembic import op

revision = "0003"
down_revision = "0002"

OWED = """
CREATE TABLE form_revision (
    id uuid NOT NULL,
    code text NOT NULL,
    revision integer NOT NULL,
    sha256 text NOT NULL,
    text text NOT NULL,
    status text NOT NULL,
    approved_by uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT form_revision_pkey PRIMARY KEY (id),
    CONSTRAINT form_revision_sha256_key UNIQUE (sha256),
    CONSTRAINT form_revision_approved_by_fkey FOREIGN KEY (approved_by) REFERENCES account (id),
    CONSTRAINT form_revision_status_check
        CHECK (status IN ('draft', 'trial', 'approved', 'withdrawn'))
);
CREATE INDEX form_revision_code_idx ON form_revision (code);

CREATE TABLE obligation (
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    form text NOT NULL,
    period text NOT NULL,
    due date NOT NULL,
    excused_reason text,
    CONSTRAINT obligation_pkey PRIMARY KEY (id),
    CONSTRAINT obligation_unit_id_form_period_key UNIQUE (unit_id, form, period),
    CONSTRAINT obligation_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit (id),
    CONSTRAINT obligation_period_check CHECK (period ~ '^20[0-9]{2}-[0-9]{2}Q[1-4]$')
);
CREATE INDEX obligation_due_idx ON obligation (due);
CREATE INDEX obligation_period_idx ON obligation (period);
"""

SENT = """
CREATE TABLE upload (
    id uuid NOT NULL,
    key text NOT NULL,
    sha256 text NOT NULL,
    size bigint NOT NULL,
    filename text NOT NULL,
    sent_by uuid NOT NULL,
    channel text NOT NULL,
    received_at timestamptz NOT NULL,
    CONSTRAINT upload_pkey PRIMARY KEY (id),
    CONSTRAINT upload_key_key UNIQUE (key),
    CONSTRAINT upload_sent_by_fkey FOREIGN KEY (sent_by) REFERENCES account (id),
    CONSTRAINT upload_channel_check CHECK (channel IN ('page', 'api'))
);
CREATE INDEX upload_sha256_idx ON upload (sha256);

CREATE TABLE submission (
    id uuid NOT NULL,
    reference text NOT NULL,
    upload_id uuid NOT NULL,
    form text,
    revision integer,
    unit_id uuid,
    period text,
    obligation_id uuid,
    version integer NOT NULL,
    state text NOT NULL,
    state_since timestamptz NOT NULL,
    outcome text,
    verdict_key text,
    plan_hash text,
    engine_version text,
    counts jsonb NOT NULL,
    to_decide integer NOT NULL,
    attempts integer NOT NULL,
    next_try_at timestamptz,
    last_failure text,
    previous_id uuid,
    created_at timestamptz NOT NULL,
    CONSTRAINT submission_pkey PRIMARY KEY (id),
    CONSTRAINT submission_reference_key UNIQUE (reference),
    CONSTRAINT submission_upload_id_fkey FOREIGN KEY (upload_id) REFERENCES upload (id),
    CONSTRAINT submission_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit (id),
    CONSTRAINT submission_obligation_id_fkey
        FOREIGN KEY (obligation_id) REFERENCES obligation (id),
    CONSTRAINT submission_previous_id_fkey FOREIGN KEY (previous_id) REFERENCES submission (id),
    CONSTRAINT submission_period_check CHECK (period ~ '^20[0-9]{2}-[0-9]{2}Q[1-4]$'),
    CONSTRAINT submission_outcome_check
        CHECK (outcome IN ('passed', 'queries', 'failed', 'refused')),
    CONSTRAINT submission_state_check CHECK (state IN (
        'received', 'checking', 'refused', 'to_correct', 'to_explain', 'to_sign', 'signed',
        'in_review', 'returned', 'accepted', 'loaded', 'superseded', 'withdrawn')),
    -- Deferred, so that in one transaction the later version is loaded and the former ends.
    CONSTRAINT submission_one_loaded EXCLUDE USING btree (obligation_id WITH =)
        WHERE (state = 'loaded') DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX submission_upload_id_idx ON submission (upload_id);
CREATE INDEX submission_unit_id_idx ON submission (unit_id);
CREATE UNIQUE INDEX submission_version_key ON submission (obligation_id, version)
    WHERE obligation_id IS NOT NULL;
-- What the sweep asks, what a desk asks, what an officer's list asks.
CREATE INDEX submission_waiting_idx ON submission (next_try_at)
    WHERE state IN ('received', 'checking', 'accepted');
CREATE INDEX submission_open_idx ON submission (unit_id, state)
    WHERE state NOT IN ('refused', 'loaded', 'superseded', 'withdrawn');
CREATE INDEX submission_review_idx ON submission (state_since) WHERE state = 'in_review';

CREATE TABLE idempotency (
    account_id uuid NOT NULL,
    key text NOT NULL,
    request_hash text NOT NULL,
    submission_id uuid NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT idempotency_pkey PRIMARY KEY (account_id, key),
    CONSTRAINT idempotency_account_id_fkey FOREIGN KEY (account_id) REFERENCES account (id),
    CONSTRAINT idempotency_submission_id_fkey
        FOREIGN KEY (submission_id) REFERENCES submission (id)
);
"""

SAID = """
CREATE TABLE finding (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    finding text NOT NULL,
    rule text NOT NULL,
    severity text NOT NULL,
    fingerprint text NOT NULL,
    answer_key text NOT NULL,
    document jsonb NOT NULL,
    answer_kind text,
    answer_reason text,
    answer_text text,
    answered_by uuid,
    answered_at timestamptz,
    CONSTRAINT finding_pkey PRIMARY KEY (id),
    CONSTRAINT finding_submission_id_finding_key UNIQUE (submission_id, finding),
    CONSTRAINT finding_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id),
    CONSTRAINT finding_answered_by_fkey FOREIGN KEY (answered_by) REFERENCES account (id),
    CONSTRAINT finding_severity_check CHECK (severity IN ('reject', 'error', 'query', 'note')),
    CONSTRAINT finding_answer_kind_check CHECK (answer_kind IN ('explain', 'figure_is_right')),
    CONSTRAINT finding_answered_check CHECK (
        (answer_kind IS NULL) = (answered_at IS NULL)
        AND (answer_kind IS NULL) = (answered_by IS NULL))
);
CREATE INDEX finding_rule_idx ON finding (rule);
CREATE INDEX finding_fingerprint_idx ON finding (fingerprint);
CREATE INDEX finding_answer_key_idx ON finding (answer_key);

CREATE TABLE decision (
    id uuid NOT NULL,
    finding_id uuid NOT NULL,
    decision text NOT NULL,
    reason text NOT NULL,
    decided_by uuid NOT NULL,
    decided_at timestamptz NOT NULL,
    confirms_id uuid,
    CONSTRAINT decision_pkey PRIMARY KEY (id),
    CONSTRAINT decision_finding_id_fkey FOREIGN KEY (finding_id) REFERENCES finding (id),
    CONSTRAINT decision_decided_by_fkey FOREIGN KEY (decided_by) REFERENCES account (id),
    CONSTRAINT decision_confirms_id_fkey FOREIGN KEY (confirms_id) REFERENCES decision (id),
    CONSTRAINT decision_confirms_id_key UNIQUE (confirms_id),
    CONSTRAINT decision_decision_check CHECK (decision IN ('accept', 'return', 'override'))
);
CREATE INDEX decision_finding_id_idx ON decision (finding_id);

CREATE TABLE signature (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    role text NOT NULL,
    signed_by uuid NOT NULL,
    signed_at timestamptz NOT NULL,
    sha256 text NOT NULL,
    statement text NOT NULL,
    takes_back_id uuid,
    CONSTRAINT signature_pkey PRIMARY KEY (id),
    CONSTRAINT signature_submission_id_fkey
        FOREIGN KEY (submission_id) REFERENCES submission (id),
    CONSTRAINT signature_signed_by_fkey FOREIGN KEY (signed_by) REFERENCES account (id),
    CONSTRAINT signature_takes_back_id_fkey FOREIGN KEY (takes_back_id) REFERENCES signature (id),
    CONSTRAINT signature_takes_back_id_key UNIQUE (takes_back_id),
    CONSTRAINT signature_role_check CHECK (role IN ('unit_head', 'ngo_head'))
);
CREATE INDEX signature_submission_id_idx ON signature (submission_id);
"""

RIGHTS = """
GRANT SELECT, INSERT ON form_revision, upload, decision, signature TO esubmit_app;
GRANT SELECT, INSERT, UPDATE ON obligation, submission TO esubmit_app;
-- A check that runs again writes its findings again.
GRANT SELECT, INSERT, UPDATE, DELETE ON finding, idempotency TO esubmit_app;
"""


def upgrade() -> None:
    """Add them."""
    for statements in (OWED, SENT, SAID, RIGHTS):
        op.execute(statements)
