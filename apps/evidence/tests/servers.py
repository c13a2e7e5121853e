"""Servers that the tests start for themselves: a clamd, one that lies, an S3 of the loopback."""

import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.servers import free_port

CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin:/usr/local/sbin")
EICAR = r"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-" + "ANTIVIRUS-TEST-FILE!$H+H*"
PATIENCE = 60  # seconds for a server to answer
CONFIG = """
Foreground yes
LocalSocket {folder}/clamd.ctl
TCPSocket {port}
TCPAddr 127.0.0.1
DatabaseDirectory {folder}/signatures
TemporaryDirectory {folder}
StreamMaxLength 2M
MaxFileSize 1M
MaxScanSize 1M
AlertExceedsMax yes
AlertEncrypted yes
"""


@contextmanager
def clamd() -> Iterator[dict[str, str]]:
    """Yield the addresses, by scheme, of a real clamd that knows one signature: EICAR's."""
    with tempfile.TemporaryDirectory(prefix="segurtrack-clamd-") as folder:
        port, signatures = free_port(), Path(folder) / "signatures"
        signatures.mkdir()
        line = f"Eicar-Test-Signature:0:*:{EICAR.encode().hex()}\n"
        (signatures / "eicar.ndb").write_text(line)
        config = Path(folder) / "clamd.conf"
        config.write_text(CONFIG.format(folder=folder, port=port))
        with _running([CLAMD, "--config-file", str(config)], port):
            yield {"tcp": f"tcp://127.0.0.1:{port}", "unix": f"unix://{folder}/clamd.ctl"}


@contextmanager
def _running(command: list[str], port: int) -> Iterator[None]:
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + PATIENCE
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > end:
                raise AssertionError(f"{command[0]} does not answer")
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


@contextmanager
def lying_clamd(behave: Callable[[socket.socket], None]) -> Iterator[str]:
    """Yield the address of a server that treats each connection as `behave` does."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.2)
    stop = threading.Event()

    def serve():
        while not stop.is_set():
            try:
                line, _address = listener.accept()
            except TimeoutError:
                continue
            with line:
                line.settimeout(5)
                try:
                    behave(line)
                except OSError:
                    continue

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        stop.set()
        thread.join()
        listener.close()


def take_all(line: socket.socket) -> bytes:
    """Read one INSTREAM to its end and return its bytes, as clamd does."""
    with line.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := int.from_bytes(stream.read(4), "big"):
            content += stream.read(size)
        return content


@contextmanager
def s3() -> Iterator[str]:
    """Yield the address of an S3 of the loopback, in a process of its own."""
    port = free_port()
    command = [sys.executable, "-W", "ignore", "-m", "moto.server", "-H", "127.0.0.1"]
    with _running([*command, "-p", str(port)], port):
        yield f"http://127.0.0.1:{port}"
