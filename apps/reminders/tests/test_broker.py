"""Redis and beat only wake: a flush, an outage, doubled wakings, a killed worker change nothing.

A real Celery worker on a real Redis that the test starts, flushes, kills and starts again.
SOAK_MINUTES makes Redis stay away that long, with two real beats, and kills it ten times.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from contextlib import ExitStack, contextmanager

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from apps.deadlines.tests.builders import make_deadline
from apps.products.tests.builders import make_team
from apps.reminders.models import Reminder
from apps.reminders.tests.builders import make_ladder
from tests.servers import free_port
from tests.sink import running_sink

CELERY = [sys.executable, "-m", "celery", "-A", "segurtrack"]
OUTAGE = 60 * float(os.environ.get("SOAK_MINUTES", "0"))
KILLS = 10 if OUTAGE else 1
CAUGHT_UP = 120  # seconds after Redis has returned

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@contextmanager
def running(command: list[str], **options):
    """Run a process, and kill it at the end."""
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **options
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


class Redis:
    """A Redis that keeps nothing, on a port of its own, again and again."""

    def __init__(self, stack: ExitStack):
        self.stack, self.port = stack, free_port()
        self.start()

    def start(self) -> None:
        """Start and wait for it."""
        command = ["redis-server", "--port", str(self.port), "--save", "", "--appendonly", "no"]
        self.process = self.stack.enter_context(running([*command, "--bind", "127.0.0.1"]))
        wait(self.listens, 20)

    def listens(self) -> bool:
        """Return whether its port answers."""
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        """Kill it: what it held is gone."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def flush(self) -> None:
        """Empty it while it runs."""
        with socket.create_connection(("127.0.0.1", self.port)) as line:
            line.sendall(b"FLUSHALL\r\n")
            assert line.recv(16).startswith(b"+OK")


def wait(done, seconds: float) -> None:
    """Return once `done()`; fail after so many seconds."""
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "too slow"
        time.sleep(0.1)


def environment(folder, redis: Redis, sink) -> dict[str, str]:
    """Return the environment of processes that share this test's database, broker and relay."""
    base = os.environ["TEST_DATABASE_URL"].rpartition("/")[0]
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DJANGO")}
    return kept | {
        "SEGURTRACK_MODE": "demo",
        "SEGURTRACK_VAR": str(folder),
        "DATABASE_URL": f"{base}/{connection.settings_dict['NAME']}",
        "REDIS_URL": f"redis://127.0.0.1:{redis.port}",
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        "EMAIL_RELAY": "deduplicates",
        "EMAIL_TIMEOUT": "1",
        "REMINDERS_TASK_SECONDS": "5",
        "REMINDERS_REAP_SECONDS": "6",
    }


def worker(stack: ExitStack, env: dict) -> subprocess.Popen:
    """Start a worker; in its own session, so that its children can be killed with it."""
    command = [*CELERY, "worker", "--concurrency", "1", "--without-mingle", "--without-gossip"]
    return stack.enter_context(
        running(command, env=env, cwd=settings.BASE_DIR, start_new_session=True)
    )


def wake(env: dict, times: int = 1) -> None:
    """Do what beat does: put the message that wakes the sender."""
    call = [*CELERY, "call", "reminders.send_due_reminders"]
    for _time in range(times):
        subprocess.run(call, env=env, cwd=settings.BASE_DIR, check=True, capture_output=True)


def due(team, slot: str) -> None:
    """Have something to tell Alice at once."""
    make_deadline(team.product, timezone.localdate(), slot=slot)


def all_told(number: int):
    """Return the question whether so many reminders were told, and no other waits."""
    sent = Reminder.objects.filter(state="sent")
    return lambda: sent.count() == number and not Reminder.objects.unfinished().exists()


def test_the_broker_may_lose_everything(tmp_path):
    team = make_team()
    make_ladder([0], urgent=[0])
    with ExitStack() as stack:
        (tmp_path / "sink").mkdir()
        sink = stack.enter_context(running_sink(tmp_path / "sink"))
        sink.be("deduplicates")
        redis = Redis(stack)
        env = environment(tmp_path, redis, sink)
        if OUTAGE:
            for number in range(2):
                schedule = ["--schedule", str(tmp_path / f"beat-{number}")]
                beat = [*CELERY, "beat", "--pidfile", "", *schedule]
                stack.enter_context(running(beat, env=env, cwd=settings.BASE_DIR))

        due(team, "flushed")
        wake(env)
        redis.flush()  # the waking is lost before anybody hears it
        first = worker(stack, env)
        wake(env, times=2)
        wait(all_told(1), CAUGHT_UP)

        due(team, "worker killed")
        os.killpg(first.pid, signal.SIGKILL)
        wake(env)
        worker(stack, env)
        wait(all_told(2), CAUGHT_UP)

        for number in range(KILLS):
            due(team, f"killed {number}")
            redis.kill()
            time.sleep(OUTAGE if number == 0 else 1)
            redis.start()
            if not OUTAGE:
                worker(stack, env)
                wake(env)
            wait(all_told(3 + number), CAUGHT_UP)
        copies = Counter(line["id"] for line in sink.received)
    assert (len(copies), max(copies.values())) == (2 + KILLS, 1)
