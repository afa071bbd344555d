"""Registers of staff and cases, and the keys of accepted returns that stand once only."""

from alembic import op

revision = "0017"
down_revision = "0016"

TABLES = """
CREATE TABLE register_entry (
    id uuid NOT NULL,
    register text NOT NULL,
    key text NOT NULL,
    unit_id uuid,
    valid daterange NOT NULL,
    known tstzrange NOT NULL,
    CONSTRAINT register_entry_pkey PRIMARY KEY (id),
    CONSTRAINT register_entry_register_check CHECK (register IN ('staff', 'cases')),
    CONSTRAINT register_entry_dated_check CHECK (NOT isempty(valid) AND NOT isempty(known)),
    CONSTRAINT register_entry_unit_id_fkey FOREIGN KEY (unit_id) REFERENCES unit (id)
);
CREATE INDEX register_entry_register_key_idx ON register_entry (register, key);

CREATE TABLE sent_key (
    load_id uuid NOT NULL,
    name text NOT NULL,
    value text NOT NULL,
    CONSTRAINT sent_key_pkey PRIMARY KEY (load_id, name, value),
    CONSTRAINT sent_key_load_id_fkey FOREIGN KEY (load_id) REFERENCES load (id)
);
CREATE INDEX sent_key_name_value_idx ON sent_key (name, value);
"""

RIGHTS = """
GRANT SELECT, INSERT ON register_entry, sent_key TO esubmit_app;
GRANT UPDATE (known) ON register_entry TO esubmit_app;
REVOKE ALL ON register_entry, sent_key FROM esubmit_reader;
"""


def upgrade() -> None:
    """Add them."""
    op.execute(TABLES)
    op.execute(RIGHTS)
