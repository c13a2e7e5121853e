"""The register follows what the apps say, and tells what differed."""

from datetime import date

import pytest

from apps.deadlines.models import Deadline, DeadlineMove
from apps.deadlines.services import register, sync, target_of
from apps.deadlines.states import DeadlineStatus
from apps.deadlines.tests.builders import make_due
from apps.products.journal import record
from apps.products.tests.builders import make_team
from apps.rules.book import CHANGE_NOTIFICATION, RETURN_ANSWER, REVIEW_PERIOD

pytestmark = pytest.mark.django_db

ON = date(2026, 3, 2)
DUE = date(2026, 3, 9)


@pytest.fixture
def team():
    return make_team()


def sentences(differences):
    return [difference.sentence for difference in differences]


def row():
    deadline = Deadline.objects.get()
    return deadline.due_on, deadline.revision, deadline.status, deadline.closed_on


def test_a_new_due_date_opens(team):
    due = make_due(DUE, team.alice, kind=CHANGE_NOTIFICATION.code, title="Notifier", url="/x/")
    assert sentences(sync(team.product, [due], on=ON)) == ["« Notifier » s’ouvre, au 9 mars 2026"]
    deadline = Deadline.objects.get()
    assert row() == (DUE, 1, DeadlineStatus.OPEN, None)
    assert (deadline.product, deadline.subject) == (team.product, team.product)
    assert deadline.target_on == date(2026, 3, 6)  # the Friday before that Monday
    assert deadline.badge is DeadlineStatus.OPEN
    assert deadline.rule is CHANGE_NOTIFICATION


def test_saying_the_same_again_changes_nothing(team):
    due = make_due(DUE, team.alice)
    sync(team.product, [due], on=ON)
    before = Deadline.objects.values().get()
    assert sync(team.product, [due], on=date(2026, 3, 3)) == []
    assert Deadline.objects.values().get() == before


def test_a_moved_date_is_a_new_revision(team):
    sync(team.product, [make_due(DUE, team.alice, title="Répondre")], on=ON)
    moved = make_due(date(2026, 3, 16), team.alice, title="Répondre")
    assert sentences(sync(team.product, [moved], on=ON)) == [
        "« Répondre » passe du 9 mars 2026 au 16 mars 2026"
    ]
    assert row() == (date(2026, 3, 16), 2, DeadlineStatus.OPEN, None)


def test_other_facts_change_without_a_new_revision(team):
    sync(team.product, [make_due(DUE, team.alice)], on=ON)
    changed = make_due(DUE, team.bob, title="Répondre vite", explanation="Retour reçu")
    assert sentences(sync(team.product, [changed], on=ON)) == [
        "« Répondre vite » change de libellé ou de responsable"
    ]
    assert row() == (DUE, 1, DeadlineStatus.OPEN, None)
    assert Deadline.objects.get().responsible == team.bob


def test_a_done_act_meets_its_due_date(team):
    sync(team.product, [make_due(DUE, team.alice, title="Répondre")], on=ON)
    done = make_due(DUE, team.alice, title="Répondre", done_on=date(2026, 3, 4))
    assert sentences(sync(team.product, [done], on=date(2026, 3, 5))) == [
        "« Répondre » est faite, le 4 mars 2026"
    ]
    assert row() == (DUE, 1, DeadlineStatus.MET, date(2026, 3, 4))
    assert sync(team.product, [done], on=date(2026, 3, 6)) == []


def test_a_due_date_without_object_is_cancelled_on_that_day(team):
    sync(team.product, [make_due(DUE, team.alice, title="Répondre")], on=ON)
    assert sentences(sync(team.product, [], on=date(2026, 3, 5))) == [
        "« Répondre » n’a plus d’objet"
    ]
    assert row() == (DUE, 1, DeadlineStatus.CANCELLED, date(2026, 3, 5))
    assert sync(team.product, [], on=date(2026, 3, 6)) == []


def test_a_met_due_date_is_not_cancelled_afterwards(team):
    done = make_due(DUE, team.alice, done_on=date(2026, 3, 4))
    sync(team.product, [done], on=ON)
    sync(team.product, [], on=date(2026, 3, 5))
    assert row() == (DUE, 1, DeadlineStatus.MET, date(2026, 3, 4))


@pytest.mark.parametrize("closed", ["met", "cancelled"])
def test_a_closed_due_date_reopens_as_a_new_revision(team, closed):
    due = make_due(DUE, team.alice, title="Répondre")
    sync(team.product, [due], on=ON)
    done = make_due(DUE, team.alice, title="Répondre", done_on=ON)
    sync(team.product, [done] if closed == "met" else [], on=ON)
    assert sentences(sync(team.product, [due], on=ON)) == ["« Répondre » se rouvre, au 9 mars 2026"]
    assert row() == (DUE, 2, DeadlineStatus.OPEN, None)


def test_looking_only_writes_nothing(team):
    sync(team.product, [make_due(DUE, team.alice)], on=ON)
    before = Deadline.objects.values().get()
    other = make_due(DUE, team.alice, kind=REVIEW_PERIOD.code)
    assert len(sync(team.product, [other], on=ON, write=False)) == 2
    moved = make_due(date(2026, 4, 1), team.alice)
    assert len(sync(team.product, [moved], on=ON, write=False)) == 1
    assert Deadline.objects.values().get() == before


def test_slots_of_one_kind_live_side_by_side(team):
    dues = [make_due(DUE, team.alice, slot=slot) for slot in ("a", "b")]
    sync(team.product, dues, on=ON)
    sync(team.product, dues[:1], on=ON)
    assert list(Deadline.objects.order_by("slot").values_list("slot", "status")) == [
        ("a", "open"),
        ("b", "cancelled"),
    ]


def test_registering_one_leaves_the_others_alone(team):
    sync(team.product, [make_due(DUE, team.alice, slot="a")], on=ON)
    register(team.product, make_due(DUE, team.alice, slot="b"))
    assert Deadline.objects.open().count() == 2


def test_a_long_title_is_cut_once_and_for_all(team):
    due = make_due(DUE, team.alice, title="x" * 300)
    sync(team.product, [due], on=ON)
    assert len(Deadline.objects.get().title) == 255
    assert sync(team.product, [due], on=ON) == []


def test_an_internal_date_has_no_target_before_it():
    assert target_of(RETURN_ANSWER.code, DUE) is None
    assert target_of(CHANGE_NOTIFICATION.code, DUE) == date(2026, 3, 6)


# --- Moves -------------------------------------------------------------------------------------


def moves():
    rows = DeadlineMove.objects.order_by("pk").select_related("event")
    return [(row.revision, row.from_on, row.to_on, str(row.event)) for row in rows]


def test_a_move_keeps_both_days_and_the_act_that_made_it(team):
    sync(team.product, [make_due(DUE, team.alice)], on=ON)
    record(team.product, "x", "Retour de l’ANS", by=team.alice, on=ON)
    sync(team.product, [make_due(date(2026, 3, 16), team.alice)], on=ON)
    sync(team.product, [make_due(date(2026, 3, 12), team.alice)], on=ON, by_act=False)
    assert moves() == [
        (2, DUE, date(2026, 3, 16), "Retour de l’ANS"),
        (3, date(2026, 3, 16), date(2026, 3, 12), "None"),
    ]


def test_what_does_not_move_leaves_no_move(team):
    sync(team.product, [make_due(DUE, team.alice)], on=ON)
    sync(team.product, [make_due(DUE, team.bob, title="Autrement")], on=ON)
    sync(team.product, [], on=ON)
    sync(team.product, [make_due(DUE, team.bob)], on=ON)
    sync(team.product, [make_due(date(2026, 3, 16), team.bob)], on=ON, write=False)
    assert moves() == []


def test_a_due_date_that_reopens_at_another_day_has_moved(team):
    sync(team.product, [make_due(DUE, team.alice)], on=ON)
    sync(team.product, [], on=ON)
    sync(team.product, [make_due(date(2026, 3, 16), team.alice)], on=ON)
    assert moves() == [(2, DUE, date(2026, 3, 16), "None")]
