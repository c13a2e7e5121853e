"""The door of the vault: files on their way in, and the contents, on disk or in a bucket.

Order of a deposit: temporary file on the disk of the site, hashed and counted while it is
written → put under its SHA-256 in the store, which has it whole or not at all → the temporary
name goes. The row of the database is written after, so no row ever names a file that is not there.
"""

import fcntl
import hashlib
import os
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.evidence.bucket import BucketStore
from apps.evidence.disk import DiskStore
from apps.evidence.places import Stored, no_room

CHUNK = 1024 * 1024
INCOMING = "incoming"


class Incoming:
    """A file on its way in: written chunk by chunk, then kept under its digest, or dropped.

    `drop()` takes the temporary file away, once; it happens by itself when nobody holds the object.
    It holds a lock on its temporary file for as long as it lives; a temporary file that nobody
    locks was left by a process that died, and `sweep` takes it away.
    """

    def __init__(self, *, limit: int):
        """Open an empty temporary file that takes at most `limit` bytes."""
        self.limit = limit
        self.size = 0
        self._digest = hashlib.sha256()
        self.file, self.path = _open_temporary()
        self.drop = weakref.finalize(self, _remove, self.file, self.path)

    def write(self, chunk: bytes) -> None:
        """Add bytes; raise `Invalid` past the limit, `OutOfSpace` when the disk is full."""
        if self.size + len(chunk) > self.limit:
            raise too_big(self.limit)
        try:
            self.file.write(chunk)
            self.file.flush()
        except OSError as error:
            raise no_room(error) from error
        self._digest.update(chunk)
        self.size += len(chunk)

    @property
    def sha256(self) -> str:
        """Return the digest, in hexadecimal, of what was written so far."""
        return self._digest.hexdigest()

    def keep(self) -> str:
        """Put the file in its place for good and return its SHA-256."""
        try:
            contents_store().keep(self.file, self.path, self.sha256)
        finally:
            self.drop()
        return self.sha256

    def __enter__(self) -> "Incoming":
        return self

    def __exit__(self, *_exception) -> None:
        self.drop()


def contents_store() -> DiskStore | BucketStore:
    """Return the store of this installation: the bucket of STORAGE_URL, else the disk."""
    if settings.EVIDENCE_BUCKET:
        return _bucket(*sorted(settings.EVIDENCE_BUCKET.items()))
    return DiskStore(settings.EVIDENCE_ROOT)


@lru_cache(maxsize=4)
def _bucket(*facts: tuple[str, str]) -> BucketStore:
    return BucketStore(**dict(facts))


def is_on_disk() -> bool:
    """Return whether the web server in front may read the contents itself."""
    return not settings.EVIDENCE_BUCKET


def path_of(sha256: str) -> Path:
    """Return where that content lives on disk; raise `ValueError` if it is not a digest."""
    return DiskStore(settings.EVIDENCE_ROOT).path_of(sha256)


def open_blob(sha256: str) -> BinaryIO:
    """Open a stored content for reading; raise `FileNotFoundError` when it is missing."""
    return contents_store().open(sha256)


def exists(sha256: str) -> bool:
    """Return whether a content is in the vault."""
    try:
        size_of(sha256)
    except FileNotFoundError:
        return False
    return True


def size_of(sha256: str) -> int:
    """Return the length of a stored content; raise `FileNotFoundError` when it is missing."""
    return contents_store().size_of(sha256)


def verify(sha256: str) -> bool:
    """Return whether the stored bytes still have the digest they are filed under.

    Raise `FileNotFoundError` when the file is missing.
    """
    return contents_store().verify(sha256)


def remove(sha256: str) -> None:
    """Take a content away for good; only the collector of unnamed contents does it."""
    contents_store().remove(sha256)


def contents() -> Iterator[Stored]:
    """Yield every content of the vault."""
    return contents_store().contents()


def digests() -> Iterator[str]:
    """Yield the digest of every content in the vault."""
    return (each.sha256 for each in contents())


def sweep() -> int:
    """Remove the temporary files of deposits that died, and return how many."""
    removed = 0
    for path in (Path(settings.EVIDENCE_ROOT) / INCOMING).glob("*"):
        with suppress(FileNotFoundError, BlockingIOError), path.open("rb") as left:
            fcntl.flock(left, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            removed += 1
    return removed


def too_big(limit: int) -> Invalid:
    """Return the refusal of a file over `limit` bytes."""
    return Invalid(
        _("Ce fichier dépasse la taille admise (%(limit)d Mio). Compressez-le ou découpez-le.")
        % {"limit": limit // CHUNK},
        field="upload",
    )


def _open_temporary() -> tuple[BinaryIO, Path]:
    """Open and lock a new temporary file; start again if a sweep took it before the lock."""
    folder = Path(settings.EVIDENCE_ROOT) / INCOMING
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=folder)
        except OSError as error:
            raise no_room(error) from error
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return os.fdopen(descriptor, "w+b"), Path(name)
        os.close(descriptor)


def _remove(file: BinaryIO, path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
    with suppress(OSError):
        file.close()
