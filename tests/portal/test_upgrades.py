"""A stored database of every former version comes to this one with all its rows."""

import pytest
from psycopg.rows import dict_row

from portal.database import dump, migrate
from portal.services import sealing

pytestmark = pytest.mark.database
ID = "00000000-0000-7000-8000-0000000000"
LONG_AGO = "'[2020-04-01,)', '[2020-04-01 00:00+00,)'"
# What each version could hold that the one before it could not.
ROWS = {
    "0001": f"""
        INSERT INTO organisation (id, code, kind) VALUES ('{ID}01', '901', 'ngo');
        INSERT INTO organisation_detail (id, organisation_id, name_en, name_zh, valid, known)
            VALUES ('{ID}02', '{ID}01', 'Sample Society', '樣本會', {LONG_AGO});
        INSERT INTO unit (id, code, organisation_id) VALUES ('{ID}03', '9101', '{ID}01');
    """,
    "0002": f"""
        INSERT INTO account (id, name, post_en, post_zh, password_hash, language, active,
                             is_sample, session_version, created_at)
            VALUES ('{ID}04', 'unit101.user', 'Worker', '職員', 'hash', 'en', true, false, 1,
                    now());
        INSERT INTO membership (id, account_id, role, unit_id)
            VALUES ('{ID}05', '{ID}04', 'unit_user', '{ID}03');
        INSERT INTO audit (at, account_id, act, noun, noun_id, detail)
            VALUES (now(), '{ID}04', 'account.sign_in', 'account', '{ID}04', '{{"way": "page"}}');
    """,
    "0003": f"""
        INSERT INTO obligation (id, unit_id, form, period, due)
            VALUES ('{ID}06', '{ID}03', 'FAS-CASE-Q', '2025-26Q3', '2026-01-20');
        INSERT INTO upload (id, key, sha256, size, filename, sent_by, channel, received_at)
            VALUES ('{ID}07', 'uploads/2026-01/1', 'abc', 3, 'r.xlsx', '{ID}04', 'page', now());
        INSERT INTO submission (id, reference, upload_id, form, revision, unit_id, period,
                                obligation_id, version, state, state_since, outcome, counts,
                                to_decide, attempts, created_at)
            VALUES ('{ID}08', 'R-AAAA-AAAA', '{ID}07', 'FAS-CASE-Q', 1, '{ID}03', '2025-26Q3',
                    '{ID}06', 1, 'loaded', now(), 'passed', '{{"error": 0}}', 0, 1, now());
    """,
    "0004": f"""
        INSERT INTO load (id, submission_id, loaded_at) VALUES ('{ID}09', '{ID}08', now());
        INSERT INTO fact (load_id, unit_id, item, period, month, breakdown, value, sheet, a1)
            VALUES ('{ID}09', '{ID}03', 'CASES', '2025-26Q3', 1, '', 42.5, 'A', 'D11');
    """,
    "0005": f"""
        INSERT INTO parcel_file (parcel_id, position, filename, submission_id)
            VALUES ('{ID}08', 0, 'a.xlsx', '{ID}08');
    """,
    "0006": f"""
        INSERT INTO mail (id, sent_to, subject, body, made_at, attempts, next_try_at)
            VALUES ('{ID}10', 'a@b.example', 'Subject', 'Body', now(), 0, now());
        INSERT INTO one_time_code (account_id, code_hash) VALUES ('{ID}04', 'hash');
    """,
    "0009": f"""
        INSERT INTO scan (upload_id, answer, found, at)
            VALUES ('{ID}07', 'found', 'Own.Eicar.UNOFFICIAL', now());
    """,
    "0007": f"""
        INSERT INTO data_key (thing_id, key_id, wrapped) VALUES ('{ID}11', 'k1', 'sealed');
        INSERT INTO referral_batch (id, reference, organisation_id, sent_by, channel, mode, key,
                                    size, mac, kind, state, state_since, counts, attempts,
                                    created_at)
            VALUES ('{ID}11', 'B-AAAA-AAAA', '{ID}01', '{ID}04', 'page', 'good_rows',
                    'referrals/2026-01/1', 3, 'mac', 'csv', 'taken', now(), '{{}}', 1, now());
    """,
    "0011": """
        INSERT INTO audit_seal (up_to, lines, digest, sealed_at) VALUES (1, 1, 'digest', now());
    """,
    "0014": f"""
        INSERT INTO recovery_asked (id, email, asked_at) VALUES ('{ID}12', 'a@b.example', now());
    """,
    "0015": f"""
        INSERT INTO upload (id, key, sha256, sealed_sha256, size, filename, sent_by, channel,
                            received_at)
            VALUES ('{ID}13', 'uploads/2026-01/2', 'abc', 'def', 3, 's.xlsx', '{ID}04', 'page',
                    now());
    """,
    "0017": f"""
        INSERT INTO register_entry VALUES ('{ID}14', 'cases', 'g0001', NULL, {LONG_AGO});
    """,
    "0019": f"""
        INSERT INTO unit_detail (id, unit_id, name_en, name_zh, service_type, district, capacity,
                                 valid, known)
            VALUES ('{ID}14', '{ID}03', 'Sample Unit', '樣本單位', '521', 'Sha Tin', 40,
                    {LONG_AGO});
    """,
}
CHAIN = [step.revision for step in migrate.script().walk_revisions()][::-1]


def rows_of(plain):
    """Return every row of every table, as it is now."""
    tables = [name for (name,) in plain.execute(dump.TABLES) if name != "alembic_version"]
    with plain.cursor(row_factory=dict_row) as cursor:
        return {name: cursor.execute(f"SELECT * FROM {name}").fetchall() for name in tables}


def kept(before, after):
    """Say whether each row is still there, with the same in every column that it had."""
    return [
        row
        for row in before
        if not any(all(now.get(name) == value for name, value in row.items()) for now in after)
    ] == []


@pytest.mark.parametrize("former", CHAIN[:-1])
def test_a_database_of_a_former_version_keeps_its_rows(fresh, former):
    for version in CHAIN[: CHAIN.index(former) + 1]:
        migrate.upgrade(fresh, to=version)
        with migrate.connected(fresh) as connection:
            plain = dump.plainly(connection)
            plain.execute(ROWS.get(version, "SELECT 1"))
            plain.commit()
            before = rows_of(plain)
    assert sum(map(len, before.values())) >= 3

    migrate.upgrade(fresh)

    with migrate.connected(fresh) as connection:
        after = rows_of(dump.plainly(connection))
    assert migrate.current(fresh) == migrate.head()
    assert [table for table, rows in before.items() if not kept(rows, after[table])] == []


@pytest.mark.parametrize(("state", "then"), [("taken", "taken"), ("received", "refused")])
def test_a_file_of_referrals_whose_key_was_gone_before_is_marked_as_erased(fresh, state, then):
    for version in CHAIN[: CHAIN.index("0014") + 1]:
        migrate.upgrade(fresh, to=version)
        with migrate.connected(fresh) as connection:
            plain = dump.plainly(connection)
            plain.execute(ROWS.get(version, "SELECT 1"))
            plain.commit()
    with migrate.connected(fresh) as connection:
        plain = dump.plainly(connection)
        plain.execute("DELETE FROM data_key")
        plain.execute("UPDATE referral_batch SET state = %s", (state,))
        plain.commit()

    migrate.upgrade(fresh)

    with migrate.connected(fresh) as connection:
        (row,) = rows_of(dump.plainly(connection))["referral_batch"]
    assert (row["state"], row["erased_at"] is None, row["deleted_at"]) == (then, False, None)


def test_keys_kept_as_they_were_typed_are_hidden(fresh):
    again = "INSERT INTO sent_key VALUES (%s, 'a.b', %s)"
    for version in CHAIN[: CHAIN.index("0017") + 1]:
        migrate.upgrade(fresh, to=version)
        with migrate.connected(fresh) as connection:
            plain = dump.plainly(connection)
            plain.execute(ROWS.get(version, "SELECT 1"))
            plain.commit()
    with migrate.connected(fresh) as connection:
        plain = dump.plainly(connection)
        plain.execute(again, (f"{ID}09", "A123456"))
        plain.commit()

    migrate.upgrade(fresh)

    with migrate.connected(fresh) as connection:
        (row,) = rows_of(dump.plainly(connection))["sent_key"]
    assert row["value"] == sealing.fingerprint(b"stands once", b"a.b", b"A123456").hex()


def test_every_version_that_makes_a_table_has_rows_to_keep():
    steps = {step.revision: step.module.__file__ for step in migrate.script().walk_revisions()}
    making = {version for version, file in steps.items() if "CREATE TABLE" in open(file).read()}

    assert making - set(ROWS) - {migrate.head()} == set()
