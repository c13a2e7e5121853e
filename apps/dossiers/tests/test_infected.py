"""A file that the antivirus condemns after it was laid: what it holds back, and what not."""

import pytest
from django.urls import reverse

from apps.core.refusals import Conflict
from apps.dossiers.guards import blockers
from apps.dossiers.states import DossierState, ProofState
from apps.dossiers.tests.builders import (
    COMPLETE,
    LAID,
    REDEPOSITED,
    SUBMITTED,
    make_case,
    make_case_at,
)
from apps.dossiers.tests.test_views_chapters import words
from apps.evidence.states import ScanState

pytestmark = pytest.mark.django_db

FIRST = "va1.06.01.01"


def lay(case, *references, on=LAID):
    file = case.file()
    case.act("lay_version", on, [case.proof(reference).pk for reference in references], file)
    return file


def condemn(version) -> None:
    version.blob.scan_state = ScanState.INFECTED
    version.blob.save()


def codes(subject, verb) -> list[str]:
    return [blocker.code for blocker in blockers(subject, verb)]


def test_it_holds_its_chapter_back_and_leads_to_its_proof():
    case = make_case_at(DossierState.PREUVES)
    file = lay(case, FIRST)
    case.answer()
    assert codes(case.chapter("INS"), "submit_chapter") == []

    condemn(file)

    [found] = blockers(case.chapter("INS"), "submit_chapter")
    proof = case.proof(FIRST)
    assert found.code == "file_infected"
    assert file.evidence.title in found.label
    assert found.url.endswith(f"/chapitres/{proof.chapter_id}/#preuve-{proof.pk}")
    assert codes(case.chapter("SSI"), "submit_chapter") == []
    with pytest.raises(Conflict):
        case.act("submit_chapter", SUBMITTED, case.chapter("INS").pk)


def test_each_proof_that_it_answers_is_named():
    case = make_case_at(DossierState.PREUVES)
    condemn(lay(case, FIRST, "va1.06.01.02"))
    assert codes(case.chapter("INS"), "submit_chapter") == ["file_infected"] * 2


def test_it_holds_completeness_back_though_the_chapter_was_submitted_before():
    case = make_case_at(DossierState.PREUVES)
    file = lay(case, FIRST)
    case.answer()
    case.submit_chapters()
    condemn(file)

    assert codes(case.dossier, "declare_complete") == ["file_infected"]
    assert codes(case.dossier, "start_early_instruction") == ["file_infected"]
    with pytest.raises(Conflict):
        case.act("declare_complete", COMPLETE)

    case.act("take_back_chapter", SUBMITTED, case.chapter("INS").pk)
    case.act("take_off", SUBMITTED, case.proof(FIRST).answers.live().get().pk)
    lay(case, FIRST, on=SUBMITTED)
    case.act("submit_chapter", SUBMITTED, case.chapter("INS").pk)
    assert codes(case.dossier, "declare_complete") == []


def test_one_of_a_preconisation_counts_and_one_put_aside_or_taken_off_does_not():
    case = make_case_at(DossierState.PREUVES)
    advice = case.dossier.proofs.get(blocking=False)
    file = lay(case, advice.reference)
    case.answer()
    condemn(file)
    assert codes(case.chapter("SSI"), "submit_chapter") == ["file_infected"]

    case.act("put_proofs_aside", SUBMITTED, [advice.pk], reason="Sans objet.")
    assert codes(case.chapter("SSI"), "submit_chapter") == []


def test_a_redeposit_waits_for_what_came_back_alone():
    case = make_case_at(DossierState.A_CORRIGER)
    lay(case, FIRST, on=REDEPOSITED)
    chapter = case.chapter("INS")
    elsewhere = case.dossier.proofs.filter(chapter__name="SSI", state=ProofState.DEPOSEE).first()
    condemn(elsewhere.answers.live().get().version)
    assert codes(case.dossier, "redeposit") == []

    condemn(case.proof(FIRST).answers.live().get().version)

    assert codes(case.dossier, "redeposit") == ["file_infected"]
    assert [b.code for b in blockers(case.dossier, "redeposit", chapter=chapter)] == [
        "file_infected"
    ]


def test_the_page_says_it_beside_the_file(client):
    case = make_case()
    condemn(lay(case, FIRST))
    client.force_login(case.team.rita)
    page = words(client.get(reverse("dossiers:chapter", args=[case.chapter("INS").pk])))
    assert "Infecté" in page
