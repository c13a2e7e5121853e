"""Absences, delegates and habits: who is written to, for whom, and how."""

from datetime import date, time

import pytest

from apps.accounts.tests.builders import make_user
from apps.deadlines.tests.builders import make_deadline
from apps.products.models import Product, ProductMembership
from apps.products.people import who_sees
from apps.products.states import Role
from apps.products.tests.builders import make_member, make_product
from apps.reminders.models import Absence, Mail, Preference, Reminder
from apps.reminders.routing import Route, routes_of
from apps.reminders.services import plan, send_due
from apps.reminders.states import Channel
from apps.reminders.tests.builders import make_ladder, paris, run
from apps.rules.book import RETURN_ANSWER

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 6)
TUESDAY = date(2026, 3, 3)
KIND = RETURN_ANSWER.code


def away(person, delegate, starts_on=TUESDAY, ends_on=TUESDAY):
    return Absence.objects.create(
        person=person,
        delegate=delegate,
        starts_on=starts_on,
        ends_on=ends_on,
        recorded_by=person,
    )


def route(deadline, on=TUESDAY):
    return routes_of([deadline], on=on)[deadline.pk]


def mails():
    return [(mail.recipient, mail.kind) for mail in Mail.objects.order_by("pk")]


def test_who_sees_answers_as_visible_to(team):
    other = make_product("Autre", responsible=team.bob, nil="9")
    off = make_user("off", is_active=False)
    make_member(team.product, off)
    people = [team.alice, team.bob, team.rita, team.charlie, team.admin, off]
    asked = who_sees({each.pk for each in people}, {team.product.pk, other.pk})
    assert asked == {
        (person.pk, product)
        for person in people
        for product in Product.objects.visible_to(person).values_list("pk", flat=True)
    }


@pytest.mark.parametrize(
    ("on", "told"),
    [
        (date(2026, 3, 1), "alice"),
        (date(2026, 3, 2), "bob"),
        (date(2026, 3, 4), "bob"),
        (date(2026, 3, 5), "alice"),
    ],
)
def test_a_delegate_stands_in_from_the_first_day_to_the_last(team, on, told):
    deadline = make_deadline(team.product, DUE)
    away(team.alice, team.bob, date(2026, 3, 2), date(2026, 3, 4))
    person = getattr(team, told)
    owner = team.alice.pk if told == "bob" else None
    assert route(deadline, on) == Route(person.pk, owner, Channel.DIGEST)


def test_a_delegate_who_is_away_closed_or_blind_replaces_nobody(team):
    deadline = make_deadline(team.product, DUE)
    theirs = Route(team.alice.pk, None, Channel.DIGEST)
    absence = away(team.alice, team.charlie)
    assert route(deadline) == theirs  # Charlie does not see the product
    absence.delegate = team.bob
    absence.save()
    assert route(deadline).person_id == team.bob.pk
    away(team.bob, team.rita)
    assert route(deadline) == theirs
    Absence.objects.filter(person=team.bob).delete()
    team.bob.is_active = False
    team.bob.save()
    assert route(deadline) == theirs


def test_the_message_of_a_delegate_says_for_whom(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE, title="Pour Alice")
    make_deadline(team.product, DUE, title="Pour Bob", responsible=team.bob)
    away(team.alice, team.bob)
    run(paris(TUESDAY))
    (mail,) = Mail.objects.all()
    assert mail.recipient == "bob@example.org"
    assert mail.text.count("Vous remplacez Alice") == 1
    run(paris(date(2026, 3, 4)))
    assert Mail.objects.count() == 1  # back, Alice is not told again what her delegate was told


def test_an_absence_that_begins_or_ends_before_sending_turns_the_message(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    plan(today=TUESDAY)
    absence = away(team.alice, team.bob)
    assert send_due(now=paris(TUESDAY)).cancelled == 1
    plan(today=TUESDAY)
    absence.delete()
    run(paris(TUESDAY))
    assert mails() == []
    run(paris(TUESDAY, time(8, 1)))
    assert mails() == [("alice@example.org", "digest")]


def test_one_at_a_time_leaves_at_once(team, relay):
    make_ladder([7])
    make_deadline(team.product, DUE)
    Preference.objects.create(person=team.alice, kind=KIND, channel=Channel.SINGLE)
    run(paris(date(2026, 2, 28), time(3)))  # a Saturday night
    assert mails() == [("alice@example.org", "single")]


def test_what_is_optional_may_stay_on_the_site(team, relay):
    make_ladder([7], urgent=[7], optional=True)
    make_deadline(team.product, DUE)
    Preference.objects.create(person=team.alice, kind=KIND, channel=Channel.SITE)
    run(paris(TUESDAY))
    assert mails() == []
    row = Reminder.objects.get()
    assert (row.state, row.on_site, row.mail, row.person) == ("sent", True, None, team.alice)
    run(paris(date(2026, 3, 4)))
    assert Reminder.objects.count() == 1


def test_a_choice_made_before_sending_counts(team, relay):
    make_ladder([7], optional=True)
    make_deadline(team.product, DUE)
    plan(today=TUESDAY)
    Preference.objects.create(person=team.alice, kind=KIND, channel=Channel.SITE)
    send_due(now=paris(TUESDAY))
    run(paris(TUESDAY))
    assert mails() == []
    assert Reminder.objects.get().on_site


def test_what_an_administrator_cancelled_does_not_come_back_on_the_site(team, relay):
    make_ladder([7], optional=True)
    make_deadline(team.product, DUE)
    plan(today=TUESDAY)
    Reminder.objects.update(state="cancelled", held_at=paris(TUESDAY))
    Preference.objects.create(person=team.alice, kind=KIND, channel=Channel.SITE)
    run(paris(TUESDAY))
    assert list(Reminder.objects.values_list("state", "on_site")) == [("cancelled", False)]


def test_what_is_not_optional_goes_to_the_substitute_or_to_the_person(team, relay):
    make_ladder([7])
    deadline = make_deadline(team.product, DUE)
    choice = Preference.objects.create(
        person=team.alice, kind=KIND, channel=Channel.SITE, substitute=team.bob
    )
    assert route(deadline) == Route(team.bob.pk, team.alice.pk, Channel.DIGEST)
    run(paris(TUESDAY))
    assert mails() == [("bob@example.org", "digest")]
    ProductMembership.objects.filter(user=team.bob).delete()
    assert route(deadline) == Route(team.alice.pk, None, Channel.DIGEST)
    choice.substitute = None
    choice.save()
    assert route(deadline) == Route(team.alice.pk, None, Channel.DIGEST)


def test_nobody_is_told_of_a_product_that_its_responsible_person_lost(team):
    deadline = make_deadline(team.product, DUE, responsible=team.charlie)
    away(team.charlie, team.bob)
    assert route(deadline) is None
    make_member(team.product, team.charlie, Role.READER)
    assert route(deadline).person_id == team.bob.pk


def test_the_cost_of_the_routes_does_not_follow_the_due_dates(team, django_assert_num_queries):
    deadlines = [make_deadline(team.product, DUE, slot=str(number)) for number in range(20)]
    away(team.alice, team.bob)
    with django_assert_num_queries(7):
        routes_of(deadlines, on=TUESDAY)
