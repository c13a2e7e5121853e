"""A moved date: whoever was told the old day is told the new one, once, and by what."""

from datetime import date, time

import pytest

from apps.deadlines.models import DeadlineMove
from apps.deadlines.services import sync
from apps.deadlines.tests.builders import make_due
from apps.products.journal import record
from apps.products.models import ProductMembership
from apps.reminders.models import Mail, Reminder
from apps.reminders.services import plan
from apps.reminders.states import Purpose
from apps.reminders.tests.builders import make_ladder, paris, run

pytestmark = pytest.mark.django_db

OLD = date(2026, 3, 6)
NEW = date(2026, 4, 17)
TUESDAY, WEDNESDAY = date(2026, 3, 3), date(2026, 3, 4)


def move(team, to, *, because="Redépôt du chapitre INS", responsible=None, on=TUESDAY):
    record(team.product, "x", because, by=team.alice, on=on)
    sync(team.product, [make_due(to, responsible or team.alice)], on=on)


@pytest.fixture
def told(team, relay):
    """Alice was told on Tuesday of the sixth of March."""
    make_ladder([7, 0])
    sync(team.product, [make_due(OLD, team.alice)], on=date(2026, 2, 2))
    run(paris(TUESDAY))
    assert Mail.objects.count() == 1
    return team


def corrections():
    rows = Reminder.objects.filter(purpose=Purpose.CORRECTION).order_by("pk")
    return [(row.person.username, row.revision, row.state) for row in rows]


def test_one_correction_names_both_days_and_the_act(told):
    move(told, NEW)
    for day in (WEDNESDAY, date(2026, 3, 5), date(2026, 3, 6)):
        run(paris(day))
        run(paris(day, time(20)))
    assert corrections() == [("alice", 2, "sent")]
    mail = Mail.objects.latest("pk")
    assert Mail.objects.count() == 2
    assert mail.subject == "SegurTrack : 1 date déplacée"
    assert (
        "Date déplacée : du vendredi 6 mars au vendredi 17 avril. "
        "Redépôt du chapitre INS (3 mars)." in mail.text
    )


def test_who_was_not_told_the_old_day_has_nothing_to_unlearn(team, relay):
    make_ladder([7, 0])
    sync(team.product, [make_due(OLD, team.alice)], on=date(2026, 2, 2))
    move(team, NEW, on=date(2026, 2, 3))
    run(paris(TUESDAY))
    assert corrections() == []
    assert not DeadlineMove.objects.unannounced().exists()


def test_two_moves_make_one_correction_from_the_day_that_was_told(told):
    move(told, date(2026, 4, 1))
    plan(today=TUESDAY)
    move(told, NEW, because="Second retour")
    run(paris(WEDNESDAY))
    assert corrections() == [("alice", 2, "cancelled"), ("alice", 3, "sent")]
    text = Mail.objects.latest("pk").text
    assert "du vendredi 6 mars au vendredi 17 avril" in text
    assert "Redépôt du chapitre INS (3 mars). Second retour (3 mars)." in text


def test_a_date_that_came_back_to_where_it_was_needs_no_word(told):
    move(told, NEW)
    plan(today=TUESDAY)
    move(told, OLD)
    run(paris(WEDNESDAY))
    assert [state for _who, _revision, state in corrections()] == ["cancelled"]


def test_a_date_moved_close_is_told_once_with_the_correction(told):
    """The new day has reached a stage already: one line says both."""
    move(told, date(2026, 3, 5))
    run(paris(WEDNESDAY))
    mail = Mail.objects.latest("pk")
    assert mail.text.count("Répondre au retour de l’ANS\n") == 1
    assert "Date déplacée : du vendredi 6 mars au jeudi 5 mars." in mail.text
    assert Mail.objects.count() == 2


def test_an_urgent_single_brings_the_correction_along(team, relay):
    make_ladder([7, 1], urgent=[1])
    sync(team.product, [make_due(OLD, team.alice)], on=date(2026, 2, 2))
    run(paris(TUESDAY))
    move(team, WEDNESDAY)
    run(paris(TUESDAY, time(15)))
    single = Mail.objects.latest("pk")
    assert single.kind == "single"
    assert "Date déplacée : du vendredi 6 mars au mercredi 4 mars." in single.text
    run(paris(WEDNESDAY))
    assert Mail.objects.count() == 2


@pytest.mark.parametrize("what", ["done", "right", "owner"])
def test_nobody_is_corrected_about_what_is_not_theirs_any_more(told, what):
    move(told, NEW)
    plan(today=TUESDAY)
    if what == "done":
        sync(told.product, [make_due(NEW, told.alice, done_on=TUESDAY)], on=TUESDAY)
    elif what == "right":
        ProductMembership.objects.filter(user=told.alice).delete()
    else:
        sync(told.product, [make_due(NEW, told.bob)], on=TUESDAY)
    run(paris(WEDNESDAY))
    assert corrections() == [("alice", 2, "cancelled")]
    assert Mail.objects.count() == 1


def test_a_message_on_its_way_keeps_its_move_waiting(team, relay):
    make_ladder([7])
    sync(team.product, [make_due(OLD, team.alice)], on=date(2026, 2, 2))
    plan(today=TUESDAY)
    Reminder.objects.all().update(state="sending")
    move(team, NEW)
    plan(today=TUESDAY)
    assert DeadlineMove.objects.unannounced().count() == 1
    Reminder.objects.all().update(state="cancelled")
    plan(today=TUESDAY)
    assert DeadlineMove.objects.unannounced().count() == 0


def test_a_manager_who_heard_of_the_delay_hears_of_the_new_day(team, relay):
    team.alice.manager = team.bob
    team.alice.save()
    make_ladder([90], escalate_after=1)
    sync(team.product, [make_due(date(2026, 3, 2), team.alice)], on=date(2026, 2, 2))
    run(paris(TUESDAY))
    move(team, NEW)
    run(paris(WEDNESDAY))
    assert sorted(corrections()) == [("alice", 2, "sent"), ("bob", 2, "sent")]
