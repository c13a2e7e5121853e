"""The machine of reminders and messages, whole, and the UPDATEs that obey it."""

from datetime import date, time
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from apps.deadlines.tests.builders import make_deadline
from apps.reminders.models import Attempt, Mail, Reminder
from apps.reminders.states import REACHED_FROM, ReminderState
from apps.reminders.tests.builders import make_ladder, paris, run

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 3, 3)
MACHINE = {
    ("due", "sending"),
    ("due", "cancelled"),
    ("due", "superseded"),
    ("sending", "due"),
    ("sending", "sent"),
    ("sending", "uncertain"),
    ("sending", "dead"),
    ("sending", "cancelled"),
    ("uncertain", "due"),
    ("uncertain", "sent"),
    ("uncertain", "cancelled"),
    ("dead", "due"),
    ("dead", "cancelled"),
    ("cancelled", "due"),
}
FACTS = {"sending": {"token": uuid4(), "claimed_at": paris(TUESDAY)}}


def test_the_machine_is_this_one():
    assert {(source, to) for to in REACHED_FROM for source in REACHED_FROM[to]} == MACHINE


@pytest.fixture
def row(team):
    make_ladder([7])
    make_deadline(team.product, date(2026, 3, 6))
    run(paris(TUESDAY))
    return Reminder.objects.get()


@pytest.mark.parametrize("to", ReminderState)
@pytest.mark.parametrize("source", ReminderState)
def test_a_move_is_refused_unless_the_machine_has_it(row, source, to):
    Reminder.objects.update(state=source)
    moved = Reminder.objects.all().move(to, **FACTS.get(to, {}))
    assert moved == ((source, to) in MACHINE)
    row.refresh_from_db()
    assert row.state == (to if moved else source)


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "sent", "sent_at": None},
        {"state": "due", "sent_at": paris(TUESDAY)},
        {"state": "cancelled", "sent_at": None},
        {"state": "sending", "sent_at": None, "token": None},
    ],
)
def test_the_database_refuses_a_state_without_its_moment(row, facts):
    with pytest.raises(IntegrityError), transaction.atomic():
        Mail.objects.update(**facts)


def test_an_attempt_is_never_changed(row):
    assert list(Attempt.objects.values_list("phase", "code", "answer")) == [
        ("connect", 0, ""),
        ("data", 0, ""),
        ("done", 250, "OK"),
    ]
    with pytest.raises(TypeError):
        Attempt.objects.update(code=550)
    with pytest.raises(TypeError):
        Attempt.objects.first().save()


def test_a_claim_that_was_lost_writes_nothing_more(team, relay):
    """The worker is taken for dead while it is about to hand the bytes over."""
    make_ladder([7])
    make_deadline(team.product, date(2026, 3, 6))
    relay.before = lambda: Mail.objects.update(token=uuid4())
    assert run(paris(TUESDAY)).sent == 1
    mail = Mail.objects.get()
    assert (mail.state, mail.sent_at) == ("sending", None)
    assert list(Attempt.objects.values_list("phase", flat=True)) == ["connect", "data", "done"]
    relay.before = None
    assert run(paris(TUESDAY, time(8, 4))).sent == 0
    mail.refresh_from_db()
    assert mail.state == "sent"
    assert len(relay.taken) == 1
