"""The vault on disk: one file per content, under its SHA-256, written once and never changed.

Order of a deposit: temporary file in the same file system, hashed and counted while it is
written → fsync → mode 0440 → hard link to `ab/<sha256>` → fsync of the directory → the
temporary name goes. A stop at any point leaves either nothing or a whole file; the row of the
database is written after, so no row ever names a file that is not there.
"""

import errno
import fcntl
import hashlib
import logging
import os
import re
import tempfile
import weakref
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.utils.translation import gettext as _

from apps.core.refusals import Invalid, OutOfSpace

CHUNK = 1024 * 1024
INCOMING = "incoming"
READ_ONLY = 0o440
NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
DIGEST = re.compile(r"[0-9a-f]{64}")

logger = logging.getLogger(__name__)


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
            raise _no_room(error) from error
        self._digest.update(chunk)
        self.size += len(chunk)

    @property
    def sha256(self) -> str:
        """Return the digest, in hexadecimal, of what was written so far."""
        return self._digest.hexdigest()

    def keep(self) -> str:
        """Put the file in its place for good and return its SHA-256.

        The same content there already is checked and left alone; if the disk altered it, the
        copy that has just been hashed takes its place.
        """
        target = path_of(self.sha256)
        try:
            os.fsync(self.file.fileno())
            os.fchmod(self.file.fileno(), READ_ONLY)
            _make_folder(target.parent)
            try:
                target.hardlink_to(self.path)
            except FileExistsError:
                if not verify(self.sha256):
                    logger.warning("the stored file %s was altered and is replaced", self.sha256)
                    self.path.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            raise _no_room(error) from error
        finally:
            self.drop()
        return self.sha256

    def __enter__(self) -> "Incoming":
        return self

    def __exit__(self, *_exception) -> None:
        self.drop()


def path_of(sha256: str) -> Path:
    """Return where the content of that digest lives; raise `ValueError` if it is not a digest."""
    if not DIGEST.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 digest: {sha256!r}")
    return Path(settings.EVIDENCE_ROOT) / sha256[:2] / sha256


def open_blob(sha256: str) -> BinaryIO:
    """Open a stored content for reading; raise `FileNotFoundError` when it is missing."""
    return path_of(sha256).open("rb")


def exists(sha256: str) -> bool:
    """Return whether a content is in the vault."""
    return path_of(sha256).is_file()


def verify(sha256: str) -> bool:
    """Return whether the stored bytes still have the digest they are filed under.

    Raise `FileNotFoundError` when the file is missing.
    """
    with open_blob(sha256) as stored:
        return hashlib.file_digest(stored, "sha256").hexdigest() == sha256


def digests() -> Iterator[str]:
    """Yield the digest of every content in the vault."""
    for folder in sorted(Path(settings.EVIDENCE_ROOT).glob("[0-9a-f][0-9a-f]")):
        for path in sorted(folder.iterdir()):
            if DIGEST.fullmatch(path.name):
                yield path.name


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


def _no_room(error: OSError) -> OSError | OutOfSpace:
    """Return what to raise for `error`: a refusal that people understand when the disk is full."""
    if error.errno not in NO_ROOM:
        return error
    return OutOfSpace(
        _(
            "Il n’y a plus de place pour ce fichier sur le serveur : rien n’a été enregistré. "
            "Prévenez l’administrateur du site, puis recommencez."
        )
    )


def _open_temporary() -> tuple[BinaryIO, Path]:
    """Open and lock a new temporary file; start again if a sweep took it before the lock."""
    folder = Path(settings.EVIDENCE_ROOT) / INCOMING
    while True:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            descriptor, name = tempfile.mkstemp(dir=folder)
        except OSError as error:
            raise _no_room(error) from error
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        if os.fstat(descriptor).st_nlink:
            return os.fdopen(descriptor, "w+b"), Path(name)
        os.close(descriptor)


def _remove(file: BinaryIO, path: Path) -> None:
    with suppress(FileNotFoundError):
        path.unlink()
    with suppress(OSError):
        file.close()


def _make_folder(folder: Path) -> None:
    with suppress(FileExistsError):
        folder.mkdir(parents=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
