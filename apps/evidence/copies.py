"""Copy the contents out of the vault and back, each one hashed again on its way."""

import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from apps.evidence import store
from apps.evidence.disk import DiskStore
from apps.evidence.models import Blob

LIMIT = 1 << 62  # bytes: what comes back was admitted already
Progress = Callable[[int], None]


class Damaged(Exception):
    """A content that is missing, or whose bytes are not those of its name."""


def copy_out(folder: Path, progress: Progress = lambda done: None) -> dict[str, int]:
    """Copy every content that a row names to `folder`; return their number and their bytes.

    What an earlier copy left there, intact, is kept. Raise `Damaged` for a content that the vault
    lost or changed: a copy of it would save nothing.
    """
    copies, count, size = DiskStore(folder), 0, 0
    folder.mkdir(parents=True, exist_ok=True)
    rows = Blob.objects.order_by("pk").values_list("sha256", "size")
    for count, (sha256, length) in enumerate(rows.iterator(), 1):  # noqa: B007
        if not _is_sound(copies, sha256):
            _copy_one(copies, folder, sha256)
        size += length
        progress(count)
    return {"count": count, "bytes": size}


def check_copies(folder: Path, progress: Progress = lambda done: None) -> int:
    """Hash every copy again and return how many there are; raise `Damaged` at the first bad one."""
    copies, count = DiskStore(folder), 0
    for count, each in enumerate(copies.contents(), 1):  # noqa: B007
        if not copies.verify(each.sha256):
            raise Damaged(each.sha256)
        progress(count)
    return count


def copy_in(folder: Path, progress: Progress = lambda done: None) -> None:
    """Put every copy of `folder` back in the vault; what is there already is left alone."""
    copies = DiskStore(folder)
    for count, each in enumerate(copies.contents(), 1):
        with store.Incoming(limit=LIMIT) as incoming, copies.open(each.sha256) as copy:
            while chunk := copy.read(store.CHUNK):
                incoming.write(chunk)
            if incoming.sha256 != each.sha256:
                raise Damaged(each.sha256)
            incoming.keep()
        progress(count)


def _is_sound(copies: DiskStore, sha256: str) -> bool:
    try:
        return copies.verify(sha256)
    except FileNotFoundError:
        return False


def _copy_one(copies: DiskStore, folder: Path, sha256: str) -> None:
    digest, (descriptor, name) = hashlib.sha256(), tempfile.mkstemp(dir=folder)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            try:
                with store.open_blob(sha256) as stored:
                    while chunk := stored.read(store.CHUNK):
                        digest.update(chunk)
                        file.write(chunk)
            except FileNotFoundError as error:
                raise Damaged(sha256) from error
            if digest.hexdigest() != sha256:
                raise Damaged(sha256)
            file.flush()
            copies.keep(file, Path(name), sha256)
    finally:
        Path(name).unlink(missing_ok=True)
