"""Count the electronic signatures of a PDF; nothing is said of what they are worth."""

from typing import BinaryIO

from apps.evidence.limits import run_apart

SECONDS = 10
CHUNK = 1024 * 1024
MARK = b"/ByteRange"
"""Every signature names the bytes that it covers, in clear: without that word there is none."""


def count_signatures(file: BinaryIO, content_type: str) -> int | None:
    """Return how many signed fields `file` holds; None when it cannot be told.

    `file` is a real file, left at its start.
    """
    if content_type != "application/pdf" or not _may_be_signed(file):
        return 0
    said, whole = run_apart("apps.evidence.pdf_signatures", file, seconds=SECONDS)
    file.seek(0)
    return int(said) if whole and said.isdigit() else None


def _may_be_signed(file: BinaryIO) -> bool:
    tail, found = b"", False
    file.seek(0)
    while not found and (chunk := file.read(CHUNK)):
        found = MARK in tail + chunk
        tail = chunk[-len(MARK) :]
    file.seek(0)
    return found
