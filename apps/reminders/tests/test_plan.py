"""Planning: the reached stage, once, for the right person."""

from datetime import date
from uuid import uuid4

import pytest

from apps.deadlines.models import Deadline
from apps.deadlines.services import sync
from apps.deadlines.tests.builders import make_deadline, make_due
from apps.products.models import ProductMembership
from apps.products.states import Role
from apps.products.tests.builders import make_member
from apps.reminders.models import LadderStep, Reminder
from apps.reminders.services import plan, reached_stages
from apps.reminders.states import ReminderState
from apps.reminders.tests.builders import make_ladder, paris
from apps.rules.book import CHANGE_NOTIFICATION, RETURN_ANSWER

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 6)


def rows():
    return list(Reminder.objects.order_by("pk").values_list("stage", "person__username", "state"))


@pytest.mark.parametrize(
    ("today", "stage"),
    [
        (date(2026, 2, 26), None),
        (date(2026, 2, 27), 7),
        (date(2026, 3, 2), 7),
        (date(2026, 3, 3), 3),
        (date(2026, 3, 5), 3),
        (date(2026, 3, 6), 0),
        (date(2026, 3, 7), 0),
        (date(2026, 3, 8), -2),
        (date(2027, 3, 8), -2),
    ],
)
def test_the_reached_stage_is_the_most_urgent_one(team, today, stage):
    make_ladder([7, 3, 0, -2])
    make_deadline(team.product, DUE)
    plan(today=today)
    assert rows() == ([] if stage is None else [(stage, "alice", "due")])


def test_planning_twice_adds_nothing(team):
    make_ladder([7, 3])
    make_deadline(team.product, DUE)
    assert plan(today=date(2026, 3, 3)) == 1
    assert plan(today=date(2026, 3, 3)) == 0
    assert plan(today=date(2026, 3, 4)) == 0
    assert rows() == [(3, "alice", "due")]


def test_an_unsent_stage_is_superseded_by_the_next(team):
    make_ladder([7, 3])
    make_deadline(team.product, DUE)
    plan(today=date(2026, 2, 27))
    plan(today=date(2026, 3, 3))
    assert rows() == [(7, "alice", "superseded"), (3, "alice", "due")]


def test_a_stage_already_told_is_not_told_again_when_the_ladder_grows(team):
    ladder = make_ladder([7, 3])
    make_deadline(team.product, DUE)
    plan(today=date(2026, 3, 3))
    LadderStep.objects.create(ladder=ladder, days_before=5)
    LadderStep.objects.filter(days_before=3).delete()
    assert plan(today=date(2026, 3, 3)) == 0
    assert rows() == [(3, "alice", "due")]


def test_a_moved_date_is_a_new_revision_with_its_own_stages(team):
    make_ladder([7, 3])
    due = make_due(DUE, team.alice)
    sync(team.product, [due], on=date(2026, 2, 1))
    plan(today=date(2026, 2, 27))
    sync(team.product, [make_due(date(2026, 3, 5), team.alice)], on=date(2026, 2, 27))
    plan(today=date(2026, 2, 27))
    states = list(Reminder.objects.order_by("pk").values_list("revision", "stage", "state"))
    assert states == [(1, 7, "superseded"), (2, 7, "due")]


def test_a_new_person_is_told_the_reached_stage(team):
    make_ladder([7, 3])
    deadline = make_deadline(team.product, DUE)
    plan(today=date(2026, 3, 3))
    deadline.responsible = team.bob
    deadline.save()
    assert plan(today=date(2026, 3, 3)) == 1
    assert rows() == [(3, "alice", "due"), (3, "bob", "due")]


def test_people_who_cannot_be_told_are_left_out(team):
    make_ladder([7])
    for number, person in enumerate((team.alice, team.bob, team.rita, team.charlie, team.admin)):
        make_deadline(team.product, DUE, responsible=person, slot=str(number))
    team.bob.is_active = False
    team.bob.save()
    team.rita.email = ""
    team.rita.save()
    plan(today=DUE)
    told = sorted(name for _stage, name, _state in rows())
    assert told == ["ada", "alice"]


def test_a_right_given_later_opens_the_reminder_then(team):
    make_ladder([7])
    make_deadline(team.product, DUE, responsible=team.charlie)
    assert plan(today=DUE) == 0
    make_member(team.product, team.charlie, Role.READER)
    assert plan(today=DUE) == 1


def test_a_cancelled_reminder_comes_back_when_the_right_does(team):
    make_ladder([7])
    make_deadline(team.product, DUE)
    plan(today=DUE)
    ProductMembership.objects.filter(user=team.alice).delete()
    Reminder.objects.all().cancel()
    assert plan(today=DUE) == 0
    make_member(team.product, team.alice, Role.LEAD)
    assert plan(today=DUE) == 1
    assert rows() == [(7, "alice", "due")]


@pytest.mark.parametrize("done_on", [date(2026, 3, 2), None])
def test_closed_due_dates_are_not_planned(team, done_on):
    make_ladder([7])
    sync(team.product, [make_due(DUE, team.alice)], on=date(2026, 2, 1))
    left = [make_due(DUE, team.alice, done_on=done_on)] if done_on else []
    sync(team.product, left, on=date(2026, 3, 2))
    assert plan(today=date(2026, 3, 3)) == 0


def test_another_kind_follows_its_own_ladder(team):
    make_ladder([7], kind=RETURN_ANSWER.code)
    make_ladder([10], kind=CHANGE_NOTIFICATION.code, urgent=[10])
    make_deadline(team.product, DUE, kind=RETURN_ANSWER.code)
    make_deadline(team.product, DUE, kind=CHANGE_NOTIFICATION.code)
    plan(today=date(2026, 2, 24))
    assert list(Reminder.objects.values_list("deadline__kind", "stage", "urgent")) == [
        (CHANGE_NOTIFICATION.code, 10, True)
    ]


def test_a_ladder_without_stage_tells_nothing(team):
    make_ladder([])
    make_deadline(team.product, DUE)
    assert plan(today=DUE) == 0


def test_a_stage_on_its_way_is_not_superseded(team):
    make_ladder([7, 3])
    make_deadline(team.product, DUE)
    plan(today=date(2026, 2, 27))
    from_morning = Reminder.objects.get()
    assert Reminder.objects.all().claim(uuid4(), now=paris(date(2026, 3, 3)))
    plan(today=date(2026, 3, 3))
    from_morning.refresh_from_db()
    assert from_morning.state == ReminderState.SENDING


def test_the_cost_follows_neither_the_open_rows_nor_the_ladders(team, django_assert_num_queries):
    for kind in (RETURN_ANSWER, CHANGE_NOTIFICATION):
        make_ladder([7, 3], kind=kind.code, repeat=7, escalate_after=3)
    make_deadline(team.product, DUE)
    plan(today=DUE)
    with django_assert_num_queries(6):
        plan(today=DUE)
    for number in range(30):
        make_deadline(team.product, date(2027, 3, 6), slot=str(number))
    with django_assert_num_queries(6):
        plan(today=DUE)
    for number in range(30):
        make_deadline(team.product, DUE, slot=f"due-{number}")
    with django_assert_num_queries(20):
        assert plan(today=DUE) == 30


def test_reading_the_reached_stages_writes_nothing(team):
    make_ladder([7])
    make_deadline(team.product, DUE)
    (opening,) = reached_stages(today=DUE)
    assert (opening.stage, opening.urgent, opening.deadline) == (7, False, Deadline.objects.get())
    assert not Reminder.objects.exists()
