"""The week of a team: once a week, to managers, about the people below them."""

from datetime import date, time

import pytest

from apps.deadlines.tests.builders import make_deadline
from apps.products.models import ProductMembership
from apps.reminders.models import WEEKLY, Mail, Preference
from apps.reminders.services import write_summaries
from apps.reminders.states import Channel
from apps.reminders.tests.builders import paris

pytestmark = pytest.mark.django_db

MONDAY = date(2026, 3, 2)


@pytest.fixture
def tree(team):
    """Alice reports to Bob, who reports to Ada."""
    team.alice.manager, team.bob.manager = team.bob, team.admin
    team.alice.save()
    team.bob.save()
    return team


def told():
    mails = Mail.objects.order_by("person__username", "digest_on")
    return [(mail.person.username, mail.digest_on) for mail in mails]


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (paris(MONDAY, time(7, 59)), 0),
        (paris(MONDAY, time(8)), 2),
        (paris(date(2026, 3, 4)), 2),  # the first run after an outage
        (paris(date(2026, 3, 7)), 0),  # a Saturday
    ],
)
def test_it_leaves_on_the_first_working_morning(tree, moment, written):
    make_deadline(tree.product, date(2026, 3, 1))
    assert write_summaries(now=moment) == written
    assert write_summaries(now=moment) == 0
    assert told() == [("ada", MONDAY), ("bob", MONDAY)][:written]


def test_one_a_week(tree):
    make_deadline(tree.product, date(2026, 3, 1))
    for day in range(2, 17):
        write_summaries(now=paris(date(2026, 3, day)))
    weeks = [MONDAY, date(2026, 3, 9), date(2026, 3, 16)]
    assert told() == [(name, week) for name in ("ada", "bob") for week in weeks]


@pytest.mark.parametrize(
    ("due_on", "told_of"),
    [(date(2026, 3, 1), True), (date(2026, 3, 15), True), (date(2026, 3, 16), False)],
)
def test_it_reaches_to_the_end_of_the_next_week(tree, due_on, told_of):
    make_deadline(tree.product, due_on)
    assert bool(write_summaries(now=paris(MONDAY))) is told_of


def test_it_is_about_others_on_products_that_the_manager_sees(tree):
    make_deadline(tree.product, MONDAY, responsible=tree.bob)
    assert write_summaries(now=paris(MONDAY)) == 1
    assert told() == [("ada", MONDAY)]
    make_deadline(tree.product, MONDAY, title="Celle d’Alice")
    ProductMembership.objects.filter(user=tree.bob).delete()
    assert write_summaries(now=paris(MONDAY)) == 0


def test_it_may_be_stopped(tree):
    Preference.objects.create(person=tree.bob, kind=WEEKLY, channel=Channel.SITE)
    make_deadline(tree.product, MONDAY)
    write_summaries(now=paris(MONDAY))
    assert told() == [("ada", MONDAY)]


def test_a_long_week_is_cut_and_says_so(tree):
    for number in range(63):
        make_deadline(tree.product, MONDAY, slot=str(number))
    write_summaries(now=paris(MONDAY))
    mail = Mail.objects.get(person=tree.bob)
    assert mail.subject == "La semaine de votre équipe : 63 échéances à préparer"
    assert "Et 3 autres échéances, dans la liste." in mail.text
