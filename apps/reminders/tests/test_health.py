"""What turns the health of the site red, on both sides of each edge; and what it says."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.conf import settings as site_settings
from django.core.checks import run_checks
from django.urls import reverse
from django.utils import timezone

from apps.deadlines.tests.builders import make_deadline
from apps.reminders.health import reminder_health
from apps.reminders.models import Mail, Reconciliation, Reminder, Tick
from apps.reminders.services import forget_old_ticks, plan, reconcile, tick
from apps.reminders.tests.builders import make_ladder, paris, run

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 3, 3)
NOW = paris(TUESDAY)
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
WELL = dict.fromkeys(
    [
        "reminders_reconciliation",
        "reminders_sending",
        "reminders_tick",
        "reminders_waiting",
    ],
    True,
)


@pytest.fixture
def due(team):
    """Give Alice one thing to hear at once, planned now."""
    make_ladder([3], urgent=[3])
    make_deadline(team.product, date(2026, 3, 6))
    Tick.objects.create(started_at=NOW)
    plan(today=TUESDAY)
    Reminder.objects.update(planned_at=NOW)
    return Reminder.objects.get()


def red(now: datetime) -> set[str]:
    Tick.objects.create(started_at=now)
    return {name for name, well in reminder_health(now=now).items() if not well}


def test_all_is_well_after_a_run(due, mailoutbox):
    tick(now=NOW)
    reconcile(now=NOW)
    assert reminder_health(now=NOW) == WELL


def test_a_due_row_may_wait_a_while_only(due):
    assert red(NOW + 15 * MINUTE - SECOND) == set()
    assert red(NOW + 15 * MINUTE) == {"reminders_waiting"}


def test_a_held_row_and_a_later_attempt_wait_rightly(due):
    Reminder.objects.update(held_at=NOW)
    assert red(NOW + 60 * MINUTE) == set()
    Reminder.objects.update(held_at=None, retry_at=NOW + 120 * MINUTE)
    assert red(NOW + 60 * MINUTE) == set()


def test_a_digest_waits_for_its_morning(team):
    make_ladder([3])
    make_deadline(team.product, date(2026, 3, 6))
    plan(today=TUESDAY)
    Reminder.objects.update(planned_at=NOW - 480 * MINUTE)
    assert red(NOW - SECOND) == set()
    assert red(NOW + 15 * MINUTE - SECOND) == set()
    assert red(NOW + 15 * MINUTE) == {"reminders_waiting"}


def test_a_message_stuck_in_sending_is_seen(due, mailoutbox):
    Reminder.objects.all().claim(uuid4(), now=NOW)
    assert red(NOW + 5 * MINUTE) == set()
    assert red(NOW + 5 * MINUTE + SECOND) == {"reminders_sending"}


def test_a_frozen_message_that_waits_is_seen(due, relay):
    relay.trouble = [RuntimeError("non")]
    run(NOW)
    Mail.objects.update(retry_at=None)
    assert red(NOW + 15 * MINUTE) == {"reminders_waiting"}


def test_a_sender_that_does_not_wake_is_seen(due):
    assert reminder_health(now=NOW + 3 * MINUTE)["reminders_tick"]
    assert not reminder_health(now=NOW + 3 * MINUTE + SECOND)["reminders_tick"]


def test_the_daily_comparison_finds_what_was_not_planned(due, mailoutbox):
    found = reconcile(now=NOW)
    assert (found.expected, found.planned) == (1, 1)
    Reconciliation.objects.create(compared_at=NOW + MINUTE, expected=2, planned=1)
    assert red(NOW + MINUTE) == {"reminders_reconciliation"}
    reconcile(now=NOW + 2 * MINUTE)
    assert red(NOW + 2 * MINUTE) == set()


def test_the_page_says_no_more_than_its_checks(client, due, mailoutbox):
    url = reverse("healthz")
    assert url == "/healthz"
    answer = client.get(url)
    assert answer.status_code == 503
    tick(now=timezone.now())
    answer = client.get(url)
    assert answer.json() == {"status": "ok", "checks": dict.fromkeys(["database", *WELL], "ok")}
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert "no-store" in answer.headers["Cache-Control"]
    assert client.post(url).status_code == 405


def test_a_check_that_fails_is_red(client, db, settings):
    settings.HEALTH_CHECKS = ["apps.reminders.tests.test_health.broken"]
    answer = client.get(reverse("healthz"))
    assert (answer.status_code, answer.json()["checks"]["broken"]) == (503, "red")


def broken(*, now):
    """Stand for a check that cannot look."""
    raise RuntimeError("secret")


def test_old_runs_are_forgotten(db):
    for day in (date(2026, 1, 31), date(2026, 2, 1), TUESDAY):
        Tick.objects.create(started_at=paris(day))
    assert forget_old_ticks(now=NOW) == 1


# --- The start-up check --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({}, []),
        ({"REMINDERS_TASK_SECONDS": 2 * site_settings.EMAIL_TIMEOUT}, ["reminders.E001"]),
        ({"REMINDERS_REAP_SECONDS": site_settings.REMINDERS_TASK_SECONDS}, ["reminders.E002"]),
        ({"EMAIL_RELAY_KEY_HOURS": 0}, ["reminders.E003"]),
    ],
)
def test_delays_that_contradict_each_other_stop_the_start(settings, changes, errors):
    for name, value in changes.items():
        setattr(settings, name, value)
    assert [each.id for each in run_checks() if each.id.startswith("reminders.")] == errors
