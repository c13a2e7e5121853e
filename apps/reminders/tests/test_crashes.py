"""A worker killed at each named point: the end is what the matrix of docs/reminders.md says.

SOAK_ROUNDS repeats each line that many times (`make soak`).
"""

import os
import signal
import subprocess
import sys
import time
from datetime import date, timedelta

import pytest
from django.conf import settings

from apps.deadlines.models import Deadline
from apps.deadlines.tests.builders import make_deadline
from apps.products.tests.builders import make_team
from apps.reminders.crash import POINTS
from apps.reminders.models import Mail, Reminder
from apps.reminders.services import tick
from apps.reminders.tests.builders import make_ladder, paris
from apps.reminders.tests.crashing import ended, forked, matrix
from tests.production import environment as production
from tests.sink import running_sink

TUESDAY = date(2026, 3, 3)
LINES = matrix()
RELAYS = ("deduplicates", "log", "plain")
ROUNDS = int(os.environ.get("SOAK_ROUNDS", "1"))
LATER = timedelta(seconds=settings.REMINDERS_REAP_SECONDS + 1)


@pytest.fixture(scope="module")
def sink(tmp_path_factory):
    with running_sink(tmp_path_factory.mktemp("sink")) as relay:
        yield relay


@pytest.fixture
def to_sink(sink, settings, monkeypatch):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.EMAIL_RELAY_LOG = "tests.sink.in_log"
    monkeypatch.setenv("SINK_LOG", str(sink.log))
    sink.forget()
    return sink


def test_every_point_is_in_the_matrix():
    named = {point for line in LINES for point in line["killed at"].split(" → ")}
    assert named == set(POINTS)
    assert len(POINTS) >= 10


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("relay", RELAYS)
def test_killed_workers_end_as_the_matrix_says(relay, to_sink, settings):
    settings.EMAIL_RELAY = relay
    to_sink.be("deduplicates" if relay == "deduplicates" else "plain")
    team = make_team()
    make_ladder([3], urgent=[3])
    lines = [line for line in LINES if line[relay] != "–"]
    for _round in range(ROUNDS):
        ends = {line["killed at"]: end_of(line, team, to_sink) for line in lines}
        assert ends == {line["killed at"]: line[relay] for line in lines}


def end_of(line: dict, team, sink) -> str:
    """Kill workers as a line says, let others finish; return the state and the copies."""
    Deadline.objects.all().delete()
    Mail.objects.all().delete()
    sink.forget()
    make_deadline(team.product, date(2026, 3, 6))
    moment = paris(TUESDAY)
    for point in line["killed at"].split(" → "):
        assert worked(moment, crash_point=point) == -signal.SIGKILL
        moment += LATER
    assert Reminder.objects.get().state == line["reminder left"]
    time.sleep(0.05)  # the sink reads what a dead worker had sent
    for _turn in range(2):
        assert worked(moment) == 0
        moment += LATER
    copies = sink.received
    assert len({copy["sha256"] for copy in copies}) <= 1
    return f"{Reminder.objects.get().state} ×{len(copies)}"


def worked(moment, *, crash_point: str = "") -> int:
    """Return how a worker ended that woke at that moment."""
    return ended(forked(lambda: tick(now=moment), crash_point=crash_point))


@pytest.mark.parametrize("mode", ["production", "demo"])
def test_crash_points_are_inert_outside_the_tests(tmp_path, mode):
    done = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print([settings.CRASH_POINT])"],
        env=production(str(tmp_path), SEGURTRACK_MODE=mode, CRASH_POINT="frozen")
        | {"DJANGO_SETTINGS_MODULE": "segurtrack.settings"},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "['']\n"
