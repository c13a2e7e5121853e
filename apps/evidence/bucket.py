"""The vault in an S3-compatible bucket: the same contents, under the same names, as on disk.

A content is sent with its SHA-256, which the service checks, and only if nothing has its name; what
the service then says of it is compared with what was sent, before any row is written. Credentials
come from the environment, as every S3 client reads them (AWS_ACCESS_KEY_ID and the like).
"""

import base64
import hashlib
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, FlexibleChecksumError

from apps.evidence.places import DIGEST, Stored, Unavailable, check_digest, full

CHUNK = 1024 * 1024
MISSING = {"404", "NoSuchKey", "NotFound"}
TAKEN = {"412", "PreconditionFailed", "409", "ConditionalRequestConflict"}
NO_ROOM = {"507", "InsufficientStorage", "QuotaExceeded", "XMinioStorageFull", "EntityTooLarge"}

logger = logging.getLogger(__name__)


class Spoilt(Exception):
    """The client saw that the bytes are not those that the service had signed."""


class Body:
    """A content on its way out: read once, from its start to its end."""

    def __init__(self, stream):
        self._stream = stream

    def read(self, size: int | None = None) -> bytes:
        """Return the next bytes."""
        return self._stream.read(size)

    def close(self) -> None:
        """Give the connection back."""
        self._stream.close()

    def __enter__(self) -> "Body":
        return self

    def __exit__(self, *_exception) -> None:
        self.close()


class BucketStore:
    """Contents of a bucket: `<prefix>ab/<sha256>`. One client per thread, as boto3 asks."""

    def __init__(self, *, bucket: str, endpoint: str, region: str, prefix: str = ""):
        self.bucket, self.prefix = bucket, prefix
        self._endpoint, self._region, self._local = endpoint, region, threading.local()

    @property
    def client(self):
        """Return this thread's client."""
        if not hasattr(self._local, "client"):
            style = {"addressing_style": "path"} if self._endpoint else {}
            self._local.client = boto3.session.Session().client(
                "s3",
                endpoint_url=self._endpoint or None,
                region_name=self._region or None,
                config=Config(
                    s3=style, connect_timeout=5, read_timeout=60, retries={"max_attempts": 3}
                ),
            )
        return self._local.client

    def key_of(self, sha256: str) -> dict[str, str]:
        """Return how the service names that content; raise `ValueError` if it is no digest."""
        check_digest(sha256)
        return {"Bucket": self.bucket, "Key": f"{self.prefix}{sha256[:2]}/{sha256}"}

    def keep(self, file: BinaryIO, path: Path, sha256: str) -> None:
        """Send the temporary file unless its content is there, intact; compare what was stored."""
        size = file.seek(0, 2)
        if self._is_there(sha256):
            if self.verify(sha256):
                return
            logger.warning("the stored object %s was altered and is replaced", sha256)
            self._put(file, sha256, size)
        else:
            self._put(file, sha256, size, IfNoneMatch="*")
        if not self._holds(sha256, size):
            raise Unavailable

    def open(self, sha256: str) -> Body:
        """Open a content for reading; raise `FileNotFoundError` when it is missing."""
        with _plain(sha256):
            return Body(self.client.get_object(**self.key_of(sha256))["Body"])

    def size_of(self, sha256: str) -> int:
        """Return its length in bytes; raise `FileNotFoundError` when it is missing."""
        with _plain(sha256):
            return self.client.head_object(**self.key_of(sha256))["ContentLength"]

    def verify(self, sha256: str) -> bool:
        """Return whether the stored bytes, read again, still have their digest."""
        digest = hashlib.sha256()
        try:
            with _plain(sha256), self.open(sha256) as stored:
                while chunk := stored.read(CHUNK):
                    digest.update(chunk)
        except Spoilt:
            return False
        return digest.hexdigest() == sha256

    def remove(self, sha256: str) -> None:
        """Take a content away that no row names."""
        with _plain(sha256):
            self.client.delete_object(**self.key_of(sha256))

    def contents(self) -> Iterator[Stored]:
        """Yield every content."""
        with _plain(""):
            pages = self.client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket, Prefix=self.prefix
            )
            for page in pages:
                for each in page.get("Contents", ()):
                    name = each["Key"].rpartition("/")[2]
                    if DIGEST.fullmatch(name):
                        yield Stored(name, each["Size"], each["LastModified"])

    def _is_there(self, sha256: str) -> bool:
        try:
            self.size_of(sha256)
        except FileNotFoundError:
            return False
        return True

    def _put(self, file: BinaryIO, sha256: str, size: int, **condition) -> None:
        """Send the bytes; somebody who sent the same ones meanwhile is no error."""
        file.seek(0)
        try:
            with _plain(sha256):
                self.client.put_object(
                    **self.key_of(sha256),
                    Body=file,
                    ContentLength=size,
                    ChecksumSHA256=_base64(sha256),
                    **condition,
                )
        except FileExistsError:
            logger.info("the object %s was stored by somebody else meanwhile", sha256)

    def _holds(self, sha256: str, size: int) -> bool:
        """Compare length and digest with what the service says, or read it again if it is mute."""
        with _plain(sha256):
            facts = self.client.head_object(**self.key_of(sha256), ChecksumMode="ENABLED")
        if facts["ContentLength"] != size:
            return False
        told = facts.get("ChecksumSHA256")
        return told == _base64(sha256) if told else self.verify(sha256)


@contextmanager
def _plain(sha256: str) -> Iterator[None]:
    """Turn the client's errors into those that a disk raises, or into a refusal."""
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in MISSING:
            raise FileNotFoundError(sha256) from error
        if code in TAKEN:
            raise FileExistsError(sha256) from error
        logger.error("the store answers %s", error)
        raise (full() if code in NO_ROOM else Unavailable()) from error
    except FlexibleChecksumError as error:
        raise Spoilt(sha256) from error
    except BotoCoreError as error:
        logger.error("the store does not answer: %s", error)
        raise Unavailable from error


def _base64(sha256: str) -> str:
    return base64.b64encode(bytes.fromhex(sha256)).decode()
