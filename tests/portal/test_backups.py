"""A backup taken while the house works and restored elsewhere; a damaged one is refused."""

import gzip
import json
import os
import subprocess
import sys
import threading
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import select

import config
from portal import database
from portal import store as stores
from portal.database import dump, migrate, session
from portal.models import Audit, Submission, Upload
from portal.services import audit, backups, checks, restores, submissions
from tests.conftest import connected
from tests.walk import Sector

pytestmark = pytest.mark.database


@pytest.fixture
def sector(db, queue_server, store):
    """A sector with a return that was checked."""
    sector = Sector()
    sector.sent = sector.send(R030__quarter=999).id
    return sector


@pytest.fixture
def elsewhere(fresh, settle, tmp_path):
    """Return a function that moves to an empty house: another database, another store."""

    def move(**files):
        database.forget()
        app = fresh.replace("esubmit_owner", "esubmit_app")
        settle(DATABASE_OWNER_URL=fresh, DATABASE_URL=app)
        settle(**(files or {"FILES": tmp_path / "elsewhere"}))
        stores.files.cache_clear()
        return stores.files()

    yield move
    database.forget()
    stores.files.cache_clear()


def document_of(submission):
    with stores.files().open(submission.verdict_key) as kept:
        return gzip.decompress(kept.read())


def test_restored_elsewhere_a_verdict_replays_to_the_identical_document(
    sector, elsewhere, tmp_path
):
    before = document_of(session.get_one(Submission, sector.sent))
    backups.make(tmp_path / "backup")

    elsewhere()
    restores.restore(tmp_path / "backup")

    restored = session.get_one(Submission, sector.sent)
    assert document_of(restored) == before
    assert checks.verdict_on(restored).as_json() == before
    assert json.loads(before)["findings"]


def test_every_row_and_every_file_comes_back_and_numbers_go_on(sector, elsewhere, tmp_path):
    made = backups.make(tmp_path / "backup")
    last = session.scalar(select(Audit.id).order_by(Audit.id.desc()))

    elsewhere()
    restores.restore(tmp_path / "backup")
    again = backups.make(tmp_path / "again")

    assert again.tables == made.tables
    assert again.files == made.files
    assert made.tables["submission"]["rows"] == 1 and len(made.files) == 3
    audit.record("submission.see", "submission", None, None)
    session.commit()
    assert session.scalar(select(Audit.id).order_by(Audit.id.desc())) == last + 1


def test_a_backup_goes_out_of_a_bucket_and_into_another(
    db, queue_server, s3_store, elsewhere, tmp_path
):
    sector = Sector()
    sent = sector.send(R030__quarter=999).id
    made = backups.make(tmp_path / "backup")

    elsewhere(FILES="s3://esubmit-files/another-house")
    restores.restore(tmp_path / "backup")

    assert backups.make(tmp_path / "again").files == made.files
    restored = session.get_one(Submission, sent)
    assert checks.verdict_on(restored).as_json() == document_of(restored)


def test_a_backup_taken_while_files_come_in_has_every_file_that_its_rows_speak_of(
    sector, elsewhere, tmp_path
):
    stop, taken = threading.Event(), []

    def send():
        with database.unit_of_work():
            while not stop.is_set():
                data = BytesIO(b"no workbook %d" % len(taken))
                taken.append(submissions.receive(data, filename="x.csv", sender=sector.user))

    sender = threading.Thread(target=send)
    sender.start()
    while not taken:
        pass
    made = [backups.make(tmp_path / f"backup{number}") for number in range(3)]
    stop.set()
    sender.join()

    counts = [one.tables["upload"]["rows"] for one in made]
    assert counts == sorted(counts) and counts[0] < counts[2]
    store = elsewhere()
    restores.restore(tmp_path / "backup1")
    assert all(store.has(key) for key in session.scalars(select(Upload.key)))
    assert session.query(Upload).count() == counts[1]
    assert session.query(Submission).count() == counts[1]


def flip(place):
    content = bytearray(place.read_bytes())
    content[len(content) // 2] ^= 1
    place.write_bytes(content)


def cut(place):
    place.write_bytes(place.read_bytes()[:-1])


@pytest.mark.parametrize(
    ("what", "harm"),
    [
        ("manifest.json", flip),
        ("manifest.sha256", Path.unlink),
        ("tables/submission.copy.gz", cut),
        ("files/uploads/*/*", flip),
        ("files/verdicts/*/*", Path.unlink),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_is_begun(sector, elsewhere, tmp_path, harm, what):
    backups.make(tmp_path / "backup")
    harm(next((tmp_path / "backup").glob(what)))
    store = elsewhere()

    with pytest.raises(restores.Damaged):
        restores.restore(tmp_path / "backup")

    assert migrate.current(config.settings().database_owner_url) is None
    assert not store.root.exists()


def test_a_restore_that_fails_half_way_leaves_the_house_as_empty_as_it_was(
    sector, elsewhere, tmp_path
):
    folder = tmp_path / "backup"
    manifest = backups.make(folder)
    # Good hashes, but rows that the database refuses: as if made by a program with a fault.
    place = folder / "tables" / "finding.copy.gz"
    place.write_bytes(gzip.compress(b"not\ta\trow\n"))
    manifest.tables["finding"]["sha256"] = dump.hash_of(place)
    backups._seal(folder, manifest)
    store = elsewhere()

    with pytest.raises(psycopg.Error):
        restores.restore(folder)

    assert migrate.current(config.settings().database_owner_url) is None
    assert not [path for path in store.root.rglob("*") if path.is_file()]


def test_a_house_that_has_something_is_not_restored_into(sector, elsewhere, tmp_path):
    backups.make(tmp_path / "backup")
    with pytest.raises(backups.NotEmpty):
        restores.restore(tmp_path / "backup")

    elsewhere().put_bytes("uploads/2026-01/something", b"kept")
    with pytest.raises(backups.NotEmpty):
        restores.restore(tmp_path / "backup")

    assert migrate.current(config.settings().database_owner_url) is None


def test_a_backup_is_whole_or_not_there(sector, store, tmp_path):
    submission = session.get_one(Submission, sector.sent)
    store.path(submission.upload.key).write_bytes(b"another file")

    with pytest.raises(backups.Incomplete, match="is not the file that was sent"):
        backups.make(tmp_path / "backup")
    store.delete(submission.upload.key)
    with pytest.raises(backups.Incomplete, match=submission.upload.key):
        backups.make(tmp_path / "backup")

    assert [path.name for path in tmp_path.glob("backup*")] == []


def test_a_folder_with_something_in_it_is_not_written_to(sector, tmp_path):
    (tmp_path / "mine.txt").write_text("keep me")

    with pytest.raises(backups.NotEmpty):
        backups.make(tmp_path)

    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["mine.txt"]


def test_nobody_else_may_read_a_backup(sector, tmp_path):
    backups.make(tmp_path / "backup")

    assert (tmp_path / "backup").stat().st_mode & 0o077 == 0


def test_tables_that_the_program_does_not_know_are_not_left_out_in_silence(
    sector, migrated, tmp_path
):
    with connected(migrated, "esubmit_owner") as owner:
        owner.execute("CREATE TABLE besides (id int)")
    try:
        with pytest.raises(dump.UnknownTables, match="besides"):
            backups.make(tmp_path / "backup")
    finally:
        with connected(migrated, "esubmit_owner") as owner:
            owner.execute("DROP TABLE besides")


def command(home, *words):
    """Run the command in a house of its own, whose parts are all embedded."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ESUBMIT_")}
    ran = subprocess.run(
        [sys.executable, "-m", "portal.cli", *map(str, words)],
        env={**kept, "ESUBMIT_HOME": str(home)},
        capture_output=True,
        text=True,
        check=False,
    )
    return ran.returncode, ran.stdout, ran.stderr


def test_the_commands_start_the_embedded_database_where_the_house_does_not_run(sector, tmp_path):
    made = backups.make(tmp_path / "backup")
    home = tmp_path / "new home"

    code, said, wrong = command(home, "restore", tmp_path / "backup")
    assert (code, wrong) == (0, "")
    assert said.startswith(f"Restored as of {made.made_at}") and "3 files" in said

    code, _, wrong = command(home, "restore", tmp_path / "backup")
    assert (code, "is not empty. Nothing was changed" in wrong) == (1, True)
    assert command(home, "backup", tmp_path / "again")[0] == 0
    again = json.loads((tmp_path / "again" / "manifest.json").read_text())
    assert again["files"] == made.files
    assert {name: told["sha256"] for name, told in again["tables"].items()} == {
        name: told["sha256"] for name, told in made.tables.items()
    }


def test_the_command_says_what_is_wrong_with_a_backup(tmp_path):
    (tmp_path / "empty").mkdir()

    code, _, wrong = command(tmp_path / "home", "restore", tmp_path / "empty")

    assert code == 1
    assert "is no backup: it has no manifest.json" in wrong
