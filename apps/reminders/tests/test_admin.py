"""Ladders are edited by administrators; reminders and mails are only read."""

from datetime import date

import pytest
from django.urls import reverse

from apps.deadlines.models import Deadline
from apps.deadlines.tests.builders import make_deadline
from apps.reminders.models import Ladder, LadderStep, Mail, Reminder
from apps.reminders.tests.builders import make_ladder, paris, run

pytestmark = pytest.mark.django_db

ADD = "admin:reminders_ladder_add"


def form(steps, *, initial=0) -> dict:
    """Return what the browser posts for a ladder; `steps` are dicts of fields."""
    data = {
        "kind": "return_answer",
        "steps-TOTAL_FORMS": len(steps),
        "steps-INITIAL_FORMS": initial,
        "steps-MIN_NUM_FORMS": 0,
        "steps-MAX_NUM_FORMS": 1000,
    }
    for number, step in enumerate(steps):
        data |= {f"steps-{number}-{name}": value for name, value in step.items()}
    return data


def stages():
    return list(LadderStep.objects.values_list("days_before", "urgent"))


def test_a_ladder_is_added_changed_and_deleted(client, team):
    client.force_login(team.admin)
    steps = [{"days_before": 7}, {"days_before": 0, "urgent": "on"}]
    assert client.post(reverse(ADD), form(steps)).status_code == 302
    assert stages() == [(7, False), (0, True)]
    ladder = Ladder.objects.get()
    known = [
        {"id": step.pk, "ladder": ladder.pk, "days_before": step.days_before, "DELETE": "on"}
        for step in ladder.steps.all()[:1]
    ]
    change = reverse("admin:reminders_ladder_change", args=[ladder.pk])
    new = [*known, {"ladder": ladder.pk, "days_before": -3}]
    assert client.post(change, form(new, initial=1)).status_code == 302
    assert stages() == [(0, True), (-3, False)]
    assert "J, J+3" in client.get(
        reverse("admin:reminders_ladder_changelist")
    ).content.decode().replace(" !", "")
    delete = reverse("admin:reminders_ladder_delete", args=[ladder.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert stages() == []


@pytest.mark.parametrize(
    ("steps", "accepted"),
    [
        ([{"days_before": 366}, {"days_before": -366}], True),
        ([{"days_before": 367}], False),
        ([{"days_before": -367}], False),
        ([{"days_before": 7}, {"days_before": 7}], False),
        ([{"days_before": "sept"}], False),
    ],
)
def test_a_stage_is_a_number_of_days_within_a_year_and_unique(client, team, steps, accepted):
    client.force_login(team.admin)
    assert client.post(reverse(ADD), form(steps)).status_code == (302 if accepted else 200)
    assert LadderStep.objects.exists() is accepted


def test_a_kind_has_one_ladder(client, team):
    make_ladder([7])
    client.force_login(team.admin)
    assert client.post(reverse(ADD), form([{"days_before": 7}])).status_code == 200
    assert Ladder.objects.count() == 1


@pytest.mark.parametrize("model", [Deadline, Reminder, Mail])
def test_what_the_site_writes_is_only_read(client, team, model):
    make_ladder([7])
    make_deadline(team.product, date(2026, 3, 6))
    run(paris(date(2026, 3, 3)))
    row = model.objects.get()
    client.force_login(team.admin)
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    assert client.get(reverse(f"{name}_changelist")).status_code == 200
    change = reverse(f"{name}_change", args=[row.pk])
    assert client.get(change).status_code == 200
    assert client.post(change, {"subject": "x"}).status_code == 403
    assert client.get(reverse(f"{name}_add")).status_code == 403
    assert client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"}).status_code == 403
    assert model.objects.count() == 1


@pytest.mark.parametrize("name", ["alice", "bob", "rita", "charlie"])
def test_only_administrators_reach_the_ladders(client, team, name):
    client.force_login(getattr(team, name))
    assert client.get(reverse(ADD)).status_code == 302
