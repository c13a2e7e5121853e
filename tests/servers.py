"""Run a command with a PostgreSQL and a Redis of its own: `python -m tests.servers COMMAND…`.

Each service is started in a temporary folder, on a free port, and stopped at the end; nothing else
is touched. TEST_DATABASE_URL or TEST_REDIS_URL, where it is set, is used as it is.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg

PLACES = ("/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt")
PATIENCE = 30  # seconds for a server to answer
POSTGRES_SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "fsync": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
}


def main(command: list[str]) -> int:
    """Run `command` with both services and return its exit code."""
    with ExitStack() as stack:
        for name, start in (("TEST_DATABASE_URL", postgres), ("TEST_REDIS_URL", redis)):
            if not os.environ.get(name):
                os.environ[name] = stack.enter_context(start())
        return subprocess.run(command, check=False).returncode


@contextmanager
def postgres() -> Iterator[str]:
    """Yield the URL of a new PostgreSQL cluster; it refuses root, which lends it another user."""
    with tempfile.TemporaryDirectory(prefix="segurtrack-postgres-") as folder:
        owner = {}
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
        data, port = f"{folder}/data", free_port()
        initdb = [_program("initdb"), "-D", data, "-U", "segurtrack", "-A", "trust", "-E", "UTF8"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)
        options = [part for pair in POSTGRES_SETTINGS.items() for part in ("-c", "=".join(pair))]
        command = [_program("postgres"), "-D", data, "-p", str(port), *options]
        url = f"postgres://segurtrack@127.0.0.1:{port}/postgres"
        with _running(command, folder, ready=lambda: _accepts(url), **owner):
            yield url


@contextmanager
def redis() -> Iterator[str]:
    """Yield the URL of a new Redis that keeps nothing."""
    with tempfile.TemporaryDirectory(prefix="segurtrack-redis-") as folder:
        port = free_port()
        command = [_program("redis-server"), "--port", str(port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", folder]
        with _running(command, folder, ready=lambda: _answers(port)):
            yield f"redis://127.0.0.1:{port}"


@contextmanager
def _running(command: list, folder: str, *, ready: Callable[[], bool], **owner) -> Iterator[None]:
    log = Path(folder) / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, cwd=folder, **owner)
    try:
        end = time.monotonic() + PATIENCE
        while not ready():
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(f"{command[-1]}: no answer\n{log.read_text(errors='replace')}")
            time.sleep(0.05)
        yield
    finally:
        process.send_signal(signal.SIGINT)  # PostgreSQL: end at once, but properly
        process.wait(PATIENCE)


def free_port() -> int:
    """Return a port of the loopback that nothing uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _accepts(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=1).close()
    except psycopg.OperationalError:
        return False
    return True


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _program(name: str) -> str:
    if found := shutil.which(name):
        return found
    for place in PLACES:
        if found := sorted(Path(place).glob(f"*/bin/{name}")):
            return str(found[-1])
    raise SystemExit(f"{name} is not on this machine: install PostgreSQL and Redis first.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
