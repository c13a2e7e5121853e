"""Stages on the calendar: what the query says and what the pages say are one thing."""

from datetime import date

import pytest

from apps.deadlines.tests.builders import make_deadline
from apps.reminders.models import Reminder
from apps.reminders.services import plan
from apps.reminders.stages import FURTHEST, Stages, stage_name
from apps.reminders.tests.builders import make_ladder
from apps.rules.counting import add_days, days_before

DUE = date(2026, 3, 6)


def stages(*steps, repeat=None, urgent=()):
    return Stages("x", tuple(steps), frozenset(urgent), repeat)


@pytest.mark.parametrize(
    ("on", "reached"),
    [
        (date(2026, 2, 26), None),
        (date(2026, 2, 27), 7),
        (date(2026, 3, 5), 7),
        (date(2026, 3, 6), 0),
        (date(2026, 3, 8), 0),
        (date(2026, 3, 9), -3),
        (date(2026, 3, 15), -3),
        (date(2026, 3, 16), -10),
        (date(2026, 3, 22), -10),
        (date(2026, 3, 23), -17),
        (date(2027, 3, 8), -367),
    ],
)
def test_the_last_stage_comes_back_without_end(on, reached):
    assert stages(7, 0, -3, repeat=7).reached(DUE, on) == reached


def test_what_falls_after_a_day_comes_in_order():
    ahead = stages(7, 0, -3, repeat=7).after(DUE, date(2026, 3, 6))
    assert [next(ahead) for _each in range(3)] == [
        (date(2026, 3, 9), -3),
        (date(2026, 3, 16), -10),
        (date(2026, 3, 23), -17),
    ]
    assert list(stages(7, 0).after(DUE, date(2026, 3, 6))) == []
    assert list(stages(repeat=7).after(DUE, date(2026, 3, 6))) == []


def test_the_ends_of_the_calendar_break_nothing():
    assert stages(0, repeat=1).reached(date.min, DUE) == FURTHEST
    assert list(stages(0, -3, repeat=7).after(date.max, DUE)) == [(date.max, 0)]
    assert stages().reached(DUE, DUE) is None


@pytest.mark.parametrize(("stage", "name"), [(7, "J-7"), (0, "J"), (-3, "J+3")])
def test_a_stage_has_a_name(stage, name):
    assert stage_name(stage) == name


@pytest.mark.django_db
@pytest.mark.parametrize("repeat", [None, 1, 5])
def test_the_plan_tells_each_stage_once_and_no_other(team, repeat):
    steps = [4, 0, -2]
    make_ladder(steps, repeat=repeat)
    make_deadline(team.product, DUE)
    ladder = stages(*steps, repeat=repeat)
    told = []
    for offset in range(30):
        day = add_days(days_before(DUE, 6), offset)
        plan(today=day)
        assert plan(today=day) == 0
        reached = ladder.reached(DUE, day)
        if reached is not None and reached not in told:
            told.append(reached)
        assert list(Reminder.objects.order_by("pk").values_list("stage", flat=True)) == told
