"""The due dates of a request, on literal days."""

from datetime import date

import pytest

from apps.cnda import services
from apps.cnda.duedates import due_dates
from apps.cnda.models import CndaRequest
from apps.cnda.states import CndaOutcome, CndaStatus
from apps.cnda.tests.builders import TODAY, make_file, open_request, request_at
from apps.core.refusals import Invalid
from apps.deadlines.models import Deadline
from apps.deadlines.services import sync
from apps.products.tests.builders import make_team

pytestmark = pytest.mark.django_db
EXPECTED = date(2026, 2, 20)


@pytest.fixture
def team(db):
    return make_team()


def register(row):
    """(kind, due day, status, closed on) of each row of the register."""
    return sorted(
        Deadline.objects.of(row).values_list("kind", "due_on", "status", "closed_on"),
    )


def test_the_status_is_read_again_14_days_after_the_opening_then_after_each_look(team):
    row = open_request(team)
    assert register(row) == [("cnda_recheck", date(2026, 1, 19), "open", None)]
    services.record_check(row.pk, by=team.bob, on=date(2026, 1, 19), today=TODAY)
    assert register(row) == [("cnda_recheck", date(2026, 2, 2), "open", None)]
    deadline = Deadline.objects.of(row).get()
    assert (deadline.revision, deadline.starts_on) == (2, date(2026, 1, 19))
    assert (deadline.responsible, deadline.target_on) == (team.alice, None)
    assert deadline.url == row.get_absolute_url()


@pytest.mark.parametrize(
    "act",
    [
        lambda row, team: services.advance_cnda_request(
            row.pk, by=team.alice, on=date(2026, 1, 12), today=TODAY
        ),
        lambda row, team: services.file_screenshot(
            row.pk,
            by=team.bob,
            version=make_file(team.product, by=team.bob),
            on=date(2026, 1, 12),
            today=TODAY,
        ),
    ],
)
def test_a_new_status_or_a_screenshot_is_a_look_too(team, act):
    row = open_request(team)
    act(row, team)
    assert register(row) == [("cnda_recheck", date(2026, 1, 26), "open", None)]


def test_the_announced_return_is_a_due_date_and_moves_with_the_announcement(team):
    row = open_request(team, expected_return_on=EXPECTED)
    assert register(row)[0] == ("cnda_expected_return", EXPECTED, "open", None)
    services.record_check(
        row.pk,
        by=team.bob,
        on=date(2026, 1, 20),
        today=TODAY,
        expected_return_on=date(2026, 3, 9),
    )
    assert register(row)[0] == ("cnda_expected_return", date(2026, 3, 9), "open", None)
    deadline = Deadline.objects.of(row).get(kind="cnda_expected_return")
    assert (deadline.revision, deadline.target_on) == (2, date(2026, 3, 6))


@pytest.mark.parametrize(
    ("act", "facts"),
    [
        (services.advance_cnda_request, {}),
        (services.return_cnda_request, {"reason": "Anomalie"}),
        (services.refuse_cnda_request, {"reason": "Tests"}),
    ],
)
def test_the_announced_return_is_met_when_the_cnda_answers(team, act, facts):
    row = request_at(team, CndaStatus.PRE_EXAMEN)
    look = {"by": team.alice, "on": date(2026, 1, 20), "today": TODAY}
    services.record_check(row.pk, expected_return_on=EXPECTED, **look)
    act(row.pk, by=team.alice, on=date(2026, 2, 24), today=TODAY, **facts)
    met = ("cnda_expected_return", EXPECTED, "met", date(2026, 2, 24))
    assert register(row)[0] == met
    assert CndaRequest.objects.get(pk=row.pk).awaited_return_on is None


def test_obtaining_meets_the_announced_return_and_ends_the_looks(team):
    row = request_at(team, CndaStatus.FINALISATION)
    services.record_check(
        row.pk, by=team.alice, on=date(2026, 2, 10), today=TODAY, expected_return_on=EXPECTED
    )
    letter = make_file(team.product, by=team.alice)
    services.file_letter(row.pk, by=team.bob, version=letter, on=date(2026, 2, 16), today=TODAY)
    assert register(row) == [
        ("cnda_expected_return", EXPECTED, "met", date(2026, 2, 16)),
        ("cnda_recheck", date(2026, 2, 24), "cancelled", TODAY),
    ]


def test_abandoning_leaves_both_without_object(team):
    row = open_request(team, expected_return_on=EXPECTED)
    services.abandon_cnda_request(row.pk, by=team.alice, on=TODAY, today=TODAY, reason="Gel")
    assert register(row) == [
        ("cnda_expected_return", EXPECTED, "cancelled", TODAY),
        ("cnda_recheck", date(2026, 1, 19), "cancelled", TODAY),
    ]


def test_the_next_announcement_opens_the_due_date_again(team):
    row = request_at(team, CndaStatus.PRE_EXAMEN)
    look = {"by": team.alice, "today": TODAY}
    services.record_check(row.pk, on=date(2026, 1, 20), expected_return_on=EXPECTED, **look)
    services.advance_cnda_request(
        row.pk, on=date(2026, 2, 3), expected_return_on=date(2026, 4, 3), **look
    )
    assert register(row)[0] == ("cnda_expected_return", date(2026, 4, 3), "open", None)
    services.return_cnda_request(row.pk, on=date(2026, 2, 20), reason="Anomalie", **look)
    assert register(row)[0][2] == "met"
    services.record_check(row.pk, on=TODAY, expected_return_on=date(2026, 4, 3), **look)
    assert register(row)[0] == ("cnda_expected_return", date(2026, 4, 3), "open", None)


def test_due_dates_only_read_and_agree_with_the_register(team):
    for number, (status, outcome) in enumerate(
        [
            (CndaStatus.INITIALISATION, CndaOutcome.EN_COURS),
            (CndaStatus.FINALISATION, CndaOutcome.OBTENUE),
            (CndaStatus.EXAMEN_CONFORMITE, CndaOutcome.REFUSEE),
            (CndaStatus.PRE_EXAMEN, CndaOutcome.ABANDONNEE),
        ]
    ):
        row = request_at(team, status, outcome, code=f"H{number}")
        before = register(row)
        assert sync(row, due_dates(row, today=TODAY), on=TODAY, write=False) == []
        assert register(row) == before


def test_a_new_responsible_person_takes_the_due_dates(team):
    row = open_request(team, expected_return_on=EXPECTED)
    services.update_cnda_request(
        row.pk, by=team.alice, today=TODAY, responsible=team.bob, reference=""
    )
    assert set(Deadline.objects.of(row).values_list("responsible", flat=True)) == {team.bob.pk}


def test_a_date_at_the_end_of_the_calendar_is_a_clean_refusal(team):
    far = date(9999, 12, 31)
    with pytest.raises(Invalid, match="sort du calendrier"):
        open_request(team, on=far, today=far)
    assert not CndaRequest.objects.exists()
