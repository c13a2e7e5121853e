"""Milestones against dossiers: both sides of each last day, and the plan that is left."""

from datetime import date

import pytest

from apps.dossiers.milestones import Standing, against_milestones
from apps.dossiers.models import Dossier
from apps.dossiers.states import DossierState as S
from apps.dossiers.tests.builders import make_case_at

pytestmark = pytest.mark.django_db


def standing(case, due_on, today, wanted="reference"):
    case.dossier.dsr.milestones.all().delete()
    case.dossier.dsr.milestones.create(name="Guichet", due_on=due_on, expected_state=wanted)
    (row,) = against_milestones(Dossier.objects.get(pk=case.dossier.pk), today=today)
    return row


@pytest.mark.parametrize(
    ("today", "wanted"),
    [(date(2026, 1, 5), Standing.ON_TIME), (date(2026, 1, 6), Standing.BEHIND)],
)
def test_the_deposit_comes_a_whole_review_before_the_award(today, wanted):
    row = standing(make_case_at(S.PREUVES), date(2026, 3, 6), today)
    assert row.standing == wanted
    assert [(leave.state, leave.by, leave.is_current) for leave in row.plan] == [
        (S.PREUVES, date(2026, 1, 5), True),
        (S.INSTRUCTION, date(2026, 3, 6), False),
    ]


def test_the_plan_begins_where_the_dossier_stands():
    row = standing(make_case_at(S.BROUILLON), date(2026, 3, 6), date(2025, 12, 1))
    assert [(leave.state, leave.by) for leave in row.plan] == [
        (S.BROUILLON, date(2026, 1, 5)),
        (S.ELIGIBILITE, date(2026, 1, 5)),
        (S.PREUVES, date(2026, 1, 5)),
        (S.INSTRUCTION, date(2026, 3, 6)),
    ]


@pytest.mark.parametrize(
    ("due_on", "wanted"),
    [(date(2026, 3, 6), Standing.ON_TIME), (date(2026, 3, 5), Standing.BEHIND)],
)
def test_under_review_the_clock_decides(due_on, wanted):
    row = standing(make_case_at(S.INSTRUCTION), due_on, date(2026, 1, 10))
    assert (row.standing, row.expected_on) == (wanted, date(2026, 3, 6))


@pytest.mark.parametrize(
    ("due_on", "today", "wanted"),
    [
        (date(2026, 2, 20), date(2026, 2, 20), Standing.KEPT),
        (date(2026, 2, 21), date(2026, 2, 20), Standing.AHEAD),
        (date(2026, 2, 19), date(2026, 2, 20), Standing.KEPT_LATE),
    ],
)
def test_a_reached_state_is_ahead_kept_or_kept_late(due_on, today, wanted):
    assert standing(make_case_at(S.REFERENCE), due_on, today).standing == wanted


@pytest.mark.parametrize(
    ("today", "wanted"),
    [(date(2025, 12, 15), Standing.ON_TIME), (date(2025, 12, 16), Standing.BEHIND)],
)
def test_a_state_before_the_award_has_no_review_to_wait_for(today, wanted):
    row = standing(make_case_at(S.ELIGIBILITE), date(2025, 12, 15), today, wanted="preuves")
    assert row.standing == wanted


def test_a_date_alone_asks_for_nothing_and_an_old_one_is_left_out():
    case = make_case_at(S.PREUVES)
    assert standing(case, date(2026, 3, 6), date(2026, 1, 5), "").standing == Standing.DATE_ONLY
    case.dossier.dsr.milestones.update(due_on=date(2025, 11, 2))
    assert against_milestones(Dossier.objects.get(), today=date(2026, 1, 5)) == []


def test_a_dossier_given_up_has_no_milestone():
    case = make_case_at(S.ABANDONNE)
    case.dossier.dsr.milestones.create(name="G", due_on=date(2026, 3, 6))
    assert against_milestones(Dossier.objects.get(), today=date(2026, 1, 5)) == []
