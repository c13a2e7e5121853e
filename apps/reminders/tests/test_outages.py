"""After an outage: one mail per person, each due date once, at its most urgent stage."""

from datetime import date, time

import pytest

from apps.deadlines.services import register
from apps.deadlines.tests.builders import make_deadline, make_due
from apps.reminders.models import Mail, Reminder
from apps.reminders.states import ReminderState
from apps.reminders.tests.builders import make_ladder, paris, run
from apps.rules.book import CHANGE_NOTIFICATION

pytestmark = pytest.mark.django_db

DOWN_FROM = date(2026, 9, 1)  # a Tuesday: that morning's run was the last
STAGES = [30, 15, 7, 3, 1, 0, -1, -3, -7, -14, -28]


def told():
    sent = Reminder.objects.filter(state=ReminderState.SENT)
    return sorted(sent.values_list("deadline__title", "person__username", "stage"))


@pytest.mark.parametrize(
    ("back_on", "stages"),
    [
        (date(2026, 9, 2), {"proche": 7, "lointaine": None}),
        (date(2026, 9, 4), {"proche": 7, "lointaine": None}),
        (date(2026, 9, 11), {"proche": -1, "lointaine": 30}),
        (date(2026, 10, 12), {"proche": -28, "lointaine": -1}),
    ],
    ids=["1 day", "3 days", "10 days", "40 days"],
)
def test_an_outage_ends_with_one_mail_a_person(team, mailoutbox, back_on, stages):
    make_ladder(STAGES)
    make_deadline(team.product, date(2026, 9, 9), title="proche")
    make_deadline(team.product, date(2026, 9, 9), title="proche", responsible=team.bob, slot="b")
    make_deadline(team.product, date(2026, 10, 10), title="lointaine")
    due = make_due(date(2026, 9, 9), team.alice, kind=CHANGE_NOTIFICATION.code, title="close")
    make_ladder(STAGES, kind=CHANGE_NOTIFICATION.code)
    register(team.product, due)
    run(paris(DOWN_FROM))
    before = Mail.objects.count()
    assert before == 2
    first = told()
    assert first == [
        ("close", "alice", 15),
        ("proche", "alice", 15),
        ("proche", "bob", 15),
    ]
    register(
        team.product,
        make_due(
            date(2026, 9, 9),
            team.alice,
            kind=CHANGE_NOTIFICATION.code,
            title="close",
            done_on=date(2026, 9, 2),
        ),
    )
    for _twice in range(2):
        run(paris(back_on, time(9)))
    wanted = [("proche", person, stages["proche"]) for person in ("alice", "bob")]
    if stages["lointaine"] is not None:
        wanted.append(("lointaine", "alice", stages["lointaine"]))
    assert sorted(told()) == sorted(first + wanted)
    assert Mail.objects.count() - before == 2
    new = list(Mail.objects.order_by("pk")[before:])
    assert sorted(mail.person.username for mail in new) == ["alice", "bob"]
    assert not any("close" in mail.text for mail in new)
    assert len(mailoutbox) == Mail.objects.count()


def test_stages_planned_while_the_relay_was_away_are_superseded(team, relay):
    make_ladder(STAGES)
    make_deadline(team.product, date(2026, 9, 9))
    relay.away = True
    day = DOWN_FROM
    for day in (DOWN_FROM, date(2026, 9, 2), date(2026, 9, 7), date(2026, 9, 9), date(2026, 9, 11)):
        run(paris(day))
    relay.away = False
    run(paris(day, time(9)))
    assert len(relay.taken) == 1
    assert list(Reminder.objects.order_by("pk").values_list("stage", "state")) == [
        (15, "superseded"),
        (7, "superseded"),
        (3, "superseded"),
        (0, "superseded"),
        (-1, "sent"),
    ]


def test_a_due_date_that_opens_late_is_told_once_at_its_stage(team, relay):
    make_ladder(STAGES)
    make_deadline(team.product, date(2026, 9, 4))
    assert run(paris(DOWN_FROM)).sent == 1
    assert run(paris(DOWN_FROM, time(20))).sent == 0
    assert [stage for _title, _person, stage in told()] == [3]


@pytest.mark.parametrize(
    ("back_on", "stage"),
    [
        (date(2026, 9, 18), -7),
        (date(2026, 10, 9), -28),
        (date(2026, 10, 12), -28),
        (date(2027, 9, 9), -364),
    ],
)
def test_repetitions_that_were_missed_make_one_mail(team, mailoutbox, back_on, stage):
    make_ladder([7, 0, -1, -7], repeat=7)
    make_deadline(team.product, date(2026, 9, 9))
    run(paris(date(2026, 9, 10)))
    assert [told_stage for _title, _person, told_stage in told()] == [-1]
    for _twice in range(2):
        run(paris(back_on, time(9)))
    assert [told_stage for _title, _person, told_stage in told()] == [stage, -1]
    assert len(mailoutbox) == 2
