"""Distances in words, and the face of a due date on both sides of each edge."""

from datetime import date

import pytest
from django.template import Context, Template

from apps.deadlines.models import Deadline
from apps.deadlines.states import DeadlineStatus
from apps.deadlines.templatetags.due_tags import distance, due_icon, due_tone

TODAY = date(2026, 3, 4)  # a Wednesday


@pytest.mark.parametrize(
    ("due_on", "expected"),
    [
        (date(2026, 3, 7), "dans 3 jours"),
        (date(2026, 3, 5), "demain"),
        (date(2026, 3, 4), "aujourd’hui"),
        (date(2026, 3, 3), "1 jour de retard"),
        (date(2026, 3, 1), "3 jours de retard"),
        (None, ""),
    ],
)
def test_distance(due_on, expected):
    assert distance(due_on, TODAY) == expected


def pill(due_on, **facts) -> str:
    deadline = Deadline(due_on=due_on, **facts)
    return Template("{% due deadline %}").render(Context({"deadline": deadline, "today": TODAY}))


@pytest.mark.parametrize(
    ("due_on", "target_on", "tone"),
    [
        (date(2026, 3, 3), None, "red"),
        (date(2026, 3, 4), None, "amber"),
        (date(2026, 3, 8), None, "amber"),
        (date(2026, 3, 9), None, "grey"),
        (date(2026, 3, 9), date(2026, 3, 6), "amber"),
        (date(2026, 3, 10), date(2026, 3, 9), "grey"),
    ],
)
def test_pill_is_late_from_the_next_day_and_close_to_the_end_of_the_week(due_on, target_on, tone):
    assert f"pill--{tone}" in pill(due_on, target_on=target_on)
    deadline = Deadline(due_on=due_on, target_on=target_on)
    assert due_tone(deadline, TODAY) == tone
    assert f"bi-{due_icon(deadline, TODAY)}" in pill(due_on, target_on=target_on)


def test_closed_deadline_says_so():
    assert "Faite" in pill(date(2026, 3, 1), status=DeadlineStatus.MET)
    assert "pill--green" in pill(date(2026, 3, 1), status=DeadlineStatus.MET)


def test_prefix_comes_first():
    deadline = Deadline(due_on=date(2026, 3, 4))
    html = Template('{% due deadline "décision" %}').render(
        Context({"deadline": deadline, "today": TODAY})
    )
    assert "décision · aujourd’hui" in html
