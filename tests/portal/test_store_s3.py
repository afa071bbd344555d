"""What is particular to S3: how it is asked, and what is said when it cannot be."""

import contextlib
import io
import os
import socket
import subprocess
import sys
import urllib.request
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from sqlalchemy import select

import config
from jobs.sweep import sweep
from portal import store as stores
from portal.database import session
from portal.models import Submission, Upload
from portal.services import erasures, health, referrals, submissions
from portal.store import KeyTaken, NoSuchBucket, StoreDown, StoreRefuses
from portal.store import s3 as module
from portal.store.s3 import PART_BYTES, S3Store
from tests.referring import Referring, rows, taken
from tests.walk import Sector, work

pytestmark = pytest.mark.database
TEXT = {"Content-Type": "text/plain"}  # a form would be unpacked by the server
TOMORROW = datetime.now(UTC) + timedelta(days=1)


def anew(settle, **wanted):
    """Return the store of other settings."""
    settle(**wanted)
    return S3Store(config.settings())


def put(store, content=b"content"):
    return store.put(io.BytesIO(content), kind="uploads", limit_bytes=10 * PART_BYTES)


@pytest.mark.parametrize("size", [10, PART_BYTES + 10])
def test_what_is_kept_lies_encrypted_under_the_prefix(s3_store, s3, size):
    stored = put(s3_store, b"x" * size)

    (kept,) = s3.list_objects_v2(Bucket="esubmit-files")["Contents"]
    head = s3.head_object(Bucket="esubmit-files", Key=kept["Key"])
    assert kept["Key"] == f"house/{stored.key}"
    assert head["ServerSideEncryption"] == "AES256"


@pytest.mark.parametrize("size", [10, PART_BYTES + 10])
def test_a_key_that_had_to_be_new_is_not_written_over(s3_store, s3, monkeypatch, size):
    monkeypatch.setattr(module, "new_key", lambda kind: f"{kind}/2026-01/same")
    put(s3_store, b"first")

    with pytest.raises(KeyTaken):
        put(s3_store, b"x" * size)

    assert s3_store.open("uploads/2026-01/same").read() == b"first"
    assert "Uploads" not in s3.list_multipart_uploads(Bucket="esubmit-files")


def test_a_put_that_is_killed_leaves_no_key_and_is_cleared_away(s3_store):
    script = """
import os, signal, config
from portal.store.s3 import PART_BYTES, S3Store
class Killed:
    left = [b"x" * PART_BYTES, b"half a part"]
    def read(self, size):
        return self.left.pop(0) if self.left else os.kill(os.getpid(), signal.SIGKILL)
S3Store(config.settings()).put(Killed(), kind="uploads", limit_bytes=1 << 30)
"""

    killed = subprocess.run([sys.executable, "-c", script], check=False, cwd=os.getcwd())

    assert killed.returncode == -9
    assert list(s3_store.keys("", TOMORROW)) == []
    assert s3_store.clear_unfinished(TOMORROW) == 1
    assert s3_store.clear_unfinished(TOMORROW) == 0


def test_a_file_of_fifty_megabytes_is_not_in_memory_while_it_is_handed_on(s3_store):
    stored = s3_store.put(io.BytesIO(bytes(50 << 20)), kind="uploads", limit_bytes=60 << 20)
    script = """
import sys, config
from resource import RUSAGE_SELF, getrusage
from portal.store.s3 import S3Store
store = S3Store(config.settings())
store.has(sys.argv[1])
before = getrusage(RUSAGE_SELF).ru_maxrss
with store.open(sys.argv[1]) as file:
    size = sum(len(piece) for piece in iter(lambda: file.read(1 << 20), b""))
    print(size, getrusage(RUSAGE_SELF).ru_maxrss - before, getattr(file, "name", None))
"""

    said = subprocess.check_output([sys.executable, "-c", script, stored.key], cwd=os.getcwd())

    size, grown_kb, name = said.split()
    assert int(size) == 50 << 20
    assert int(grown_kb) < 12 << 10
    assert name.isdigit(), "a file with a name would be left behind by a process that is killed"


def test_whether_the_bucket_keeps_versions_is_looked_at(s3_store, s3):
    assert s3_store.keeps_versions() is False

    s3.put_bucket_versioning(Bucket="esubmit-files", VersioningConfiguration={"Status": "Enabled"})
    s3_store.put_bytes("verdicts/1/1.json.gz", b"first")
    s3_store.put_bytes("verdicts/1/1.json.gz", b"second")

    assert s3_store.keeps_versions() is True
    assert len(s3.list_object_versions(Bucket="esubmit-files")["Versions"]) == 2


def test_trying_the_store_out_leaves_no_version_behind(s3_store, s3):
    s3.put_bucket_versioning(Bucket="esubmit-files", VersioningConfiguration={"Status": "Enabled"})

    assert health.store_writable()

    assert "Versions" not in s3.list_object_versions(Bucket="esubmit-files")


def test_a_bucket_that_is_not_there_is_named_as_such(s3, settle):
    store = anew(settle, FILES="s3://no-such-bucket")

    with pytest.raises(NoSuchBucket):
        put(store)
    with pytest.raises(NoSuchBucket):
        store.clear_unfinished(TOMORROW)


def test_a_server_that_is_down_is_said_soon(settle):
    store = anew(settle, FILES="s3://esubmit-files", S3_ENDPOINT="http://127.0.0.1:9")

    with pytest.raises(StoreDown):
        put(store, b"x" * (PART_BYTES + 1))
    with pytest.raises(StoreDown):
        store.has("uploads/1/1")


def test_a_server_that_hangs_is_asked_once_by_whoever_only_looks(settle):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settle(S3_ENDPOINT="http://{}:{}".format(*silent.getsockname()), S3_KEY_ID="a" * 20)
        store = anew(settle, FILES="s3://esubmit-files", S3_SECRET="b" * 40, S3_REGION="us-east-1")

        with pytest.raises(StoreDown):
            store.try_out()

        silent.setblocking(False)
        silent.accept()
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_while_the_store_is_down_a_file_waits_and_no_attempt_is_counted(app, s3_store, settle):
    up, sector = config.settings().s3_endpoint, Sector()
    data = io.BytesIO(sector.workbook())
    sent = submissions.receive(data, filename="r.xlsx", sender=sector.user).submission.id
    for endpoint, state, attempts in (("http://127.0.0.1:9", "received", 0), (up, "to_sign", 1)):
        settle(S3_ENDPOINT=endpoint, SWEEP_SECONDS="0.001")
        stores.files.cache_clear()

        sweep_quietly()
        work()

        found = session.get_one(Submission, sent, populate_existing=True)
        assert (found.state, found.attempts) == (state, attempts)


def sweep_quietly():
    """Queue what waits; the part of the sweep that needs the store may fail."""
    with contextlib.suppress(StoreDown):
        sweep()


@pytest.fixture
def signed(s3, s3_server):
    """The server lets in only who signs with this key and secret of a user of its own."""
    names = {"aws_access_key_id": "a" * 20, "aws_secret_access_key": "b" * 40}
    iam = boto3.client("iam", endpoint_url=s3_server, region_name="us-east-1", **names)
    iam.create_user(UserName="esubmit")
    allowed = '[{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]'
    rights = f'{{"Version": "2012-10-17", "Statement": {allowed}}}'
    policy = {"PolicyName": "files", "PolicyDocument": rights}
    iam.put_user_policy(UserName="esubmit", **policy)
    key = iam.create_access_key(UserName="esubmit")["AccessKey"]
    ask = urllib.request.Request(f"{s3_server}/moto-api/reset-auth", b"0", TEXT)
    urllib.request.urlopen(ask).close()
    yield {"S3_KEY_ID": key["AccessKeyId"], "S3_SECRET": key["SecretAccessKey"]}
    ask = urllib.request.Request(f"{s3_server}/moto-api/reset-auth", b"1000000", TEXT)
    urllib.request.urlopen(ask).close()


def test_the_right_secret_opens_the_store(signed, settle):
    store = anew(settle, **signed)

    assert store.open(put(store).key).read() == b"content"


@pytest.mark.parametrize("wrong", [{"S3_SECRET": "w" * 40}, {"S3_KEY_ID": "A" * 20}])
def test_a_wrong_secret_and_an_unknown_key_are_refused_and_said(signed, settle, wrong):
    store = anew(settle, **(signed | wrong))

    with pytest.raises(StoreRefuses):
        put(store)


def test_a_child_process_uses_a_connection_of_its_own(s3_store):
    stored = put(s3_store)
    before = s3_store._client

    child = os.fork()
    if child == 0:
        good = s3_store.open(stored.key).read() == b"content" and s3_store._client is not before
        os._exit(0 if good else 1)

    assert os.waitpid(child, 0)[1] == 0
    assert s3_store._client is before


def test_the_server_is_asked_for_no_encryption_where_the_bucket_has_its_own_rule(s3, settle):
    store = anew(settle, S3_ENCRYPTION="none")
    kms = anew(settle, S3_ENCRYPTION="aws:kms", S3_KMS_KEY="alias/files")

    assert store._encryption() == {}
    assert kms._encryption() == {
        "ServerSideEncryption": "aws:kms",
        "SSEKMSKeyId": "alias/files",
    }


def test_boto3_is_imported_only_where_s3_is_chosen():
    script = "import sys, portal.app, portal.store; portal.store.files(); print(*sys.modules)"
    environment = {**os.environ, "ESUBMIT_FILES": "/tmp/nowhere-at-all"}

    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, env=environment
    ).stdout.split()

    assert not {"boto3", "botocore"} & set(loaded)


def test_an_upload_is_answered_503_in_words_while_the_store_is_down(visitor, settle, db):
    visitor.sign_in(Sector().user.name)
    settle(FILES="s3://esubmit-files", S3_ENDPOINT="http://127.0.0.1:9")
    stores.files.cache_clear()

    visitor.visit("/returns/new")
    page = visitor.submit(workbooks=(io.BytesIO(b"x"), "march.csv"), expect=503)

    assert "What you just sent was not taken." in page.text
    assert db.scalars(select(Upload)).all() == []
    assert not health.store_writable()


def test_erasing_takes_every_version_of_a_file_and_no_other_file(s3_store, s3):
    s3.put_bucket_versioning(Bucket="esubmit-files", VersioningConfiguration={"Status": "Enabled"})
    for key in ("uploads/2026-01/one", "uploads/2026-01/one-more"):
        s3_store.put_bytes(key, b"first")
        s3_store.put_bytes(key, b"second")
    s3_store.delete("uploads/2026-01/one")

    s3_store.erase("uploads/2026-01/one")

    left = s3.list_object_versions(Bucket="esubmit-files")
    assert {one["Key"] for one in left["Versions"]} == {"house/uploads/2026-01/one-more"}
    assert len(left["Versions"]) == 2 and "DeleteMarkers" not in left


@pytest.mark.parametrize("way", ["as a return", "as referrals"])
def test_referrals_leave_no_version_in_a_bucket_once_they_are_erased(
    db, queue_server, s3_store, s3, way
):
    s3.put_bucket_versioning(Bucket="esubmit-files", VersioningConfiguration={"Status": "Enabled"})
    if way == "as a return":
        sent = Sector().send(rows({}), filename="r.csv").upload.key
    else:
        sent = Referring().send(rows({})).key
        referrals.erase(taken(db)[0].id, by=None, because="retention")
        erasures.finish()

    left = s3.list_object_versions(Bucket="esubmit-files").get("Versions", [])
    assert [one for one in left if one["Key"] == f"house/{sent}" or "answers" in one["Key"]] == []
