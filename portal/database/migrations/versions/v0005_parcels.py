"""Parcels, which are ZIPs of many returns, and the encoding that a sender named for a CSV."""

from alembic import op

revision = "0005"
down_revision = "0004"

STATES = (
    "'received', 'checking', 'refused', 'unpacked', 'to_correct', 'to_explain', 'to_sign', "
    "'signed', 'in_review', 'returned', 'accepted', 'loaded', 'superseded', 'withdrawn'"
)

CHANGES = f"""
ALTER TABLE submission ADD COLUMN read_as text;
ALTER TABLE submission DROP CONSTRAINT submission_state_check;
ALTER TABLE submission ADD CONSTRAINT submission_state_check CHECK (state IN ({STATES}));
DROP INDEX submission_open_idx;
CREATE INDEX submission_open_idx ON submission (unit_id, state)
    WHERE state NOT IN ('refused', 'unpacked', 'loaded', 'superseded', 'withdrawn');

CREATE TABLE parcel_file (
    parcel_id uuid NOT NULL,
    position integer NOT NULL,
    filename text NOT NULL,
    submission_id uuid NOT NULL,
    CONSTRAINT parcel_file_pkey PRIMARY KEY (parcel_id, position),
    CONSTRAINT parcel_file_parcel_id_fkey FOREIGN KEY (parcel_id) REFERENCES submission (id),
    CONSTRAINT parcel_file_submission_id_fkey
        FOREIGN KEY (submission_id) REFERENCES submission (id)
);
CREATE INDEX parcel_file_submission_id_idx ON parcel_file (submission_id);
"""

RIGHTS = "GRANT SELECT, INSERT ON parcel_file TO esubmit_app;"


def upgrade() -> None:
    """Add them."""
    op.execute(CHANGES)
    op.execute(RIGHTS)
