"""What a program of ours that reads a stranger's file may cost, and how it is started.

Reading a hostile file may take any time and memory: it does so in a process of its own, where the
system stops it, and never in one that answers people.
"""

import resource
import subprocess
import sys
from pathlib import Path

MEMORY = 1024 * 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]


def accept_limits(seconds: int) -> None:
    """In the program: no more than `seconds` of processor, `MEMORY` bytes, and no file written."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def run_apart(module: str, file, *words: str, seconds: float) -> tuple[bytes, bool]:
    """Run `python -m module PATH *words SECONDS` on an open file; return (what it said, whole).

    `file` is a real file. What was said before the program died or was stopped is returned too,
    with `whole` false.
    """
    descriptor = file.fileno()
    command = [sys.executable, "-m", module, f"/dev/fd/{descriptor}", *words, str(int(seconds))]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, on a descriptor
            command,
            cwd=ROOT,
            pass_fds=[descriptor],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as stopped:
        return stopped.stdout or b"", False
    return done.stdout, done.returncode == 0
