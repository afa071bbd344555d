"""The three roles; organisations, units and what was agreed with them."""

from alembic import op

revision = "0001"
down_revision = None

# Roles belong to the whole server. Where an administrator has made them, they stay as they are.
ROLES = """
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['esubmit_app', 'esubmit_reader'] LOOP
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) THEN
            EXECUTE format(
                'CREATE ROLE %I LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS', name);
        END IF;
    END LOOP;
END $$;

GRANT USAGE ON SCHEMA public TO esubmit_app, esubmit_reader;

-- Whoever serves says whether the database has the version that the program expects.
GRANT SELECT ON alembic_version TO esubmit_app, esubmit_reader;

-- The reader reads whatever the owner adds; the app is granted table by table.
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO esubmit_reader;

-- Exclusion constraints compare ids and codes beside ranges.
CREATE EXTENSION IF NOT EXISTS btree_gist;
"""

TABLES = """
CREATE TABLE organisation (
    id uuid NOT NULL,
    code text NOT NULL,
    kind text NOT NULL,
    CONSTRAINT organisation_pkey PRIMARY KEY (id),
    CONSTRAINT organisation_code_key UNIQUE (code),
    CONSTRAINT organisation_kind_check CHECK (kind IN ('ngo', 'swd'))
);

CREATE TABLE organisation_detail (
    id uuid NOT NULL,
    organisation_id uuid NOT NULL,
    name_en text NOT NULL,
    name_zh text NOT NULL,
    valid daterange NOT NULL,
    known tstzrange NOT NULL,
    CONSTRAINT organisation_detail_pkey PRIMARY KEY (id),
    CONSTRAINT organisation_detail_organisation_id_fkey
        FOREIGN KEY (organisation_id) REFERENCES organisation (id),
    CONSTRAINT organisation_detail_dated_check
        CHECK (NOT isempty(valid) AND NOT isempty(known)),
    CONSTRAINT organisation_detail_no_overlap
        EXCLUDE USING gist (organisation_id WITH =, valid WITH &&, known WITH &&)
);

CREATE TABLE unit (
    id uuid NOT NULL,
    code text NOT NULL,
    organisation_id uuid NOT NULL,
    CONSTRAINT unit_pkey PRIMARY KEY (id),
    CONSTRAINT unit_code_key UNIQUE (code),
    CONSTRAINT unit_organisation_id_fkey
        FOREIGN KEY (organisation_id) REFERENCES organisation (id)
);
CREATE INDEX unit_organisation_id_idx ON unit (organisation_id);

CREATE TABLE unit_detail (
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    name_en text NOT NULL,
    name_zh text NOT NULL,
    service_type text NOT NULL,
    district text NOT NULL,
    valid daterange NOT NULL,
    known tstzrange NOT NULL,
    CONSTRAINT unit_detail_pkey PRIMARY KEY (id),
    CONSTRAINT unit_detail_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit (id),
    CONSTRAINT unit_detail_dated_check
        CHECK (NOT isempty(valid) AND NOT isempty(known)),
    CONSTRAINT unit_detail_no_overlap
        EXCLUDE USING gist (unit_id WITH =, valid WITH &&, known WITH &&)
);

CREATE TABLE fsa (
    id uuid NOT NULL,
    unit_id uuid NOT NULL,
    code text NOT NULL,
    valid daterange NOT NULL,
    known tstzrange NOT NULL,
    CONSTRAINT fsa_pkey PRIMARY KEY (id),
    CONSTRAINT fsa_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit (id),
    CONSTRAINT fsa_dated_check CHECK (NOT isempty(valid) AND NOT isempty(known)),
    CONSTRAINT fsa_no_overlap
        EXCLUDE USING gist (unit_id WITH =, code WITH =, valid WITH &&, known WITH &&)
);

CREATE TABLE agreed_level (
    id uuid NOT NULL,
    fsa_id uuid NOT NULL,
    standard text NOT NULL,
    level numeric NOT NULL,
    valid daterange NOT NULL,
    known tstzrange NOT NULL,
    CONSTRAINT agreed_level_pkey PRIMARY KEY (id),
    CONSTRAINT agreed_level_fsa_id_fkey FOREIGN KEY (fsa_id) REFERENCES fsa (id),
    CONSTRAINT agreed_level_dated_check
        CHECK (NOT isempty(valid) AND NOT isempty(known)),
    CONSTRAINT agreed_level_no_overlap
        EXCLUDE USING gist (fsa_id WITH =, standard WITH =, valid WITH &&, known WITH &&)
);
"""

RIGHTS = """
GRANT SELECT, INSERT, UPDATE
    ON organisation, organisation_detail, unit, unit_detail, fsa, agreed_level TO esubmit_app;
"""


def upgrade() -> None:
    """Add them."""
    op.execute(ROLES)
    op.execute(TABLES)
    op.execute(RIGHTS)
