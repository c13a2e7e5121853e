"""What stays late goes up to the nearest manager who can hear of it, once."""

from datetime import date

import pytest

from apps.accounts.tests.builders import make_user
from apps.deadlines.services import sync
from apps.deadlines.tests.builders import make_deadline, make_due
from apps.products.models import ProductMembership
from apps.products.states import Role
from apps.products.tests.builders import make_member
from apps.reminders.escalation import managers_of
from apps.reminders.models import Absence, Mail
from apps.reminders.services import plan, send_due
from apps.reminders.tests.builders import make_ladder, paris, run

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 2)  # a Monday
THIRD = date(2026, 3, 5)


@pytest.fixture
def tree(team):
    """Alice reports to Bob, who reports to Rita."""
    team.alice.manager, team.bob.manager = team.bob, team.rita
    team.alice.save()
    team.bob.save()
    return team


def told():
    return [mail.person.username for mail in Mail.objects.order_by("pk")]


@pytest.mark.parametrize(("on", "people"), [(date(2026, 3, 4), []), (THIRD, ["bob"])])
def test_the_manager_is_told_from_the_day_of_the_ladder_on(tree, relay, on, people):
    make_ladder([90], escalate_after=3)
    make_deadline(tree.product, DUE, title="En souffrance")
    plan(today=date(2026, 2, 2))
    run(paris(date(2026, 2, 2)))
    assert told() == ["alice"]
    run(paris(on))
    assert told()[1:] == people


def test_the_manager_is_told_once_and_of_what(tree, relay):
    make_ladder([90], escalate_after=3)
    make_deadline(tree.product, DUE, title="En souffrance")
    for day in (THIRD, date(2026, 3, 6), date(2026, 3, 30)):
        run(paris(day))
    assert sorted(told()) == ["alice", "bob"]
    mail = Mail.objects.get(person=tree.bob)
    assert mail.subject == "SegurTrack : 1 retard dans votre équipe"
    assert "EN RETARD DANS VOTRE ÉQUIPE" in mail.text
    assert "Responsable : Alice" in mail.text


def test_it_climbs_over_who_cannot_hear(tree):
    deadline = make_deadline(tree.product, DUE)

    def manager():
        return managers_of([deadline], on=THIRD)[deadline.pk]

    assert manager() == tree.bob.pk
    Absence.objects.create(
        person=tree.bob,
        delegate=tree.alice,
        starts_on=THIRD,
        ends_on=THIRD,
        recorded_by=tree.bob,
    )
    assert manager() == tree.rita.pk
    ProductMembership.objects.filter(user=tree.rita).delete()
    assert manager() is None
    tree.rita.manager = tree.admin
    tree.rita.save()
    assert manager() == tree.admin.pk
    tree.admin.is_active = False
    tree.admin.save()
    assert manager() is None
    Absence.objects.all().delete()
    assert manager() == tree.bob.pk
    tree.bob.is_active = False
    tree.bob.save()
    assert manager() is None


def test_a_circle_of_managers_ends(tree):
    tree.rita.manager = tree.alice
    tree.rita.save()
    deadline = make_deadline(tree.product, DUE)
    ProductMembership.objects.exclude(user=tree.alice).delete()
    assert managers_of([deadline], on=THIRD)[deadline.pk] is None


@pytest.mark.parametrize("what", ["done", "moved", "right", "manager"])
def test_what_is_not_true_any_more_is_not_escalated(tree, relay, what):
    make_ladder([0], escalate_after=3)
    sync(tree.product, [make_due(DUE, tree.alice)], on=DUE)
    plan(today=THIRD)
    if what == "done":
        sync(tree.product, [make_due(DUE, tree.alice, done_on=THIRD)], on=THIRD)
    elif what == "moved":
        sync(tree.product, [make_due(date(2026, 9, 1), tree.alice)], on=THIRD)
    elif what == "right":
        ProductMembership.objects.filter(user=tree.bob).delete()
    else:
        other = make_user("olga")
        make_member(tree.product, other, Role.READER)
        tree.alice.manager = other
        tree.alice.save()
    send_due(now=paris(THIRD))
    assert "bob" not in told()


def test_without_a_manager_nothing_is_opened(team, relay):
    make_ladder([90], escalate_after=3)
    make_deadline(team.product, DUE)
    run(paris(THIRD))
    assert told() == ["alice"]
