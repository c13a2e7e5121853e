"""Sending: when mails leave, what stops them, and what a failure leaves behind."""

from datetime import UTC, date, datetime, time
from smtplib import SMTPDataError, SMTPServerDisconnected
from uuid import uuid4

import pytest

from apps.deadlines.services import register, sync
from apps.deadlines.tests.builders import make_deadline, make_due
from apps.products.models import ProductMembership
from apps.reminders.batches import morning_has_come
from apps.reminders.models import Mail, Reminder
from apps.reminders.services import plan, send_due
from apps.reminders.states import ReminderState
from apps.reminders.tests.builders import make_ladder, paris, run

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 6)  # a Friday
TUESDAY = date(2026, 3, 3)
REFUSED = SMTPDataError(451, b"plus tard")
CUT = SMTPServerDisconnected("ligne coupée")


def states():
    return list(Reminder.objects.order_by("pk").values_list("stage", "state"))


def test_one_digest_a_morning_holds_all_that_is_due(team, mailoutbox):
    make_ladder([7])
    make_deadline(team.product, DUE, title="Un")
    make_deadline(team.product, date(2026, 3, 5), title="Deux")
    make_deadline(team.product, DUE, title="Trois", responsible=team.bob)
    assert run(paris(TUESDAY)).sent == 2
    assert [message.to for message in mailoutbox] == [["alice@example.org"], ["bob@example.org"]]
    assert run(paris(TUESDAY, time(9))).sent == 0
    make_deadline(team.product, DUE, title="Quatre")
    assert run(paris(TUESDAY, time(14))).sent == 0
    assert run(paris(date(2026, 3, 4))).sent == 1
    assert "Quatre" in Mail.objects.first().text
    assert "Un" not in Mail.objects.first().text


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (paris(TUESDAY, time(7, 59, 59)), 0),
        (paris(TUESDAY, time(8, 0)), 1),
        (paris(TUESDAY, time(23, 59)), 1),
        (paris(date(2026, 3, 7)), 0),  # Saturday
        (paris(date(2026, 3, 8)), 0),  # Sunday
        (paris(date(2026, 3, 9), time(7, 59)), 0),
        (paris(date(2026, 3, 9)), 1),
        (paris(date(2026, 4, 6)), 0),  # Easter Monday
        (paris(date(2026, 4, 7)), 1),
        # The Mondays after the two changes of the clock: 08:00 in Paris is 06:00, then 07:00 UTC.
        (datetime(2026, 3, 30, 5, 59, tzinfo=UTC), 0),
        (datetime(2026, 3, 30, 6, 0, tzinfo=UTC), 1),
        (datetime(2026, 10, 26, 6, 59, tzinfo=UTC), 0),
        (datetime(2026, 10, 26, 7, 0, tzinfo=UTC), 1),
    ],
)
def test_a_digest_leaves_on_working_mornings_only(team, moment, sent):
    make_ladder([7])
    make_deadline(team.product, DUE)
    assert run(moment).sent == sent


@pytest.mark.parametrize(
    ("moment", "sent"),
    [
        (datetime(2026, 3, 29, 5, 59, tzinfo=UTC), 0),  # the Sunday itself: no digest, ever
        (datetime(2026, 3, 29, 6, 0, tzinfo=UTC), 0),
        (datetime(2026, 10, 25, 7, 0, tzinfo=UTC), 0),
    ],
)
def test_no_digest_on_the_sundays_of_the_clock_change(team, moment, sent):
    make_ladder([7])
    make_deadline(team.product, DUE)
    assert run(moment).sent == sent


@pytest.mark.parametrize(
    ("moment", "come"),
    [
        ("2026-03-29T05:59:59+00:00", False),  # the clock goes forward: 07:59:59 in Paris
        ("2026-03-29T06:00:00+00:00", True),
        ("2026-10-25T06:59:59+00:00", False),  # and back
        ("2026-10-25T07:00:00+00:00", True),
        ("2026-03-03T06:59:59+00:00", False),
        ("2026-03-03T07:00:00+00:00", True),
    ],
)
def test_eight_is_eight_in_paris(moment, come):
    assert morning_has_come(datetime.fromisoformat(moment)) is come


def test_an_urgent_stage_leaves_at_once_alone(team, mailoutbox):
    make_ladder([7, 1], urgent=[1])
    make_deadline(team.product, date(2026, 3, 8), title="Demain")
    make_deadline(team.product, date(2026, 3, 13), title="Plus tard")
    assert run(paris(date(2026, 3, 7), time(0, 1))).sent == 1
    assert mailoutbox[0].subject.startswith("Demain")
    assert run(paris(date(2026, 3, 9))).sent == 1
    assert "Plus tard" in Mail.objects.first().text


def test_a_mail_is_frozen_with_its_bytes(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    run(paris(TUESDAY))
    mail = Mail.objects.get()
    assert bytes(mail.raw) == relay.taken[0]
    assert mail.message_id.encode() in relay.taken[0]
    assert b"Date: Tue, 03 Mar 2026 08:00:00 +0100" in relay.taken[0]
    assert mail.sent_at == paris(TUESDAY)
    assert mail.digest_on == TUESDAY
    assert states() == [(7, "sent")]


# --- What became untrue between plan and send ---------------------------------------------------


def test_a_closed_due_date_is_not_told(team, relay):
    make_ladder([7])
    sync(team.product, [make_due(DUE, team.alice)], on=TUESDAY)
    plan(today=TUESDAY)
    sync(team.product, [make_due(DUE, team.alice, done_on=TUESDAY)], on=TUESDAY)
    assert send_due(now=paris(TUESDAY)).cancelled == 1
    assert relay.taken == []
    assert states() == [(7, "cancelled")]


def test_a_moved_due_date_is_not_told_at_its_old_day(team, relay):
    make_ladder([7])
    sync(team.product, [make_due(DUE, team.alice)], on=TUESDAY)
    plan(today=TUESDAY)
    sync(team.product, [make_due(date(2026, 4, 6), team.alice)], on=TUESDAY)
    assert run(paris(TUESDAY)).sent == 0
    assert states() == [(7, "cancelled")]


def test_the_old_owner_is_not_told(team, relay):
    make_ladder([7])
    deadline = make_deadline(team.product, DUE)
    plan(today=TUESDAY)
    deadline.responsible = team.bob
    deadline.save()
    run(paris(TUESDAY))
    assert [mail.recipient for mail in Mail.objects.all()] == ["bob@example.org"]


def test_a_lost_right_or_a_disabled_account_is_not_told(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    make_deadline(team.product, DUE, responsible=team.bob, title="Autre")
    plan(today=TUESDAY)
    ProductMembership.objects.filter(user=team.alice).delete()
    team.bob.is_active = False
    team.bob.save()
    run(paris(TUESDAY))
    assert relay.taken == []
    assert states() == [(7, "cancelled"), (7, "cancelled")]


# --- Failures ------------------------------------------------------------------------------------


def test_a_refused_mail_waits_then_leaves_as_the_same_bytes(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    relay.trouble = [REFUSED]
    assert run(paris(TUESDAY)).failed == 1
    frozen = bytes(Mail.objects.get().raw)
    row = Reminder.objects.get()
    assert (row.state, row.attempts, row.retry_at) == (
        ReminderState.DUE,
        1,
        paris(TUESDAY, time(8, 1)),
    )
    assert "plus tard" in row.error
    assert run(paris(TUESDAY, time(8, 0, 59))).sent == 0
    assert run(paris(TUESDAY, time(8, 1))).sent == 1
    assert relay.taken == [frozen]
    assert states() == [(7, "sent")]


def test_attempts_space_out(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    relay.trouble = [REFUSED] * 6
    moments = [time(8), time(8, 1), time(8, 6), time(8, 21), time(9, 21), time(13, 21)]
    after = [time(8, 1), time(8, 6), time(8, 21), time(9, 21), time(13, 21), time(17, 21)]
    for moment, expected in zip(moments, after, strict=True):
        assert run(paris(TUESDAY, moment)).failed == 1
        assert Reminder.objects.get().retry_at == paris(TUESDAY, expected)
    assert run(paris(TUESDAY, time(17, 21))).sent == 1


def test_one_refused_mail_does_not_hold_up_the_others(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    make_deadline(team.product, DUE, responsible=team.bob, title="Autre")
    relay.trouble = [REFUSED]
    result = run(paris(TUESDAY))
    assert (result.sent, result.failed) == (1, 1)


def test_a_relay_that_is_away_costs_nothing(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    relay.away = True
    result = run(paris(TUESDAY))
    assert (result.sent, result.error) == (0, "relais absent")
    assert (states(), Mail.objects.count()) == ([(7, "due")], 0)
    relay.away = False
    assert run(paris(TUESDAY, time(8, 1))).sent == 1


def test_a_refused_digest_is_written_anew_on_another_morning(team, relay):
    make_ladder([7, 2])
    make_deadline(team.product, DUE, title="Premier")
    make_deadline(team.product, date(2026, 3, 10), title="Second")
    relay.trouble = [REFUSED] * 9
    run(paris(TUESDAY))
    relay.trouble = []
    assert run(paris(date(2026, 3, 4))).sent == 1
    old, new = Mail.objects.order_by("pk")
    assert (old.sent_at, old.withdrawn_at) == (None, paris(date(2026, 3, 4)))
    assert new.sent_at == paris(date(2026, 3, 4))
    assert "Second" in new.text
    assert "dans 2 jours" in new.text
    assert states() == [(7, "superseded"), (7, "sent"), (2, "sent")]


def test_a_line_that_is_no_longer_true_leaves_a_refused_digest(team, relay):
    make_ladder([7])
    sync(team.product, [make_due(DUE, team.alice, title="Faite")], on=TUESDAY)
    make_deadline(team.product, DUE, title="Reste")
    relay.trouble = [REFUSED]
    run(paris(TUESDAY))
    done = make_due(DUE, team.alice, title="Faite", done_on=TUESDAY)
    register(team.product, done)
    assert run(paris(TUESDAY, time(8, 5))).sent == 1
    assert "Faite" not in Mail.objects.first().text
    assert "Reste" in Mail.objects.first().text


def test_a_cut_line_sends_the_same_bytes_even_the_next_day(team, relay):
    """The relay may have taken the message: only an identical copy may follow."""
    make_ladder([7])
    make_deadline(team.product, DUE)
    relay.trouble = [CUT]
    run(paris(TUESDAY))
    frozen = bytes(Mail.objects.get().raw)
    assert Mail.objects.get().handed_at >= paris(TUESDAY)
    assert run(paris(date(2026, 3, 4))).sent == 1
    assert relay.taken == [frozen]


def test_an_uncertain_mail_is_given_up_when_nothing_in_it_is_true(team, relay):
    make_ladder([7])
    sync(team.product, [make_due(DUE, team.alice)], on=TUESDAY)
    relay.trouble = [CUT]
    run(paris(TUESDAY))
    sync(team.product, [make_due(DUE, team.alice, done_on=TUESDAY)], on=TUESDAY)
    run(paris(TUESDAY, time(8, 5)))
    assert relay.taken == []
    assert states() == [(7, "cancelled")]


def test_a_mail_that_cannot_be_written_holds_up_nobody(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    make_deadline(team.product, DUE, responsible=team.bob, title="Autre")
    team.alice.email = "alice@example.org\nBcc: tous@example.org"
    team.alice.save()
    result = run(paris(TUESDAY))
    assert (result.sent, result.failed) == (1, 1)
    assert Mail.objects.get().recipient == "bob@example.org"
    assert b"Bcc" not in relay.taken[0]


# --- Workers that die, workers that meet ---------------------------------------------------------


def test_a_dead_worker_before_freezing_loses_nothing(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    plan(today=TUESDAY)
    Reminder.objects.all().claim(uuid4(), now=paris(TUESDAY))
    assert run(paris(TUESDAY, time(8, 3))).sent == 0
    assert run(paris(TUESDAY, time(8, 3, 1))).sent == 1
    assert len(relay.taken) == 1


def test_a_dead_worker_after_freezing_sends_the_frozen_bytes(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    relay.trouble = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        run(paris(TUESDAY))
    assert states() == [(7, "sending")]
    frozen = bytes(Mail.objects.get().raw)
    assert run(paris(TUESDAY, time(8, 3))).sent == 0
    assert run(paris(TUESDAY, time(8, 3, 1))).sent == 1
    assert relay.taken == [frozen]
    assert states() == [(7, "sent")]


def test_a_claim_is_for_one_worker(team):
    make_ladder([7])
    make_deadline(team.product, DUE)
    plan(today=TUESDAY)
    assert Reminder.objects.all().claim(uuid4(), now=paris(TUESDAY)) == 1
    assert Reminder.objects.all().claim(uuid4(), now=paris(TUESDAY)) == 0


def test_a_second_digest_of_the_morning_is_given_back(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    run(paris(TUESDAY))
    make_deadline(team.product, DUE, title="Tardive")
    plan(today=TUESDAY)
    late = Reminder.objects.get(state=ReminderState.DUE)
    assert send_due(now=paris(TUESDAY, time(10))).sent == 0
    late.refresh_from_db()
    assert (late.state, late.mail) == (ReminderState.DUE, None)
