"""Ladders are edited by administrators; reminders and mails are only read."""

from datetime import date

import pytest
import time_machine
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


# --- Preview -----------------------------------------------------------------------------------


def preview(client, steps, *, ladder=None, on=date(2026, 9, 1), **facts):
    """Return what the button shows for these steps, typed on that day."""
    url = reverse("admin:reminders_ladder_change", args=[ladder.pk]) if ladder else reverse(ADD)
    with time_machine.travel(paris(on), tick=False):
        return client.post(url, form(steps) | facts | {"_preview": "1"})


def rows(response):
    return [(row.on, row.stage, row.urgent) for row in response.context["preview"].rows]


def test_the_preview_says_what_would_leave_when_and_saves_nothing(client, team):
    client.force_login(team.admin)
    make_deadline(team.product, date(2026, 9, 10), title="Répondre")
    make_deadline(team.product, date(2026, 9, 10), kind="formal_notice")
    steps = [{"days_before": 7}, {"days_before": 5, "urgent": "on"}, {"days_before": -2}]
    response = preview(client, steps, repeat=180)
    assert rows(response) == [
        (date(2026, 9, 3), "J-7", False),
        (date(2026, 9, 5), "J-5", True),  # a Saturday
        (date(2026, 9, 14), "J+2", False),  # from Saturday to Monday
        (date(2027, 3, 11), "J+182", False),
    ]
    assert "Répondre · MediCab" in response.content.decode()
    assert not Ladder.objects.exists()


def test_a_stage_overtaken_before_its_morning_is_not_shown(client, team):
    client.force_login(team.admin)
    make_deadline(team.product, date(2026, 9, 6))  # a Sunday
    shown = rows(preview(client, [{"days_before": 1}, {"days_before": 0}]))
    assert shown == [(date(2026, 9, 7), "J", False)]


@pytest.mark.parametrize(("due_on", "shown"), [(date(2027, 9, 8), True), (date(2027, 9, 9), False)])
def test_it_looks_one_year_ahead(client, team, due_on, shown):
    client.force_login(team.admin)
    make_deadline(team.product, due_on)
    assert bool(rows(preview(client, [{"days_before": 7}]))) is shown


def test_what_is_stored_stays_and_a_wrong_form_says_so(client, team):
    client.force_login(team.admin)
    ladder = make_ladder([7])
    assert preview(client, [{"days_before": 3}], ladder=ladder).status_code == 200
    assert stages() == [(7, False)]
    wrong = preview(client, [{"days_before": 999}], ladder=ladder)
    assert "preview" not in wrong.context
    assert stages() == [(7, False)]
    assert rows(preview(client, [], ladder=ladder)) == []


def test_a_long_preview_is_cut_and_says_so(client, team):
    client.force_login(team.admin)
    for number in range(13):
        make_deadline(team.product, date(2026, 8, 1), slot=str(number))
    response = preview(client, [{"days_before": 0}], repeat=7)
    assert len(rows(response)) == 600
    assert "trop longue" in response.content.decode()


def test_only_administrators_preview(client, team):
    client.force_login(team.alice)
    assert preview(client, [{"days_before": 7}]).status_code == 302
