"""Facts voided and back-dated: the story stays possible, and the state follows it."""

from datetime import date

import pytest

from apps.core.refusals import Conflict, Invalid
from apps.deadlines.models import Deadline
from apps.dossiers import services
from apps.dossiers.models import ReviewEvent
from apps.dossiers.states import ChapterState, ClockState, DossierState, ProofState
from apps.dossiers.tests.builders import (
    COMPLETE,
    DECIDED,
    REDEPOSITED,
    RETURNED,
    SUBMITTED,
    make_case_at,
)

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def void(case, kind, *, today=TODAY, reason="Mauvaise date.", by=None):
    event = case.dossier.review_events.live().filter(kind=kind).latest("pk")
    services.void_review_event(event.pk, by=by or case.team.alice, today=today, reason=reason)
    case.reload()
    return ReviewEvent.objects.get(pk=event.pk)


def redeposited():
    case = make_case_at(DossierState.A_CORRIGER)
    case.answer(on=REDEPOSITED, state=ProofState.KO)
    case.act("redeposit", REDEPOSITED, chapter=case.chapter("INS"))
    return case


def test_a_voided_return_starts_the_clock_again_and_forgets_its_verdicts():
    case = make_case_at(DossierState.A_CORRIGER)

    event = void(case, "returned")

    assert case.dossier.state == DossierState.INSTRUCTION
    assert case.dossier.state_on == COMPLETE
    assert case.dossier.clock_due_on == date(2026, 3, 6)
    assert case.chapter("INS").state == ChapterState.SOUMIS
    proof = case.proof("va1.06.01.01")
    assert (proof.state, proof.ground) == (ProofState.DEPOSEE, "")
    assert proof.verdicts.get().voided_on == TODAY
    assert (event.void_reason, event.voided_by) == ("Mauvaise date.", case.team.alice)
    assert event.voided_at is not None
    assert list(case.dossier.review_events.values_list("kind", flat=True)) == [
        "complete",
        "returned",
    ]
    row = Deadline.objects.get(kind="return_answer")
    assert row.status == "cancelled"


def test_a_voided_redeposit_gives_the_turn_back_to_us():
    case = redeposited()
    assert case.dossier.clock_due_on == date(2026, 3, 16)

    void(case, "redeposited")

    assert case.dossier.state == DossierState.A_CORRIGER
    assert case.dossier.state_on == RETURNED
    assert case.dossier.clock_state == ClockState.PAUSED
    assert case.chapter("INS").state == ChapterState.A_MODIFIER
    assert case.chapter("SSI").state == ChapterState.SOUMIS
    assert Deadline.objects.get(kind="return_answer").status == "open"
    assert [each.badge for each in case.dossier.rounds.examined()] == ["complete"]
    case.act("redeposit", date(2026, 2, 10), chapter=case.chapter("INS"))
    assert case.dossier.clock_due_on == date(2026, 3, 22)


def test_a_voided_completeness_opens_the_deposit_again():
    case = make_case_at(DossierState.INSTRUCTION)

    void(case, "complete")

    assert case.dossier.state == DossierState.PREUVES
    assert case.dossier.clock_state == ClockState.NOT_STARTED
    assert case.dossier.instruction_on is None
    assert not case.dossier.proofs.filter(first_deposit_on__isnull=False).exists()
    assert Deadline.objects.get(kind="ans_review").status == "cancelled"
    case.act("declare_complete", date(2026, 1, 8), today=TODAY)
    assert case.dossier.clock_due_on == date(2026, 3, 9)
    assert Deadline.objects.get(kind="ans_review").status == "open"


@pytest.mark.parametrize("state", [DossierState.REFERENCE, DossierState.REFUSE])
def test_a_voided_decision_puts_the_dossier_back_in_instruction(state):
    case = make_case_at(state)

    void(case, "decided")

    assert case.dossier.state == DossierState.INSTRUCTION
    assert case.dossier.decided_on is None
    assert case.dossier.clock_state == ClockState.RUNNING
    assert Deadline.objects.get(kind="ans_review").status == "open"


def test_a_refusal_voided_during_a_return_goes_back_to_the_return():
    case = make_case_at(DossierState.A_CORRIGER)
    case.act("refuse_dossier", DECIDED, note="Trop tard.")

    void(case, "decided")

    assert case.dossier.state == DossierState.A_CORRIGER
    assert case.dossier.clock_paused_on == RETURNED


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        (
            "returned",
            "Annulez d’abord ce qui en dépend. Le redépôt du chapitre « INS » du 4 février 2026 "
            "ne répond à aucun retour en cours.",
        ),
        (
            "complete",
            "Annulez d’abord ce qui en dépend. Le retour du chapitre « INS » du 25 janvier 2026 "
            "n’a pas de dépôt complet avant cette date.",
        ),
    ],
)
def test_a_fact_that_another_hangs_on_stays_and_the_refusal_names_the_other(kind, sentence):
    case = redeposited()
    with pytest.raises(Conflict) as refusal:
        void(case, kind)
    assert refusal.value.message.replace("\u00a0", " ") == sentence
    assert not case.dossier.review_events.filter(voided_at__isnull=False).exists()
    assert case.dossier.state == DossierState.INSTRUCTION


def test_a_fact_is_voided_once_with_a_reason_while_the_review_is_not_left():
    case = make_case_at(DossierState.A_CORRIGER)
    with pytest.raises(Invalid) as refusal:
        void(case, "returned", reason="   ")
    assert refusal.value.field == "reason"
    event = void(case, "returned")
    with pytest.raises(Conflict):
        services.void_review_event(event.pk, by=case.team.alice, today=TODAY, reason="Encore.")

    suspended = make_case_at(DossierState.SUSPENDU, team=case.team, code="DSR-HOP-DPI-Va2")
    with pytest.raises(Conflict):
        void(suspended, "decided", today=date(2026, 4, 1))


def test_facts_are_noted_in_any_order_that_can_have_happened():
    case = make_case_at(DossierState.A_CORRIGER)
    ssi = case.chapter("SSI")

    case.act("return_for_correction", date(2026, 1, 20), chapter=ssi, today=TODAY)

    assert case.dossier.state_on == date(2026, 1, 20)
    assert case.dossier.clock_paused_on == date(2026, 1, 20)
    case.act("redeposit", date(2026, 1, 22), chapter=ssi, today=TODAY)
    assert case.dossier.state == DossierState.A_CORRIGER
    assert case.dossier.clock_paused_on == RETURNED
    case.answer(on=REDEPOSITED, state=ProofState.KO)
    case.act("redeposit", REDEPOSITED, chapter=case.chapter("INS"), today=TODAY)
    assert case.dossier.clock_due_on == date(2026, 3, 18)


@pytest.mark.parametrize(
    ("verb", "on", "today"),
    [
        ("return_for_correction", date(2026, 1, 4), TODAY),
        ("return_for_correction", date(2026, 3, 3), TODAY),
        ("refuse_dossier", date(2026, 1, 4), TODAY),
    ],
)
def test_a_fact_that_cannot_have_happened_is_refused_whole(verb, on, today):
    case = make_case_at(DossierState.INSTRUCTION)
    facts = {"note": "Non conforme."} if verb == "refuse_dossier" else {}
    with pytest.raises(Invalid) as refusal:
        case.act(verb, on, today=today, **facts)
    assert refusal.value.field == "on"
    case.reload()
    assert case.dossier.state == DossierState.INSTRUCTION
    assert case.dossier.review_events.count() == 1
    assert case.chapter("INS").state == ChapterState.SOUMIS


def test_a_step_is_not_dated_before_the_one_that_led_to_it():
    case = make_case_at(DossierState.ELIGIBILITE)
    with pytest.raises(Invalid) as refusal:
        case.act("open_proofs", date(2025, 11, 9), charter_accepted_on=date(2025, 11, 8))
    assert refusal.value.field == "on"
    case.act("open_proofs", date(2025, 11, 10), charter_accepted_on=date(2025, 11, 8))
    assert case.dossier.state == DossierState.PREUVES


def test_a_preview_says_what_would_move_and_writes_nothing():
    case = redeposited()
    before = case.dossier.revision, ReviewEvent.objects.count(), Deadline.objects.count()

    seen = services.preview_event(
        case.dossier, "returned", date(2026, 2, 20), case.chapter("SSI"), today=TODAY
    )

    assert seen.before.due_on == date(2026, 3, 16)
    assert (seen.after.state, seen.after.due_on) == ("paused", None)
    moves = {(move.old, move.new) for move in seen.moves}
    assert moves == {(date(2026, 3, 16), None), (None, date(2026, 3, 6))}
    case.reload()
    assert before == (case.dossier.revision, ReviewEvent.objects.count(), Deadline.objects.count())
    with pytest.raises(Invalid):
        services.preview_event(case.dossier, "redeposited", date(2026, 2, 20), today=TODAY)


def test_facts_of_an_early_instruction_leave_the_clock_alone():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()
    case.act("start_early_instruction", SUBMITTED)
    case.act("return_for_correction", date(2025, 12, 15), chapter=case.chapter("INS"))
    assert case.dossier.state == DossierState.A_CORRIGER
    assert case.dossier.clock_state == ClockState.NOT_STARTED
    assert Deadline.objects.get(kind="return_answer").due_on == date(2025, 12, 29)
    with pytest.raises(Conflict):
        void_of_redeposit_first(case)
    case.act("redeposit", date(2025, 12, 20), chapter=case.chapter("INS"))
    with pytest.raises(Conflict):
        void(case, "returned")

    case.act("declare_complete", COMPLETE)

    assert case.dossier.clock_due_on == date(2026, 3, 6)
    void(case, "complete")
    assert case.dossier.state == DossierState.INSTRUCTION
    assert case.dossier.state_on == date(2025, 12, 20)
    assert case.dossier.clock_state == ClockState.NOT_STARTED


def void_of_redeposit_first(case):
    """Try to redeposit a chapter that no return waits for."""
    case.act("redeposit", date(2025, 12, 20), chapter=case.chapter("SSI"))
