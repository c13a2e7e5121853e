"""The page of runs, and the alert that a refusal for good sends."""

from datetime import date, time
from pathlib import Path
from smtplib import SMTPDataError

import pytest
import time_machine
from django.urls import reverse

from apps.deadlines.tests.builders import make_deadline
from apps.reminders.models import Mail, Tick
from apps.reminders.services import tick
from apps.reminders.tests.builders import make_ladder, paris, run

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 3, 3)
FILES = Path(__file__).parent / "mails"
REFUSED = SMTPDataError(550, b"inconnu")


def page(client, **query) -> str:
    with time_machine.travel(paris(TUESDAY, time(18)), tick=False):
        return client.get(reverse("reminders:runs"), query).content.decode()


def test_a_run_leaves_its_counts(team, relay):
    make_ladder([3], urgent=[3])
    for person in (team.alice, team.bob, team.rita):
        make_deadline(team.product, date(2026, 3, 6), responsible=person, slot=person.username)
    relay.trouble = [REFUSED, SMTPDataError(451, b"plus tard"), OSError("coupe")]
    done = tick(now=paris(TUESDAY))
    done.refresh_from_db()
    assert (done.planned, done.sent, done.dead, done.failed, done.uncertain) == (3, 0, 1, 1, 1)
    again = tick(now=paris(TUESDAY, time(8, 1)))
    assert (again.sent, again.retried) == (3, 2)  # and the alert
    assert done.finished_at >= done.started_at


def test_the_page_shows_days_and_runs(client, team):
    client.force_login(team.admin)
    for hour, facts in ((8, {"sent": 12, "dead": 1}), (9, {}), (10, {"error": "relais absent"})):
        moment = paris(TUESDAY, time(hour))
        Tick.objects.create(started_at=moment, finished_at=moment, **facts)
    shown = page(client)
    for words in ("3 passages", "12 envoyés", "1 refusé", "relais absent", "03/03/2026 08:00"):
        assert words in shown
    assert "03/03/2026 09:00" not in shown


def test_the_empty_page_says_how_to_begin(client, team):
    client.force_login(team.admin)
    assert "Aucun envoi pour l’instant" in page(client)


def test_the_page_asks_the_same_number_of_questions_however_long(
    client, team, django_assert_num_queries
):
    client.force_login(team.admin)
    page(client)
    for hour in range(16):
        moment = paris(TUESDAY, time(hour))
        Tick.objects.create(started_at=moment, finished_at=moment, sent=1)
    with django_assert_num_queries(4):
        page(client)


def test_administrators_are_told_once_a_day_of_what_is_refused(team, relay, settings):
    settings.SITE_URL = "https://segurtrack.example"
    make_ladder([3], urgent=[3])
    make_deadline(team.product, date(2026, 3, 6), title="Une")
    make_deadline(team.product, date(2026, 3, 6), title="Deux", responsible=team.bob)
    relay.trouble = [REFUSED, REFUSED]
    assert run(paris(TUESDAY)).dead == 2
    run(paris(TUESDAY, time(8, 1)))
    make_deadline(team.product, date(2026, 3, 6), title="Trois")
    relay.trouble = [REFUSED]
    assert run(paris(TUESDAY, time(9))).dead == 1
    run(paris(TUESDAY, time(9, 1)))
    alert = Mail.objects.get(kind="alert")
    assert (alert.recipient, alert.state) == ("ada@example.org", "sent")
    assert alert.subject == "Messages refusés pour de bon"
    for content, name in ((alert.text, "alert.txt"), (alert.html, "alert.html")):
        assert content == (FILES / name).read_text()
    assert len(relay.taken) == 1


def test_a_dead_alert_calls_no_other(team, relay):
    make_ladder([3], urgent=[3])
    make_deadline(team.product, date(2026, 3, 6))
    relay.trouble = [REFUSED, REFUSED]
    for hour in (8, 9, 10):
        run(paris(TUESDAY, time(hour)))
    assert Mail.objects.filter(kind="alert").count() == 1
