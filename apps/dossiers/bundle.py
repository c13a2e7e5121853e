"""The deposit bundle of a round: a zip written while it is sent, the same bytes each time.

Entries are stored as they are, in one order, under the day of the deposit: neither the clock nor
a version of zlib changes a byte. Nothing of it touches the disk, and one piece of one file is in
memory at a time. Each file is hashed again on its way out: one that changed since it was checked
breaks the download before the zip's directory is written, so what arrived cannot be opened as if
it were whole.
"""

import hashlib
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apps.evidence.store import CHUNK, open_blob

FILE_MODE = 0o644
UNIX = 3


class BrokenBundle(OSError):
    """A file changed on the disk while the bundle was being sent."""


@dataclass(frozen=True)
class Entry:
    """One file of the bundle: either its `data`, or the digest of a content of the vault."""

    name: str
    sha256: str
    size: int
    data: bytes | None = None

    @classmethod
    def of(cls, name: str, data: bytes) -> "Entry":
        """Return an entry whose bytes are at hand."""
        return cls(name, hashlib.sha256(data).hexdigest(), len(data), data)

    def chunks(self) -> Iterator[bytes]:
        """Yield the bytes; raise `BrokenBundle` at their end when they are not those promised."""
        if self.data is not None:
            yield self.data
            return
        digest = hashlib.sha256()
        with open_blob(self.sha256) as stored:
            while chunk := stored.read(CHUNK):
                digest.update(chunk)
                yield chunk
        if digest.hexdigest() != self.sha256:
            raise BrokenBundle(f"the stored file {self.sha256} was altered")


@dataclass(frozen=True)
class Bundle:
    """The name of the zip and what is in it; `on` is the day that its entries bear."""

    filename: str
    on: date
    entries: list[Entry]

    def stream(self) -> Iterator[bytes]:
        """Yield the zip piece by piece."""
        sink = _Sink()
        with zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED) as archive:
            for entry in self.entries:
                with archive.open(self._info(entry), "w") as target:
                    for chunk in entry.chunks():
                        target.write(chunk)
                        yield sink.take()
        yield sink.take()

    def _info(self, entry: Entry) -> zipfile.ZipInfo:
        info = zipfile.ZipInfo(entry.name, (self.on.year, self.on.month, self.on.day, 0, 0, 0))
        info.external_attr = FILE_MODE << 16
        info.create_system = UNIX
        info.file_size = entry.size
        return info


class _Sink:
    """What a zip is written to: bytes wait here until they are taken, and cannot be rewound."""

    def __init__(self):
        self._parts: list[bytes] = []

    def write(self, data) -> int:
        self._parts.append(bytes(data))
        return len(data)

    def flush(self) -> None:
        """Do nothing: there is nothing below."""

    def take(self) -> bytes:
        """Return what was written since the last call."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken
