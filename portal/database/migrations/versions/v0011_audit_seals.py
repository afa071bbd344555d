"""Seals over the audit trail: each is a hash of the lines since the last one, and of that one."""

from alembic import op

revision = "0011"
down_revision = "0010"

TABLES = """
CREATE TABLE audit_seal (
    id bigint GENERATED ALWAYS AS IDENTITY,
    up_to bigint NOT NULL,
    lines bigint NOT NULL,
    digest text NOT NULL,
    sealed_at timestamptz NOT NULL,
    CONSTRAINT audit_seal_pkey PRIMARY KEY (id),
    CONSTRAINT audit_seal_up_to_key UNIQUE (up_to)
);

CREATE FUNCTION audit_digest(after bigint, up_to bigint, before text) RETURNS text
LANGUAGE sql STABLE SET timezone = 'UTC' SET datestyle = 'ISO' AS $$
    SELECT encode(sha256(convert_to(before || coalesce(string_agg(
        ROW(id, at, account_id, act, noun, noun_id, detail, ip)::text, E'\\n' ORDER BY id
    ), ''), 'UTF8')), 'hex')
    FROM audit WHERE id > $1 AND id <= $2
$$;

-- The lock waits until no line is on its way, so that none can come later below the seal.
CREATE FUNCTION seal_audit() RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp SET lock_timeout = '200ms'
AS $$
DECLARE
    earlier audit_seal%ROWTYPE;
    top bigint;
    found bigint;
BEGIN
    LOCK TABLE audit IN SHARE ROW EXCLUSIVE MODE;
    SELECT * INTO earlier FROM audit_seal ORDER BY id DESC LIMIT 1;
    SELECT max(id), count(*) INTO top, found FROM (
        SELECT id FROM audit WHERE id > coalesce(earlier.up_to, 0) ORDER BY id LIMIT 20000
    ) AS new_lines;
    IF top IS NOT NULL THEN
        INSERT INTO audit_seal (up_to, lines, digest, sealed_at) VALUES (
            top, found,
            audit_digest(coalesce(earlier.up_to, 0), top, coalesce(earlier.digest, '')), now());
    END IF;
    RETURN found;
END
$$;
"""

RIGHTS = """
GRANT SELECT ON audit_seal TO esubmit_app;
REVOKE ALL ON FUNCTION seal_audit() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION seal_audit() TO esubmit_app;
"""


def upgrade() -> None:
    """Add them."""
    op.execute(TABLES)
    op.execute(RIGHTS)
