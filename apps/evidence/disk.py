"""The vault on disk: one file per content, under its SHA-256, written once and never changed.

A file is put in its place by a hard link, after its bytes have reached the disk: a stop at any
point leaves either nothing or a whole file.
"""

import hashlib
import logging
import os
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from apps.evidence.places import DIGEST, Stored, check_digest, no_room

READ_ONLY = 0o440

logger = logging.getLogger(__name__)


class DiskStore:
    """Contents under a folder: `ab/<sha256>`."""

    def __init__(self, root: Path):
        self.root = Path(root)

    def path_of(self, sha256: str) -> Path:
        """Return where that content lives; raise `ValueError` if it is not a digest."""
        check_digest(sha256)
        return self.root / sha256[:2] / sha256

    def keep(self, file: BinaryIO, path: Path, sha256: str) -> None:
        """Put the temporary file `path`, open as `file`, in its place for good.

        The same content there already is checked and left alone; if the disk altered it, the
        copy that has just been hashed takes its place.
        """
        target = self.path_of(sha256)
        try:
            os.fsync(file.fileno())
            os.fchmod(file.fileno(), READ_ONLY)
            _make_folder(target.parent)
            try:
                target.hardlink_to(path)
            except FileExistsError:
                if not self.verify(sha256):
                    logger.warning("the stored file %s was altered and is replaced", sha256)
                    path.replace(target)
            _sync_folder(target.parent)
        except OSError as error:
            raise no_room(error) from error

    def open(self, sha256: str) -> BinaryIO:
        """Open a content for reading; raise `FileNotFoundError` when it is missing."""
        return self.path_of(sha256).open("rb")

    def size_of(self, sha256: str) -> int:
        """Return its length in bytes; raise `FileNotFoundError` when it is missing."""
        return self.path_of(sha256).stat().st_size

    def verify(self, sha256: str) -> bool:
        """Return whether the stored bytes still have their digest."""
        with self.open(sha256) as stored:
            return hashlib.file_digest(stored, "sha256").hexdigest() == sha256

    def remove(self, sha256: str) -> None:
        """Take a content away that no row names."""
        path = self.path_of(sha256)
        path.unlink(missing_ok=True)
        _sync_folder(path.parent)

    def contents(self) -> Iterator[Stored]:
        """Yield every content."""
        for folder in sorted(self.root.glob("[0-9a-f][0-9a-f]")):
            for path in sorted(folder.iterdir()):
                if DIGEST.fullmatch(path.name):
                    facts = path.stat()
                    kept_at = datetime.fromtimestamp(facts.st_mtime, UTC)
                    yield Stored(path.name, facts.st_size, kept_at)


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
