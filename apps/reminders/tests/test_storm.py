"""Workers killed at any moment, many times: nothing is lost, nothing comes twice.

The short form runs in CI; STORM_REMINDERS, STORM_KILLS and STORM_SEEDS make the long one
(`make soak`). STORM_SENDS is how many leave without any crash.
"""

import os
import random
import signal
import time
from collections import Counter
from functools import partial

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.utils import timezone

from apps.deadlines.tests.builders import make_deadline
from apps.products.tests.builders import make_team
from apps.reminders.models import Mail, Reminder
from apps.reminders.services import plan, send_due
from apps.reminders.tests.builders import make_ladder
from apps.reminders.tests.crashing import ended, forked, kill
from tests.sink import running_sink

REMINDERS = int(os.environ.get("STORM_REMINDERS", "60"))
KILLS = int(os.environ.get("STORM_KILLS", "12"))
SEEDS = [int(seed) for seed in os.environ.get("STORM_SEEDS", "1").split()]
SENDS = int(os.environ.get("STORM_SENDS", "100"))
PATIENCE = 300  # seconds for the last workers to finish
PACE = 15  # messages that a worker might send in the longest life it gets

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def sink(tmp_path, settings):
    """Yield a relay, with delays short enough for a test and still in their order."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_TIMEOUT, settings.REMINDERS_TASK_SECONDS = 0.5, 2
    settings.REMINDERS_REAP_SECONDS = 3
    assert not [each for each in run_checks() if each.id.startswith("reminders.")]
    with running_sink(tmp_path) as relay:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", relay.port
        yield relay


@pytest.fixture
def team():
    """Return the three people who are told, with their ladder."""
    make_ladder([3], urgent=[3])
    return make_team()


def due(team, number: int) -> None:
    """Plan as many urgent reminders more, of three people."""
    today, first = timezone.localdate(), Reminder.objects.count()
    for slot in range(first, first + number):
        person = (team.alice, team.bob, team.rita)[slot % 3]
        make_deadline(team.product, today, responsible=person, slot=str(slot))
    plan(today=today)


def work(begun: int | None = None) -> None:
    """Send until nothing is left to claim; first say so on the pipe `begun`."""
    connection.ensure_connection()
    if begun is not None:
        os.write(begun, b".")
    while send_due(now=timezone.now()).sent:
        pass


def pace(team) -> float:
    """Return how many seconds this machine takes for PACE messages."""
    due(team, PACE)
    started = time.monotonic()
    work()
    return time.monotonic() - started


def storm(team, dice: random.Random) -> None:
    """Let pairs of workers send, and kill each a moment after it began, until KILLS are dead."""
    heard, begun = os.pipe()
    longest_life, killed = pace(team), 0
    due(team, REMINDERS)
    while killed < KILLS:
        if not Reminder.objects.unfinished().exists():
            due(team, max(REMINDERS // 10, 10))
        pair = [forked(partial(work, begun)) for _each in range(2)]
        for pid in pair:
            os.read(heard, 1)
            time.sleep(dice.uniform(0, longest_life))
            kill(pid)
        killed += [ended(pid) for pid in pair].count(-signal.SIGKILL)
    os.close(heard)
    os.close(begun)


def calm() -> None:
    """Let workers finish in peace: claims are taken back, doubts settled."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert ended(forked(work)) == 0
        if not Reminder.objects.unfinished().exclude(mail__doubts__gte=2).exists():
            return
        time.sleep(1)
    raise AssertionError("some reminders never left")


@pytest.mark.parametrize("relay", ["deduplicates", "plain"])
@pytest.mark.parametrize("seed", SEEDS)
def test_killed_workers_lose_nothing(seed, relay, team, sink, settings):
    settings.EMAIL_RELAY = relay
    sink.be(relay)
    storm(team, random.Random(seed))  # noqa: S311 (not a secret)
    calm()
    copies = Counter(line["id"] for line in sink.received)
    bytes_by_id = {(line["id"], line["sha256"]) for line in sink.received}
    in_doubt = set(Mail.objects.in_doubt().values_list("message_id", flat=True))
    sent = set(Mail.objects.sent().values_list("message_id", flat=True))
    assert len(bytes_by_id) == len(copies)
    assert sent <= copies.keys()
    assert Reminder.objects.filter(mail__in=Mail.objects.sent()).count() == len(sent)
    assert len(sent) + len(in_doubt) == Reminder.objects.count() >= REMINDERS
    assert max(copies.values()) <= (1 if relay == "deduplicates" else 2)
    if relay == "deduplicates":
        assert not in_doubt


def test_without_a_crash_nothing_comes_twice(team, sink):
    due(team, SENDS)
    while Reminder.objects.unfinished().exists():
        send_due(now=timezone.now())
    copies = Counter(line["id"] for line in sink.received)
    assert (len(copies), max(copies.values())) == (SENDS, 1)
