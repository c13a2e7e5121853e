"""The due dates of a modification, on literal days."""

from datetime import date

import pytest

from apps.changes import services
from apps.changes.duedates import due_dates
from apps.changes.states import ChangeState as S
from apps.changes.tests.builders import (
    ESTABLISHED,
    KNOWN,
    NOTIFIED,
    TODAY,
    change_at,
    complete,
    make_case,
    record,
)
from apps.deadlines.models import Deadline
from apps.deadlines.services import sync

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(db):
    return make_case()


def register(change):
    """{kind: (due day, status, closed on)} of the rows of the register."""
    return {
        row.kind: (row.due_on, row.status, row.closed_on) for row in Deadline.objects.of(change)
    }


def test_5_days_to_assess(case):
    change = record(case)
    assert register(change) == {"change_assessment": (date(2026, 1, 7), "open", None)}


@pytest.mark.parametrize(
    ("state", "done_on"), [(S.SANS_IMPACT, ESTABLISHED), (S.A_NOTIFIER, ESTABLISHED)]
)
def test_either_conclusion_meets_the_assessment(case, state, done_on):
    change = change_at(case, state)
    assert register(change)["change_assessment"] == (date(2026, 1, 7), "met", done_on)


def test_day_15_is_the_last_day(case):
    change = change_at(case, S.A_NOTIFIER)
    assert change.trigger_on == date(2026, 1, 5)
    assert register(change)["change_notification"] == (date(2026, 1, 20), "open", None)
    open_ones = Deadline.objects.of(change)
    assert not open_ones.overdue(on=date(2026, 1, 20)).exists()
    assert open_ones.overdue(on=date(2026, 1, 21)).exists()


def test_notifying_meets_it_even_late(case):
    change = change_at(case, S.NOTIFIEE)
    assert register(change)["change_notification"] == (date(2026, 1, 20), "met", NOTIFIED)
    late = complete(case, change_at(case, S.A_NOTIFIER))
    services.notify_ans(late.pk, by=case.team.alice, on=date(2026, 2, 1), today=TODAY)
    assert register(late)["change_notification"] == (
        date(2026, 1, 20),
        "met",
        date(2026, 2, 1),
    )


def test_a_released_version_already_counts_before_the_assessment(case):
    change = record(case, released_on=date(2026, 1, 3))
    assert register(change)["change_notification"] == (date(2026, 1, 18), "open", None)
    deadline = Deadline.objects.of(change).get(kind="change_notification")
    assert deadline.explanation == (
        "La version modifiée est mise à disposition : si l’impact est confirmé, les "
        "15 jours calendaires courent déjà depuis ce jour."
    )
    services.dismiss_change(
        change.pk, by=case.team.alice, on=ESTABLISHED, today=TODAY, justification="Rien"
    )
    assert register(change)["change_notification"] == (date(2026, 1, 18), "cancelled", TODAY)


def test_an_impact_confirmed_later_keeps_the_day_of_the_release(case):
    change = record(case, released_on=date(2026, 1, 3))
    services.establish_impact(change.pk, by=case.team.alice, on=ESTABLISHED, today=TODAY)
    deadline = Deadline.objects.of(change).get(kind="change_notification")
    assert (deadline.due_on, deadline.revision) == (date(2026, 1, 18), 1)


def test_a_corrected_release_is_a_revision_of_the_due_date(case):
    change = change_at(case, S.A_NOTIFIER)
    services.update_change(change.pk, by=case.team.bob, today=TODAY, released_on=date(2026, 1, 3))
    deadline = Deadline.objects.of(change).get(kind="change_notification")
    assert (deadline.due_on, deadline.revision, deadline.starts_on) == (
        date(2026, 1, 18),
        2,
        date(2026, 1, 3),
    )


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        (date(2026, 1, 31), date(2026, 2, 28)),
        (date(2026, 2, 1), date(2026, 3, 1)),
        (date(2026, 1, 15), date(2026, 2, 15)),
    ],
)
def test_a_month_from_the_date_of_the_request_not_its_receipt(case, asked, due):
    change = change_at(case, S.NOTIFIEE)
    services.require_new_request(
        change.pk, by=case.team.alice, on=asked, today=TODAY, received_on=date(2026, 2, 10)
    )
    assert register(change)["new_application"] == (due, "open", None)


def test_filing_meets_the_month(case):
    change = change_at(case, S.DEMANDE_DEPOSEE)
    assert register(change)["new_application"] == (date(2026, 2, 28), "met", date(2026, 2, 20))


def test_a_closed_modification_leaves_nothing_open(case):
    for state in (S.SANS_IMPACT, S.CLOSE, S.DEMANDE_DEPOSEE):
        change = change_at(case, state)
        assert not Deadline.objects.of(change).open().exists()


def test_where_notifying_binds_the_dates_say_nothing_more(case):
    change = change_at(case, S.A_NOTIFIER)
    deadline = Deadline.objects.of(change).get(kind="change_notification")
    assert deadline.title == "Notifier la modification à l’ANS : Nouveau moteur d’alertes"
    assert deadline.explanation == (
        "15 jours calendaires à compter de l’impact établi ou, si elle est antérieure, de la mise "
        "à disposition. Le jour du départ ne compte pas ; ce jour est le dernier."
    )


def test_elsewhere_the_same_dates_are_internal():
    case = make_case(dmn=False)
    change = change_at(case, S.NOUVELLE_DEMANDE)
    rows = {row.kind: row for row in Deadline.objects.of(change)}
    assert rows["change_notification"].due_on == date(2026, 1, 20)
    assert rows["new_application"].due_on == date(2026, 2, 28)
    for kind in ("change_notification", "new_application"):
        assert rows[kind].title.endswith("(date interne, à vérifier dans la convention)")
        assert rows[kind].explanation.endswith("Date interne, à vérifier dans la convention.")
    assert "convention" not in rows["change_assessment"].title


def test_due_dates_only_read_and_agree_with_the_register(case):
    for state in S:
        change = change_at(case, state, released_on=KNOWN)
        before = register(change)
        assert sync(change, due_dates(change, today=TODAY), on=TODAY, write=False) == []
        assert register(change) == before


def test_a_new_responsible_person_takes_the_due_dates(case):
    change = change_at(case, S.A_NOTIFIER)
    services.assign_change(change.pk, by=case.team.alice, today=TODAY, responsible=case.team.bob)
    assert set(Deadline.objects.of(change).values_list("responsible", flat=True)) == {
        case.team.bob.pk
    }
