"""The due dates of a dossier, their reasons, and what the calendar alone changes."""

from datetime import date

import pytest
from django.utils import translation

from apps.deadlines.models import Deadline, DeadlineMove
from apps.deadlines.services import sync
from apps.dossiers.duedates import due_dates
from apps.dossiers.services import refresh_clocks
from apps.dossiers.states import ClockState, DossierState, ProofState
from apps.dossiers.tasks import refresh_clocks as refresh_task
from apps.dossiers.tests.builders import OPENED, REDEPOSITED, make_case, make_case_at
from apps.frameworks.models import DsrMilestone
from apps.products.models import Event
from apps.rules.book import RETURN_ANSWER, REVIEW_PERIOD

pytestmark = pytest.mark.django_db


def dues(case, kind, today=date(2026, 1, 26)):
    return [due for due in due_dates(case.dossier, today=today) if due.kind == kind]


@pytest.mark.parametrize("state", list(DossierState))
def test_the_register_holds_what_a_recomputation_gives(state):
    case = make_case_at(state)
    today = date(2026, 4, 1)
    assert sync(case.dossier, due_dates(case.dossier, today=today), on=today, write=False) == []


def test_the_review_says_why_its_date_is_what_it_is():
    case = make_case_at(DossierState.A_CORRIGER)
    assert dues(case, "ans_review") == []
    answer = dues(case, "return_answer")[0]
    assert RETURN_ANSWER.phrase in answer.explanation
    assert "25 janvier 2026" in answer.explanation
    assert answer.responsible_id == case.team.alice.pk

    case.answer(on=REDEPOSITED, state=ProofState.KO)
    case.act("redeposit", REDEPOSITED, chapter=case.chapter("INS"))

    review = dues(case, "ans_review", REDEPOSITED)[0]
    assert review.explanation.startswith(
        f"{REVIEW_PERIOD.phrase} après le dossier complet du 5 janvier 2026, prolongés de 10 jours"
    )
    assert review.explanation.endswith(f"Valeur : estimation ({REVIEW_PERIOD.source}).")


def test_a_date_that_moved_names_the_act_that_moved_it():
    case = make_case_at(DossierState.A_CORRIGER)
    case.answer(on=REDEPOSITED, state=ProofState.KO)
    case.act("redeposit", REDEPOSITED, chapter=case.chapter("INS"))
    move = DeadlineMove.objects.get(deadline__kind=REVIEW_PERIOD.code)
    assert (move.from_on, move.to_on) == (date(2026, 3, 6), date(2026, 3, 16))
    assert (move.event.verb, move.event.occurred_on) == ("redeposit", REDEPOSITED)


def test_the_words_of_the_register_do_not_follow_the_language_of_the_writer():
    case = make_case_at(DossierState.INSTRUCTION)
    with translation.override("en"):
        english = due_dates(case.dossier, today=date(2026, 1, 26))
    assert english == due_dates(case.dossier, today=date(2026, 1, 26))


@pytest.mark.parametrize("policy", ["suspend", "restart"])
def test_each_pathway_has_its_own_period_and_resume(policy):
    case = make_case_at(DossierState.A_CORRIGER)
    case.dossier.pathway.resume_policy = policy
    case.dossier.pathway.review_days = 30
    case.dossier.pathway.save()
    case.answer(on=REDEPOSITED, state=ProofState.KO)
    case.act("redeposit", REDEPOSITED)
    wanted = {"suspend": date(2026, 2, 14), "restart": date(2026, 3, 6)}
    assert case.dossier.clock_due_on == wanted[policy]


def test_a_milestone_is_met_by_the_state_it_asks_for():
    case = make_case()
    facts = {"dsr": case.dsr, "expected_state": "preuves"}
    past = DsrMilestone.objects.create(name="Guichet", due_on=date(2025, 11, 2), **facts)
    near = DsrMilestone.objects.create(name="Demandes", due_on=date(2025, 12, 31), **facts)
    DsrMilestone.objects.create(dsr=case.dsr, name="Solde", due_on=date(2026, 12, 1))
    assert [(due.slot, due.done_on) for due in dues(case, "dsr_milestone")] == [
        (str(near.pk), None)
    ]
    assert past.due_on < OPENED
    done = make_case_at(DossierState.PREUVES, team=case.team, code="DSR-HOP-DPI-Va2")
    near.dsr = done.dsr
    near.save()
    assert [due.done_on for due in dues(done, "dsr_milestone")] == [done.dossier.proofs_on]
    done.act("abandon_dossier", date(2025, 12, 1), reason="Arrêt.")
    assert dues(done, "dsr_milestone") == []


def test_a_form_warns_before_it_is_too_old_once_per_document():
    case = make_case_at(DossierState.PREUVES)
    case.answer(form_dated=date(2025, 3, 10))
    form = dues(case, "proof_too_old")
    assert [(due.due_on, due.done_on) for due in form] == [(date(2026, 3, 9), None)]
    assert form[0].title.startswith("Déposer")
    case.dossier.planned_deposit_on = date(2026, 3, 9)
    assert dues(case, "proof_too_old")[0].title.startswith("Déposer")
    case.dossier.planned_deposit_on = date(2026, 3, 10)
    assert dues(case, "proof_too_old")[0].title.startswith("Refaire")
    case.submit_chapters()
    case.act("declare_complete", date(2026, 1, 5))
    assert [due.done_on for due in dues(case, "proof_too_old")] == [date(2026, 1, 5)]
    assert Deadline.objects.get(kind="proof_too_old").status == "met"


@pytest.mark.parametrize(
    ("today", "state", "changed"),
    [
        (date(2026, 3, 6), ClockState.RUNNING, 1),
        (date(2026, 3, 7), ClockState.OVERDUE, 1),
        (date(2026, 1, 5), ClockState.RUNNING, 0),
    ],
)
def test_the_calendar_alone_makes_a_clock_overdue_after_its_last_day(today, state, changed):
    case = make_case_at(DossierState.INSTRUCTION)
    revision = case.dossier.revision
    others = make_case(team=case.team, code="DSR-HOP-DPI-Va2")

    assert refresh_clocks(today=today) == changed
    assert refresh_clocks(today=today) == 0

    assert case.reload().clock_state == state
    assert case.dossier.revision == revision
    assert others.reload().clock_state == ClockState.NOT_STARTED
    overruns = Event.objects.filter(verb="overrun")
    assert overruns.count() == (state == ClockState.OVERDUE)


def test_the_task_reads_the_day_and_reports(time_machine):
    case = make_case_at(DossierState.INSTRUCTION)
    time_machine.move_to("2026-03-06T23:30:00+01:00")
    refresh_task()
    assert case.reload().clock_state == ClockState.RUNNING
    time_machine.move_to("2026-03-07T00:30:00+01:00")
    assert refresh_task() == 1
    assert case.reload().clock_state == ClockState.OVERDUE


def test_a_decided_clock_and_an_abandoned_one_stand_still():
    case = make_case_at(DossierState.REFERENCE)
    given_up = make_case_at(DossierState.INSTRUCTION, team=case.team, code="DSR-HOP-DPI-Va2")
    given_up.act("abandon_dossier", date(2026, 2, 1), reason="Arrêt.")
    assert given_up.dossier.clock_state == ClockState.DECIDED
    assert Deadline.objects.filter(subject_id=given_up.dossier.pk, status="open").count() == 0
    assert refresh_clocks(today=date(2026, 6, 1)) == 0
