"""What is known: loads, facts and results, which are only ever added to."""

from alembic import op

revision = "0004"
down_revision = "0003"

TABLES = """
CREATE TABLE load (
    id uuid NOT NULL,
    submission_id uuid NOT NULL,
    supersedes_id uuid,
    loaded_at timestamptz NOT NULL,
    CONSTRAINT load_pkey PRIMARY KEY (id),
    CONSTRAINT load_submission_id_key UNIQUE (submission_id),
    CONSTRAINT load_supersedes_id_key UNIQUE (supersedes_id),
    CONSTRAINT load_submission_id_fkey FOREIGN KEY (submission_id) REFERENCES submission (id),
    CONSTRAINT load_supersedes_id_fkey FOREIGN KEY (supersedes_id) REFERENCES load (id)
);

CREATE TABLE fact (
    id bigint GENERATED ALWAYS AS IDENTITY,
    load_id uuid NOT NULL,
    -- No foreign key: the load's submission holds the unit already, and a quarter is COPYed in.
    unit_id uuid NOT NULL,
    item text NOT NULL,
    period text NOT NULL,
    month smallint,
    breakdown text NOT NULL,
    value numeric NOT NULL,
    sheet text,
    a1 text,
    CONSTRAINT fact_pkey PRIMARY KEY (id),
    CONSTRAINT fact_load_id_fkey FOREIGN KEY (load_id) REFERENCES load (id)
);
-- One value of an item in a load, also where the month is not given.
CREATE UNIQUE INDEX fact_value_key ON fact (load_id, item, month, breakdown) NULLS NOT DISTINCT;
CREATE INDEX fact_item_idx ON fact (unit_id, item, period);

CREATE TABLE result (
    load_id uuid NOT NULL,
    standard text NOT NULL,
    unit_id uuid NOT NULL,
    period text NOT NULL,
    numerator numeric NOT NULL,
    denominator numeric,
    cells jsonb NOT NULL,
    CONSTRAINT result_pkey PRIMARY KEY (load_id, standard),
    CONSTRAINT result_load_id_fkey FOREIGN KEY (load_id) REFERENCES load (id)
);
CREATE INDEX result_standard_idx ON result (unit_id, period, standard);
"""

RIGHTS = "GRANT SELECT, INSERT ON load, fact, result TO esubmit_app;"


def upgrade() -> None:
    """Add them."""
    op.execute(TABLES)
    op.execute(RIGHTS)
