"""The antivirus's answers: a whole one is believed, anything else is no verdict."""

import io
import socket
import time

import pytest

from apps.evidence import clamd
from apps.evidence.clamd import Unanswered, Unreachable, Verdict
from apps.evidence.states import ScanState
from apps.evidence.tests import servers
from apps.evidence.tests.builders import PDF
from tests.servers import free_port


def ask(behave, content: bytes = PDF, patience: float = 5) -> Verdict:
    with servers.lying_clamd(behave) as url:
        return clamd.scan(io.BytesIO(content), url, patience=patience)


def saying(words: bytes):
    def behave(line):
        servers.take_all(line)
        line.sendall(words)

    return behave


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (b"stream: OK\0", Verdict(ScanState.CLEAN)),
        (b"stream: Win.Test FOUND\0", Verdict(ScanState.INFECTED, "Win.Test")),
        (
            b"stream: Heuristics.Limits.Exceeded.MaxFileSize FOUND\0",
            Verdict(ScanState.UNSCANNABLE, "Heuristics.Limits.Exceeded.MaxFileSize"),
        ),
        (
            b"stream: Heuristics.Encrypted.Zip FOUND\0",
            Verdict(ScanState.UNSCANNABLE, "Heuristics.Encrypted.Zip"),
        ),
        (
            b"INSTREAM size limit exceeded. ERROR\0",
            Verdict(ScanState.UNSCANNABLE, "StreamMaxLength"),
        ),
    ],
)
def test_a_whole_answer_is_believed(words, verdict):
    assert ask(saying(words)) == verdict


def test_the_bytes_arrive_whole():
    taken = []

    def behave(line):
        taken.append(servers.take_all(line))
        line.sendall(b"stream: OK\0")

    content = PDF + bytes(range(256)) * 2000
    ask(behave, content)
    assert taken == [content]


@pytest.mark.parametrize(
    "words",
    [
        b"",
        b"stream: OK",
        b"stream: O",
        b"OK\0",
        b"stream: OK\n\0",
        b"stream: OK\0stream: Win.Test FOUND\0",
        b"stream: FOUND\0",
        b"stream: <script>\x07 FOUND\0",
        b"stream: Can't allocate memory ERROR\0",
        b"\xff" * 10_000,
        b"x" * 5000 + b"\0",
        b"HTTP/1.1 200 OK\r\n\r\n\0",
    ],
)
def test_anything_else_is_no_verdict(words):
    with pytest.raises(Unanswered):
        ask(saying(words))


def test_a_connection_cut_at_once_is_no_verdict():
    with pytest.raises(Unanswered):
        ask(lambda line: None, content=PDF * 100_000)


def test_an_answer_given_before_the_end_of_the_stream_counts():
    """As clamd does when a file passes its limit: it says so, then closes."""

    def behave(line):
        line.recv(1000)
        line.sendall(b"INSTREAM size limit exceeded. ERROR\0")
        line.shutdown(socket.SHUT_WR)
        while line.recv(1_000_000):
            pass

    assert ask(behave, content=PDF * 100_000).state == ScanState.UNSCANNABLE


@pytest.mark.parametrize("first", [b"", b"stream: "])
def test_a_server_that_trickles_is_left_after_the_patience(first):
    def behave(line):
        servers.take_all(line)
        line.sendall(first)
        for _ in range(20):
            time.sleep(0.2)
            line.sendall(b"x")

    started = time.monotonic()
    with pytest.raises(Unanswered):
        ask(behave, patience=0.7)
    assert time.monotonic() - started < 6


def test_a_server_that_takes_nothing_is_left_after_the_patience():
    with pytest.raises(Unanswered, match="too slow"):
        ask(lambda line: time.sleep(1.5), content=b"x" * 50_000_000, patience=0.5)


@pytest.mark.parametrize("url", ["tcp://127.0.0.1:{port}", "unix:///nowhere/clamd.ctl"])
def test_nobody_there_is_not_the_fault_of_the_file(url):
    with pytest.raises(Unreachable):
        clamd.scan(io.BytesIO(PDF), url.format(port=free_port()))


@pytest.mark.services
@pytest.mark.skipif(not servers.CLAMD, reason="clamd is not installed on this machine")
def test_a_real_clamd_finds_its_signature_and_says_its_limits():
    big, huge = b"x" * (1024 * 1024 + 1), b"x" * (3 * 1024 * 1024)
    with servers.clamd() as urls:
        for url in urls.values():
            assert clamd.scan(io.BytesIO(PDF), url) == Verdict(ScanState.CLEAN)
            found = clamd.scan(io.BytesIO(servers.EICAR.encode()), url)
            assert found == Verdict(ScanState.INFECTED, "Eicar-Test-Signature.UNOFFICIAL")
            stopped = clamd.scan(io.BytesIO(big), url)
            assert stopped.state == ScanState.UNSCANNABLE
            assert stopped.detail.startswith("Heuristics.Limits.Exceeded")
            assert clamd.scan(io.BytesIO(huge), url).detail == "StreamMaxLength"
