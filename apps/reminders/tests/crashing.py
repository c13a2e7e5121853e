"""Fork a worker, kill it at a named point or at any moment, and read the matrix of the docs."""

import os
import signal
import warnings
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import connections

MATRIX = Path(settings.BASE_DIR) / "docs" / "reminders.md"
HEAD = "| killed at |"


def forked(work: Callable[[], object], *, crash_point: str = "") -> int:
    """Run `work` in a child with connections of its own; return its process number."""
    connections.close_all()
    with warnings.catch_warnings():
        # pytest-xdist has a thread that waits for orders; the child never touches what it holds.
        warnings.simplefilter("ignore", DeprecationWarning)
        pid = os.fork()
    if pid:
        return pid
    code = 1
    try:
        settings.CRASH_POINT = crash_point
        work()
        code = 0
    finally:
        os._exit(code)


def ended(pid: int) -> int:
    """Return how a child ended: its exit code, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def kill(pid: int) -> None:
    """Kill a child that `forked` gave; one that ended already stays as it is."""
    os.kill(pid, signal.SIGKILL)


def matrix() -> list[dict[str, str]]:
    """Return the lines of the crash matrix, by the names of its columns."""
    lines = MATRIX.read_text(encoding="utf-8").split(HEAD)[1].split("\n\n")[0]
    head, _rule, *rows = (HEAD + lines).splitlines()
    names = _cells(head)
    return [dict(zip(names, _cells(row), strict=True)) for row in rows]


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]
