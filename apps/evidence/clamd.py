"""Ask a clamd for its verdict on a file, by its INSTREAM command; believe only a whole answer."""

import re
import socket
import struct
import time
from dataclasses import dataclass
from typing import BinaryIO
from urllib.parse import urlsplit

from apps.evidence.states import ScanState

CHUNK = 128 * 1024
LONGEST_ANSWER = 4096
PATIENCE = 120.0  # seconds for one file, from the connection to the answer
FOUND = re.compile(rb"stream: ([\x21-\x7e]{1,200}) FOUND")
NOT_SCANNED = ("Heuristics.Limits.Exceeded", "Heuristics.Encrypted")
TOO_BIG = b"INSTREAM size limit exceeded. ERROR"


@dataclass(frozen=True)
class Verdict:
    """What the antivirus says; `detail`: the name of what it found, or what stopped it."""

    state: ScanState
    detail: str = ""


class Unreachable(Exception):
    """Nobody answers at that address: the file was not looked at."""


class Unanswered(Exception):
    """The connection was made, and no whole answer came: the file may be the reason."""


def scan(file: BinaryIO, url: str, *, patience: float = PATIENCE) -> Verdict:
    """Return the verdict of the clamd at `url` (`tcp://host:port` or `unix:///path`) on `file`.

    A limit of clamd is no clean file: it needs `AlertExceedsMax yes` to say that it met one.
    """
    end = time.monotonic() + patience
    with _connect(url, min(patience, 10)) as line:
        try:
            _send(line, file, end)
        except TimeoutError as error:
            raise Unanswered("too slow to take the file") from error
        except OSError:  # clamd closes as soon as it has had enough; its answer says why
            return _verdict(_answer(line, end))
        return _verdict(_answer(line, end))


def _connect(url: str, patience: float) -> socket.socket:
    parts = urlsplit(url)
    try:
        if parts.scheme == "tcp":
            return socket.create_connection((parts.hostname, parts.port), patience)
        line = socket.socket(socket.AF_UNIX)
        line.settimeout(patience)
        try:
            line.connect(parts.path)
        except OSError:
            line.close()
            raise
        return line
    except OSError as error:
        raise Unreachable(f"{url}: {error}") from error


def _send(line: socket.socket, file: BinaryIO, end: float) -> None:
    line.settimeout(_left(end))
    line.sendall(b"zINSTREAM\0")
    while chunk := file.read(CHUNK):
        line.settimeout(_left(end))
        line.sendall(struct.pack("!L", len(chunk)) + chunk)
    line.sendall(struct.pack("!L", 0))


def _answer(line: socket.socket, end: float) -> bytes:
    said = b""
    try:
        while not said.endswith(b"\0"):
            line.settimeout(_left(end))
            piece = line.recv(LONGEST_ANSWER)
            said += piece
            if not piece or len(said) > LONGEST_ANSWER:
                raise Unanswered(f"cut or endless answer: {said[:60]!r}")
    except OSError as error:
        raise Unanswered(str(error)) from error
    return said[:-1]


def _left(end: float) -> float:
    """Return the seconds that are left, for a file and not for each of its pieces."""
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError("too slow")
    return left


def _verdict(said: bytes) -> Verdict:
    if said == b"stream: OK":
        return Verdict(ScanState.CLEAN)
    if said == TOO_BIG:
        return Verdict(ScanState.UNSCANNABLE, "StreamMaxLength")
    if found := FOUND.fullmatch(said):
        name = found[1].decode("ascii")
        stopped = name.startswith(NOT_SCANNED)
        return Verdict(ScanState.UNSCANNABLE if stopped else ScanState.INFECTED, name)
    raise Unanswered(f"not an answer: {said[:60]!r}")
