"""What people decide: the services, their rights, their refusals."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from apps.core.refusals import Conflict, Invalid
from apps.deadlines.services import sync
from apps.deadlines.tests.builders import make_deadline, make_due
from apps.products.models import Event
from apps.products.tests.builders import make_product
from apps.reminders import services
from apps.reminders.models import WEEKLY, Absence, Acknowledgement, Mail, Preference, Reminder
from apps.reminders.states import Channel
from apps.reminders.tests.builders import make_ladder, paris, run
from apps.rules.book import CHANGE_NOTIFICATION, RETURN_ANSWER

pytestmark = pytest.mark.django_db

DUE = date(2026, 3, 6)
MONDAY, TUESDAY, WEDNESDAY = date(2026, 3, 2), date(2026, 3, 3), date(2026, 3, 4)
KIND = RETURN_ANSWER.code


def refusal(error, act, *args, **kwargs):
    with pytest.raises(error) as caught:
        act(*args, **kwargs)
    return getattr(caught.value, "field", "")


# --- How messages come -------------------------------------------------------------------------


def choices():
    return list(Preference.objects.values_list("kind", "channel", "substitute__username"))


def test_a_choice_is_kept_and_the_usual_one_leaves_no_row(team):
    make_ladder([7])
    services.set_preference(KIND, by=team.alice, channel=Channel.SINGLE, substitute=team.bob)
    assert choices() == [(KIND, "single", None)]
    services.set_preference(KIND, by=team.alice, channel=Channel.DIGEST)
    assert choices() == []


def test_a_legal_date_cannot_be_left_without_anybody(team):
    make_ladder([7])
    choose = services.set_preference
    assert refusal(Invalid, choose, KIND, by=team.alice, channel="site") == "substitute"
    for nobody in (team.charlie, team.alice):
        field = refusal(Invalid, choose, KIND, by=team.alice, channel="site", substitute=nobody)
        assert field == "substitute"
    choose(KIND, by=team.alice, channel="site", substitute=team.bob)
    assert choices() == [(KIND, "site", "bob")]


def test_the_substitute_sees_every_product_concerned(team):
    make_ladder([7])
    other = make_product("Autre", responsible=team.admin, nil="9")
    make_deadline(other, DUE, responsible=team.alice)
    choose = services.set_preference
    field = refusal(Invalid, choose, KIND, by=team.alice, channel="site", substitute=team.bob)
    assert field == "substitute"
    choose(KIND, by=team.alice, channel="site", substitute=team.admin)


def test_an_optional_kind_needs_nobody(team):
    make_ladder([7], optional=True)
    services.set_preference(KIND, by=team.alice, channel="site", substitute=team.bob)
    assert choices() == [(KIND, "site", None)]


def test_what_is_unknown_is_refused(team):
    assert refusal(Invalid, services.set_preference, KIND, by=team.alice, channel="site") == "kind"
    make_ladder([7])
    field = refusal(Invalid, services.set_preference, KIND, by=team.alice, channel="pigeon")
    assert field == "channel"


def test_the_link_of_a_mail_stops_what_is_optional_and_nothing_else(team):
    make_ladder([7], optional=True)
    make_ladder([7], kind=CHANGE_NOTIFICATION.code)
    for _twice in range(2):
        services.stop_by_link(team.alice, [KIND, CHANGE_NOTIFICATION.code, WEEKLY, "x"])
    assert sorted(choices()) == [(KIND, "site", None), (WEEKLY, "site", None)]


# --- Absences ----------------------------------------------------------------------------------


def declare(by, person, delegate, start=TUESDAY, end=WEDNESDAY):
    return services.declare_absence(
        by=by,
        person=person,
        starts_on=start,
        ends_on=end,
        delegate=delegate,
        today=TUESDAY,
    )


def test_a_person_and_their_manager_note_an_absence_nobody_else(team):
    declare(team.alice, team.alice, team.bob)
    refusal(PermissionDenied, declare, team.bob, team.rita, team.alice)
    team.rita.manager = team.bob
    team.rita.save()
    absence = declare(team.bob, team.rita, team.bob)
    assert (absence.person, absence.recorded_by) == (team.rita, team.bob)
    assert set(Absence.objects.visible_to(team.bob)) == {absence}
    assert Absence.objects.visible_to(team.admin).count() == 2
    refusal(Http404, services.remove_absence, absence.pk, by=team.alice)
    services.remove_absence(absence.pk, by=team.rita)
    assert Absence.objects.count() == 1


@pytest.mark.parametrize(
    ("start", "end", "field"),
    [
        (WEDNESDAY, TUESDAY, "ends_on"),
        (date(2026, 2, 1), MONDAY, "ends_on"),
        (date(2026, 3, 9), date(2026, 3, 20), "starts_on"),
        (date(2026, 3, 6), date(2026, 3, 10), "starts_on"),
        (TUESDAY, date(2026, 3, 9), None),
        (TUESDAY, TUESDAY, None),
    ],
)
def test_absences_have_their_days_and_share_none(team, start, end, field):
    declare(team.alice, team.alice, team.bob, date(2026, 3, 10), date(2026, 3, 12))
    if field:
        assert refusal(Invalid, declare, team.alice, team.alice, team.bob, start, end) == field
    else:
        declare(team.alice, team.alice, team.bob, start, end)


@pytest.mark.parametrize("name", ["alice", "charlie"])
def test_a_delegate_is_a_colleague(team, name):
    field = refusal(Invalid, declare, team.alice, team.alice, getattr(team, name))
    assert field == "delegate"


def test_the_database_holds_the_same(team):
    for facts in ({"ends_on": MONDAY, "delegate": team.bob}, {"delegate": team.alice}):
        row = {"person": team.alice, "starts_on": TUESDAY, "ends_on": TUESDAY} | facts
        with pytest.raises(IntegrityError), transaction.atomic():
            Absence.objects.create(recorded_by=team.alice, **row)


# --- « J’y travaille » -------------------------------------------------------------------------


def take(deadline, by, until=date(2026, 3, 4), today=TUESDAY):
    return services.acknowledge_deadline(deadline.pk, by=by, until_on=until, today=today)


def test_work_in_hand_quiets_what_falls_before_the_due_day_and_nothing_else(team, relay):
    make_ladder([7, 3, 1, 0, -1], urgent=[1])
    deadline = make_deadline(team.product, DUE)
    take(deadline, team.alice, until=date(2026, 3, 5), today=MONDAY)
    for day in range(1, 6):
        run(paris(date(2026, 3, day)))
    assert not Mail.objects.exists()
    run(paris(DUE))
    run(paris(date(2026, 3, 7)))
    run(paris(date(2026, 3, 9)))
    told = list(
        Reminder.objects.filter(state="sent").order_by("pk").values_list("stage", flat=True)
    )
    assert told == [0, -1]


def test_when_the_day_is_over_the_reached_stage_is_told(team, relay):
    make_ladder([7, 3, 0])
    deadline = make_deadline(team.product, DUE)
    take(deadline, team.alice, until=WEDNESDAY)
    run(paris(WEDNESDAY))
    assert not Mail.objects.exists()
    run(paris(date(2026, 3, 5)))
    assert Reminder.objects.get().stage == 3


def test_it_also_stops_what_was_planned_already(team, relay):
    make_ladder([7])
    deadline = make_deadline(team.product, DUE)
    services.plan(today=TUESDAY)
    take(deadline, team.bob)
    assert services.send_due(now=paris(TUESDAY)).cancelled == 1
    run(paris(date(2026, 3, 5)))
    assert Mail.objects.count() == 1


@pytest.mark.parametrize("what", ["moved", "owner"])
def test_another_day_or_another_person_is_told_all_the_same(team, relay, what):
    make_ladder([7])
    sync(team.product, [make_due(DUE, team.alice)], on=MONDAY)
    take(team.product.deadlines.get(), team.alice)
    due = make_due(date(2026, 3, 5), team.alice) if what == "moved" else make_due(DUE, team.bob)
    sync(team.product, [due], on=TUESDAY)
    run(paris(TUESDAY))
    assert Mail.objects.count() == 1


@pytest.mark.parametrize(
    ("until", "accepted"),
    [
        (MONDAY, False),
        (TUESDAY, True),
        (date(2026, 3, 5), True),
        (DUE, False),
    ],
)
def test_until_a_day_from_today_on_and_before_the_due_day(team, until, accepted):
    deadline = make_deadline(team.product, DUE)
    if accepted:
        take(deadline, team.alice, until=until)
        assert Event.objects.latest("pk").verb == "acknowledge_deadline"
    else:
        assert refusal(Invalid, take, deadline, team.alice, until=until) == "until_on"


def test_it_may_be_prolonged_and_stays_one(team):
    deadline = make_deadline(team.product, DUE)
    take(deadline, team.alice)
    take(deadline, team.bob, until=date(2026, 3, 5))
    said = Acknowledgement.objects.get()
    assert (said.given_by, said.until_on) == (team.bob, date(2026, 3, 5))


def test_rights_and_states(team):
    deadline = make_deadline(team.product, DUE)
    refusal(Http404, take, deadline, team.charlie)
    refusal(PermissionDenied, take, deadline, team.rita)
    refusal(Conflict, take, deadline, team.alice, today=DUE)
    deadline.status, deadline.closed_on = "met", MONDAY
    deadline.save()
    refusal(Conflict, take, deadline, team.alice)
