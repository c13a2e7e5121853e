"""The internal target of a proof in the register: opened, moved, met, cancelled, rebuilt."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from apps.dashboard.rebuild import rebuild
from apps.deadlines.models import Deadline
from apps.dossiers.duedates import due_dates
from apps.dossiers.services import plan_proofs
from apps.dossiers.states import DossierState, Nature
from apps.dossiers.tests.builders import COMPLETE, LAID, SUBMITTED, make_case, make_case_at
from apps.dossiers.tests.test_views_chapters import words

pytestmark = pytest.mark.django_db

FIRST = "va1.06.01.01"
TARGET, LATER = date(2025, 12, 19), date(2026, 3, 2)
PLANNED = date(2025, 11, 25)


def plan(case, reference=FIRST, on=PLANNED, **facts):
    proof = case.proof(reference)
    plan_proofs(case.dossier.pk, {proof.pk: facts}, by=case.team.alice, today=on)
    return proof


def row(proof) -> tuple:
    """Return what the register says of the target of `proof`."""
    found = Deadline.objects.get(kind="proof_target", slot=str(proof.pk))
    return found.due_on, found.status, found.closed_on


def write(case, on=LAID):
    case.act("answer_with_words", on, [case.proof(FIRST).pk], nature=Nature.TEXT, words="Oui")


def test_a_target_opens_a_row_for_whoever_has_the_proof():
    case = make_case()
    mine = plan(case, target_on=TARGET)
    his = plan(case, "va1.06.01.02", target_on=TARGET, responsible=case.team.bob)

    assert row(mine) == (TARGET, "open", None)
    found = Deadline.objects.get(slot=str(his.pk), kind="proof_target")
    assert (found.responsible, found.target_on) == (case.team.bob, None)
    assert found.url.endswith(f"/chapitres/{his.chapter_id}/#preuve-{his.pk}")
    assert found.title.startswith("Préparer la preuve INS/va1.06.01.02")
    assert Deadline.objects.get(slot=str(mine.pk), kind="proof_target").responsible == (
        case.team.alice
    )


def test_a_target_that_moves_raises_the_revision_and_one_taken_away_is_cancelled():
    case = make_case()
    proof = plan(case, target_on=TARGET)
    plan(case, target_on=LATER)
    assert row(proof) == (LATER, "open", None)
    assert Deadline.objects.get(slot=str(proof.pk), kind="proof_target").revision == 2

    plan(case, target_on=None, on=LAID)
    assert row(proof) == (LATER, "cancelled", LAID)


def test_an_answer_meets_it_and_taking_it_off_opens_it_again():
    case = make_case()
    proof = plan(case, target_on=TARGET)

    write(case)
    assert row(proof) == (TARGET, "met", LAID)

    case.act("take_off", SUBMITTED, proof.answers.get().pk)
    assert row(proof) == (TARGET, "open", None)


def test_a_proof_that_does_not_apply_any_more_has_no_target():
    case = make_case()
    proof = plan(case, target_on=TARGET)

    case.act("put_proofs_aside", LAID, [proof.pk], reason="Sans objet.")
    assert row(proof) == (TARGET, "cancelled", LAID)
    case.act("expect_proof", SUBMITTED, proof.pk)
    assert row(proof) == (TARGET, "open", None)


def test_a_target_after_a_ko_waits_for_the_new_version():
    case = make_case_at(DossierState.A_CORRIGER)
    met = plan(case, target_on=LATER, on=date(2026, 1, 26))
    assert row(met) == (LATER, "open", None)

    write(case, on=date(2026, 2, 2))
    assert row(met) == (LATER, "met", date(2026, 2, 2))


def test_a_target_before_a_ko_stays_met():
    case = make_case_at(DossierState.PREUVES)
    proof = plan(case, target_on=TARGET)
    case.answer()
    case.submit_chapters()
    case.act("declare_complete", COMPLETE)
    verdicts = [(proof.pk, "ko", "Illisible.")]
    case.act("return_for_correction", COMPLETE, chapter=case.chapter("INS"), verdicts=verdicts)
    assert row(proof) == (TARGET, "met", LAID)


def test_a_closed_dossier_leaves_nothing_open():
    case = make_case()
    proof = plan(case, target_on=TARGET)
    case.act("abandon_dossier", LAID, reason="Produit arrêté.")
    assert row(proof) == (TARGET, "cancelled", LAID)


def test_a_rebuild_agrees_and_mends_a_lost_row():
    case = make_case()
    proof = plan(case, target_on=TARGET)
    on = date(2025, 11, 25)
    said = [sentence for _subject, found in rebuild(today=on, write=False) for sentence in found]
    assert said == []

    Deadline.objects.filter(kind="proof_target").delete()
    list(rebuild(today=on, write=True))
    assert row(proof) == (TARGET, "open", None)


def test_reading_them_costs_the_same_for_many():
    case = make_case()

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            due_dates(case.dossier, today=PLANNED)
        return len(queries)

    plan(case, target_on=TARGET)
    one = cost()
    for reference in ("va1.06.01.02", "GEN.18.01.01", "GEN.20.01.01"):
        plan(case, reference, target_on=TARGET)
    assert cost() == one


def test_the_dossier_counts_them_in_one_line_that_leads_to_their_list(client):
    case = make_case()
    client.force_login(case.team.alice)
    page = case.dossier.get_absolute_url()
    assert "Aucune échéance ouverte" in words(client.get(page))
    plan(case, target_on=TARGET)
    assert "1 objectif interne de preuve, le 19 décembre 2025" in words(client.get(page))

    plan(case, "va1.06.01.02", target_on=LATER)

    text = words(client.get(page))
    assert "2 objectifs internes de preuves, le premier le 19 décembre 2025" in text
    assert "Aucune échéance ouverte" not in text
    address = f"/echeances/?kind=proof_target&amp;product={case.team.product.pk}"
    assert address in text
    listed = words(client.get(address.replace("&amp;", "&")))
    assert "Préparer la preuve INS/va1.06.01.01" in listed
