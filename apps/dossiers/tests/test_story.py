"""The story of the design through the services: the dates that everything hangs on."""

from datetime import date

import pytest

from apps.deadlines.models import Deadline
from apps.dossiers.states import ChapterState, ClockState, DossierState, ProofState
from apps.dossiers.tests.builders import (
    COMPLETE,
    DECIDED,
    REDEPOSITED,
    RETURNED,
    make_case_at,
)

pytestmark = pytest.mark.django_db


def deadline(case, kind, slot=""):
    return Deadline.objects.get(subject_id=case.dossier.pk, kind=kind, slot=slot)


def test_a_complete_dossier_is_decided_within_the_review_period():
    case = make_case_at(DossierState.INSTRUCTION)

    assert case.dossier.clock_state == ClockState.RUNNING
    assert case.dossier.clock_started_on == COMPLETE
    assert case.dossier.clock_due_on == date(2026, 3, 6)
    row = deadline(case, "ans_review")
    assert (row.due_on, row.status, row.starts_on) == (date(2026, 3, 6), "open", COMPLETE)


def test_a_return_stops_the_clock_and_the_redeposit_moves_the_date():
    case = make_case_at(DossierState.A_CORRIGER)
    chapter = case.chapter("INS")
    assert case.dossier.clock_state == ClockState.PAUSED
    assert case.dossier.clock_paused_on == RETURNED
    assert case.dossier.clock_due_on is None
    assert deadline(case, "ans_review").status == "cancelled"
    answer = deadline(case, "return_answer", str(chapter.pk))
    assert (answer.due_on, answer.status) == (date(2026, 2, 8), "open")
    assert case.proof("va1.06.01.01").ground == "Matricule masqué."
    assert chapter.state == ChapterState.A_MODIFIER

    case.answer(on=REDEPOSITED, state=ProofState.KO)
    case.act("redeposit", REDEPOSITED, chapter=chapter)

    assert case.dossier.state == DossierState.INSTRUCTION
    assert case.dossier.clock_due_on == date(2026, 3, 16)
    assert (case.dossier.clock_reviewer_days, case.dossier.clock_team_days) == (20, 10)
    row = deadline(case, "ans_review")
    assert (row.due_on, row.status, row.revision) == (date(2026, 3, 16), "open", 2)
    answer.refresh_from_db()
    assert (answer.status, answer.closed_on) == ("met", REDEPOSITED)
    assert case.chapter("INS").state == ChapterState.SOUMIS
    assert [each.badge for each in case.dossier.rounds.all()] == [
        "chapter",
        "chapter",
        "complete",
        "redeposited",
    ]


def test_an_award_meets_the_deadline_on_its_day():
    case = make_case_at(DossierState.REFERENCE)

    assert case.dossier.clock_state == ClockState.DECIDED
    assert case.dossier.decided_on == DECIDED
    row = deadline(case, "ans_review")
    assert (row.status, row.closed_on, row.due_on) == ("met", DECIDED, date(2026, 3, 6))


@pytest.mark.parametrize("state", list(DossierState))
def test_every_state_is_reached_through_the_services(state):
    case = make_case_at(state)

    assert case.dossier.state == state
    assert case.dossier.badge == state
