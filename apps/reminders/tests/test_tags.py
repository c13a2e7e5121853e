"""The sentence that a page prints about the last reminder."""

from datetime import date

import pytest
from django.template import Context, Template

from apps.deadlines.tests.builders import make_deadline
from apps.reminders.services import plan
from apps.reminders.tests.builders import make_ladder, paris, run

pytestmark = pytest.mark.django_db

TAG = Template("{% load reminder_tags %}{% sent_reminders deadline %}")


def test_the_last_reminder_is_named_once_it_is_sent(team):
    make_ladder([7, 1])
    deadline = make_deadline(team.product, date(2026, 3, 6))
    context = Context({"deadline": deadline, "today": date(2026, 3, 5)})
    assert TAG.render(context) == ""
    plan(today=date(2026, 3, 3))
    assert TAG.render(context) == ""
    run(paris(date(2026, 3, 3)))
    assert TAG.render(context) == "Dernier rappel envoyé le mardi 3 mars à Alice"
    run(paris(date(2026, 3, 5)))
    assert TAG.render(context) == "Dernier rappel envoyé le jeudi 5 mars à Alice"
