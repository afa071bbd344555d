"""A file store in a bucket of S3, or of a server that speaks its language."""

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from config import Settings
from portal.store.kept import (
    KeyTaken,
    NoSuchBucket,
    NoSuchKey,
    Stored,
    StoreDown,
    StoreRefuses,
    StoreTrouble,
    TooBig,
    is_key,
    new_key,
)

PART_BYTES = 8 << 20  # a file up to this is one request; S3 takes no smaller parts than 5 MB
CHUNK = 1 << 20
IN_MEMORY = 2 << 20
MISSING = ("NoSuchKey", "404", "NotFound")
TROUBLES: dict[str, type[StoreTrouble]] = {
    "NoSuchBucket": NoSuchBucket,
    "SignatureDoesNotMatch": StoreRefuses,
    "InvalidAccessKeyId": StoreRefuses,
    "InvalidClientTokenId": StoreRefuses,
    "AccessDenied": StoreRefuses,
    "ExpiredToken": StoreRefuses,
    "403": StoreRefuses,
    "PreconditionFailed": KeyTaken,
    "ConditionalRequestConflict": KeyTaken,
}
# A page waits for this: better to say soon that the store is down.
PATIENCE = {"connect_timeout": 3, "read_timeout": 10, "retries": {"total_max_attempts": 2}}
# Whoever asks how the store is does not wait for one that hangs.
GLANCE = {"connect_timeout": 2, "read_timeout": 3, "retries": {"total_max_attempts": 1}}


class S3Store:
    """Objects under a prefix of a bucket: s3://bucket/prefix."""

    def __init__(self, settings: Settings) -> None:
        """Name the place; nothing is opened yet."""
        bucket, _, prefix = settings.files.removeprefix("s3://").partition("/")
        self.bucket = bucket
        self.prefix = f"{prefix.strip('/')}/" if prefix.strip("/") else ""
        self._settings = settings
        self._clients: dict[tuple[int, bool], Any] = {}

    def put(self, stream: BinaryIO, *, kind: str, limit_bytes: int) -> Stored:
        """Keep a stream under a new key, hashed while it is sent. Raises TooBig, KeyTaken."""
        key = new_key(kind)
        counted = _Counted(stream, limit_bytes)
        first = counted.part()
        if len(first) < PART_BYTES:
            with troubles(key):
                self._client.put_object(
                    **self._at(key), **self._encryption(), Body=first, IfNoneMatch="*"
                )
        else:
            self._put_parts(key, first, counted)
        return Stored(key, counted.digest.hexdigest(), counted.size)

    def put_bytes(self, key: str, content: bytes) -> None:
        """Keep bytes under a known key, in place of what was there."""
        with troubles(key):
            self._client.put_object(**self._at(key), **self._encryption(), Body=content)

    def open(self, key: str) -> BinaryIO:
        """Open what is kept, fetched whole: an answer never breaks off in the middle.

        A long one lies on the disk meanwhile, in a file without a name: none is left behind.
        Raises NoSuchKey.
        """
        spool = SpooledTemporaryFile(IN_MEMORY)
        with ExitStack() as unless_whole:
            unless_whole.callback(spool.close)
            with troubles(key):
                fetched = self._client.get_object(**self._at(key))
                shutil.copyfileobj(fetched["Body"], spool, CHUNK)
            spool.seek(0)
            unless_whole.pop_all()
        return cast(BinaryIO, spool)

    def has(self, key: str) -> bool:
        """Say whether something is kept under a key."""
        try:
            with troubles(key):
                self._client.head_object(**self._at(key))
        except NoSuchKey:
            return False
        return True

    def keys(self, prefix: str, older_than: datetime) -> Iterator[str]:
        """Yield the keys of a kind kept before a moment."""
        with troubles(prefix):
            pages = self._client.get_paginator("list_objects_v2")
            where = f"{self.prefix}{prefix}/" if prefix else self.prefix
            for page in pages.paginate(Bucket=self.bucket, Prefix=where):
                for one in page.get("Contents", ()):
                    if one["LastModified"] < older_than:
                        yield one["Key"].removeprefix(self.prefix)

    def delete(self, key: str) -> None:
        """Keep it no longer; a bucket with versions still has it, until its own rule ends that."""
        with troubles(key):
            self._client.delete_object(**self._at(key))

    def erase(self, key: str) -> None:
        """Delete every version of it, and the marks of its deletion."""
        at = self._at(key)
        with troubles(key):
            pages = self._client.get_paginator("list_object_versions")
            for page in pages.paginate(Bucket=self.bucket, Prefix=at["Key"]):
                for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    if one["Key"] == at["Key"]:
                        self._client.delete_object(**at, VersionId=one["VersionId"])

    def clear_unfinished(self, older_than: datetime) -> int:
        """Abort the uploads in parts that interrupted puts left behind."""
        left = []
        with troubles(""):
            pages = self._client.get_paginator("list_multipart_uploads")
            for page in pages.paginate(Bucket=self.bucket, Prefix=self.prefix):
                left += [one for one in page.get("Uploads", ()) if one["Initiated"] < older_than]
            for one in left:
                self._client.abort_multipart_upload(
                    Bucket=self.bucket, Key=one["Key"], UploadId=one["UploadId"]
                )
        return len(left)

    def try_out(self) -> None:
        """Look into the bucket; a probe that is written would leave a version each time."""
        with troubles(""):
            self._glance.list_objects_v2(Bucket=self.bucket, Prefix=self.prefix, MaxKeys=1)

    def keeps_versions(self) -> bool | None:
        """Say whether the bucket keeps the versions of what is replaced or deleted."""
        with troubles(""):
            answer = self._glance.get_bucket_versioning(Bucket=self.bucket)
        return bool(answer.get("Status") == "Enabled")

    @property
    def _client(self) -> Any:
        return self._of_this_process(glance=False)

    @property
    def _glance(self) -> Any:
        return self._of_this_process(glance=True)

    def _of_this_process(self, *, glance: bool) -> Any:
        """Return this process's own client: a connection of the parent's is not ours to use."""
        key = (os.getpid(), glance)
        found = self._clients.get(key)
        if found is None:
            found = _connect(self._settings, GLANCE if glance else PATIENCE)
            self._clients[key] = found
        return found

    def _at(self, key: str) -> dict[str, str]:
        if not is_key(key):
            raise NoSuchKey(key)
        return {"Bucket": self.bucket, "Key": self.prefix + key}

    def _encryption(self) -> dict[str, str]:
        if self._settings.s3_encryption == "none":
            return {}
        asked: dict[str, str] = {"ServerSideEncryption": self._settings.s3_encryption}
        if self._settings.s3_encryption == "aws:kms" and self._settings.s3_kms_key:
            asked["SSEKMSKeyId"] = self._settings.s3_kms_key
        return asked

    def _put_parts(self, key: str, first: bytes, counted: "_Counted") -> None:
        """Send a long stream part by part; the key is there when the last one is, or never."""
        with troubles(key):
            begun = self._client.create_multipart_upload(**self._at(key), **self._encryption())
        upload = {**self._at(key), "UploadId": begun["UploadId"]}
        finished = False
        try:
            parts: list[dict[str, Any]] = []
            content = first
            while content:
                number = len(parts) + 1
                with troubles(key):
                    sent = self._client.upload_part(**upload, PartNumber=number, Body=content)
                parts.append({"PartNumber": number, "ETag": sent["ETag"]})
                content = counted.part()
            with troubles(key):
                self._client.complete_multipart_upload(
                    **upload, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
                )
            finished = True
        finally:
            if not finished:
                self._abort(upload)

    def _abort(self, upload: dict[str, str]) -> None:
        try:
            self._client.abort_multipart_upload(**upload)
        except (BotoCoreError, ClientError):
            return  # The sweep aborts it when the store answers again.


class _Counted:
    """A stream that is hashed and counted while it is read in parts."""

    def __init__(self, stream: BinaryIO, limit_bytes: int) -> None:
        self.stream, self.limit_bytes = stream, limit_bytes
        self.digest, self.size = hashlib.sha256(), 0

    def part(self) -> bytes:
        """Return the next part, full unless it is the last. Raises TooBig."""
        part = bytearray()
        while len(part) < PART_BYTES:
            chunk = self.stream.read(min(PART_BYTES - len(part), 1 << 20))
            if not chunk:
                break
            self.size += len(chunk)
            if self.size > self.limit_bytes:
                raise TooBig(self.limit_bytes)
            self.digest.update(chunk)
            part += chunk
        return bytes(part)


@contextmanager
def troubles(key: str) -> Iterator[None]:
    """Say what went wrong at the server in the store's own exceptions."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise NoSuchKey(key) from error
        raise TROUBLES.get(code, StoreDown)(code) from error
    except (BotoCoreError, OSError) as error:
        raise StoreDown(type(error).__name__) from error


def _connect(settings: Settings, patience: dict[str, Any]) -> Any:
    named = bool(settings.s3_key_id)
    return boto3.client(
        "s3",
        endpoint_url=settings.s3_endpoint or None,
        region_name=settings.s3_region or None,
        aws_access_key_id=settings.s3_key_id or None,
        aws_secret_access_key=settings.s3_secret.get_secret_value() if named else None,
        config=Config(
            signature_version="s3v4",
            # A server of one's own seldom answers to bucket.host.
            s3={"addressing_style": "path" if settings.s3_endpoint else "auto"},
            **patience,
        ),
    )
