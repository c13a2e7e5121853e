"""Due dates of a certificate: literal days, and both sides of each of them."""

from datetime import date

import pytest

from apps.certificates import services
from apps.certificates.display import window_of
from apps.certificates.duedates import due_dates
from apps.certificates.models import Certificate
from apps.certificates.states import CertificateState as S
from apps.certificates.states import Window
from apps.certificates.tests.builders import TODAY, certificate_at, enter, fresh
from apps.core.refusals import Conflict
from apps.deadlines.models import Deadline
from apps.products.tests.builders import make_team

pytestmark = pytest.mark.django_db


def register(row) -> set:
    return {(each.kind, str(each.due_on), each.status) for each in Deadline.objects.of(row)}


def test_an_active_certificate_is_to_be_started_then_renewed():
    assert register(enter(make_team())) == {
        ("certificate_renewal", "2027-01-03", "open"),
        ("certificate_end", "2027-03-04", "open"),
    }


def test_a_ticked_step_starts_the_renewal():
    team = make_team()
    row = enter(team)
    act = {"by": team.bob, "on": TODAY, "today": TODAY, "step": "demande"}
    services.check_step(row.pk, **act)
    assert ("certificate_renewal", "2027-01-03", "met") in register(row)
    services.check_step(row.pk, done=False, **act)
    assert ("certificate_renewal", "2027-01-03", "open") in register(row)


def test_a_renewed_one_is_done_and_the_new_one_waits():
    row = certificate_at(make_team(), S.RENOUVELE)
    assert register(row) == {
        ("certificate_renewal", "2027-01-03", "met"),
        ("certificate_end", "2027-03-04", "met"),
    }
    assert ("certificate_end", "2029-03-02", "open") in register(row.renewed_by)


def test_a_revoked_one_has_none_left():
    row = certificate_at(make_team(), S.REVOQUE)
    assert {status for _kind, _due, status in register(row)} == {"cancelled"}


def test_an_expired_one_waits_for_an_order():
    team = make_team()
    row = certificate_at(team, S.EXPIRE)
    assert register(row) == {
        ("certificate_renewal", "2025-12-31", "cancelled"),
        ("certificate_end", "2026-03-01", "open"),
    }
    assert Deadline.objects.of(row).open().get().title.startswith("Commander un nouveau")
    services.order_again(row.pk, by=team.alice, on=TODAY, today=TODAY)
    assert ("certificate_end", "2026-03-01", "met") in register(row)


def test_one_that_is_given_up_has_no_object_any_more():
    team = make_team()
    row = certificate_at(team, S.EXPIRE)
    services.give_up_certificate(row.pk, by=team.alice, on=TODAY, today=TODAY, reason="Fermé")
    assert ("certificate_end", "2026-03-01", "cancelled") in register(row)


def test_the_ordered_one_has_none():
    assert register(certificate_at(make_team(), S.COMMANDE)) == set()


@pytest.mark.parametrize(
    ("today", "window"),
    [
        (date(2027, 1, 2), Window.QUIET),
        (date(2027, 1, 3), Window.RENEW),
        (date(2027, 3, 4), Window.RENEW),
        (date(2027, 3, 5), Window.OVER),
    ],
)
def test_the_window_on_both_sides(today, window):
    row = enter(make_team())
    assert window_of(row, today=today) == window
    assert list(Certificate.objects.in_window(window, on=today)) == [row]
    for other in set(Window) - {window}:
        assert not Certificate.objects.in_window(other, on=today)


def test_the_last_day_is_good_to_renew_and_the_next_is_not():
    team = make_team()
    row = enter(team)
    with pytest.raises(Conflict) as refusal:
        services.renew_certificate(
            row.pk,
            by=team.alice,
            on=date(2027, 3, 4),
            today=date(2027, 3, 5),
            issued_on=date(2027, 3, 4),
        )
    assert [each.code for each in refusal.value.blockers] == ["over"]
    last = date(2027, 3, 4)
    new = services.renew_certificate(row.pk, by=team.alice, on=last, today=last, issued_on=last)
    assert (fresh(row).state, new.valid_until) == (S.RENOUVELE, date(2030, 3, 4))


@pytest.mark.parametrize(("today", "state"), [("2027-03-04", S.ACTIF), ("2027-03-05", S.EXPIRE)])
def test_the_night_marks_the_day_after_the_last(today, state):
    row = enter(make_team())
    count = services.expire_certificates(today=date.fromisoformat(today))
    assert (fresh(row).state, count) == (state, int(state == S.EXPIRE))
    assert services.expire_certificates(today=date.fromisoformat(today)) == 0


@pytest.mark.parametrize(
    ("issued", "end"), [("2024-02-29", "2027-02-28"), ("2026-02-28", "2029-02-28")]
)
def test_without_its_end_it_lasts_what_the_book_says(issued, end):
    row = enter(make_team(), issued_on=date.fromisoformat(issued), valid_until=None)
    assert str(row.valid_until) == end


def test_one_that_is_over_when_entered_asks_nothing_of_anybody():
    team = make_team()
    row = enter(team, valid_until=date(2026, 3, 1))
    assert (row.state, register(row)) == (S.EXPIRE, set())
    assert enter(team, name="Dernier jour", valid_until=TODAY).state == S.ACTIF


def test_the_dates_are_the_same_whatever_the_day():
    row = enter(make_team())
    assert due_dates(row, today=TODAY) == due_dates(row, today=date(2028, 1, 1))
