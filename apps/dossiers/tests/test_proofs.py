"""Files laid on proofs, verdicts noted on them, chapters: who may, when, and what follows."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.core.refusals import Conflict, Invalid
from apps.dossiers import services
from apps.dossiers.models import ProofVerdict
from apps.dossiers.states import ChapterState, DossierState, ProofState
from apps.dossiers.tests.builders import (
    LAID,
    RETURNED,
    SUBMITTED,
    make_case,
    make_case_at,
    make_file,
)
from apps.evidence.states import ScanState
from apps.products.models import Event
from apps.products.tests.builders import make_product

pytestmark = pytest.mark.django_db


def pks(case):
    return list(case.dossier.proofs.applicable().values_list("pk", flat=True))


def test_a_contributor_lays_one_file_on_many_proofs_of_several_dossiers():
    case = make_case()
    other = make_case(team=case.team, code="DSR-HOP-DPI-Va2")

    case.act("lay_version", LAID, pks(case) + pks(other), case.file(), by=case.team.bob)

    other.reload()
    assert case.dossier.proofs_answered == other.dossier.proofs_answered == 4
    assert Event.objects.filter(verb="lay_version").count() == 2


def test_readers_and_strangers_lay_nothing():
    case = make_case()
    for person, error in ((case.team.rita, PermissionDenied), (case.team.charlie, Http404)):
        with pytest.raises(error):
            case.act("lay_version", LAID, pks(case), case.file(), by=person)
    assert case.reload().proofs_answered == 0


def test_a_file_of_another_product_or_infected_or_laid_twice_is_refused_whole():
    case = make_case()
    proofs = pks(case)
    stray = make_product("Autre", responsible=case.team.alice, nil="9")
    with pytest.raises(Invalid):
        case.act("lay_version", LAID, proofs, make_file(stray, by=case.team.alice))
    bad = case.file()
    bad.blob.scan_state = ScanState.INFECTED
    bad.blob.save()
    with pytest.raises(Invalid):
        case.act("lay_version", LAID, proofs, bad)
    good = case.file()
    case.act("lay_version", LAID, proofs[:1], good)
    with pytest.raises(Conflict):
        case.act("lay_version", LAID, proofs, good)
    with pytest.raises(Invalid):
        case.act("lay_version", LAID, [], good)
    with pytest.raises(Http404):
        case.act("lay_version", LAID, [*proofs, 10**9], good)
    assert case.reload().proofs_answered == 1


def test_a_new_version_takes_the_place_of_the_old_one():
    case = make_case()
    proof = case.proof("va1.06.01.01")
    old, new = case.file(title="Vidéo"), case.file(title="Vidéo")
    assert (old.number, new.number) == (1, 2)
    case.act("lay_version", LAID, [proof.pk], old)
    case.act("lay_version", LAID, [proof.pk], case.file(title="Annexe"))
    case.act("lay_version", SUBMITTED, [proof.pk], new)

    titles = [str(each.version) for each in proof.answers.live()]
    assert sorted(titles) == ["Annexe (v1)", "Vidéo (v2)"]
    assert proof.answers.get(version=old).removed_on == SUBMITTED


def test_a_ko_proof_loses_its_files_to_the_new_one_and_an_incomplete_one_keeps_them():
    case = make_case_at(DossierState.INSTRUCTION)
    ko, incomplete = case.proof("va1.06.01.01"), case.proof("va1.06.01.02")
    verdicts = [(ko.pk, "ko", "Flou."), (incomplete.pk, "incomplete", "Coupée.")]
    case.act("return_for_correction", RETURNED, chapter=case.chapter("INS"), verdicts=verdicts)
    with pytest.raises(Invalid):
        case.act("lay_version", date(2026, 1, 24), [ko.pk], case.file(), today=RETURNED)

    case.act("lay_version", RETURNED, [ko.pk, incomplete.pk], case.file())

    assert ko.answers.live().count() == 1
    assert incomplete.answers.live().count() == 2
    assert case.proof("va1.06.01.01").state == ProofState.DEPOSEE


def test_what_the_ans_holds_does_not_change_until_it_comes_back():
    case = make_case_at(DossierState.INSTRUCTION)
    proof = case.proof("va1.06.01.01")
    with pytest.raises(Conflict):
        case.act("lay_version", RETURNED, [proof.pk], case.file())
    with pytest.raises(Conflict):
        case.act("take_off", RETURNED, proof.answers.get().pk)
    case.act("return_for_correction", RETURNED, chapter=case.chapter("INS"))
    case.act("lay_version", RETURNED, [proof.pk], case.file())
    done = make_case_at(DossierState.REFUSE, team=case.team, code="DSR-HOP-DPI-Va2")
    with pytest.raises(Conflict):
        done.act("lay_version", date(2026, 4, 1), [done.proof("va1.06.01.01").pk], done.file())


def test_taking_the_last_file_off_makes_the_proof_expected_again():
    case = make_case()
    proof = case.proof("va1.06.01.01")
    case.act("lay_version", LAID, [proof.pk], case.file())
    answer = proof.answers.get()
    with pytest.raises(Invalid):
        case.act("take_off", date(2025, 11, 30), answer.pk, today=LAID)
    with pytest.raises(PermissionDenied):
        case.act("take_off", LAID, answer.pk, by=case.team.rita)
    with pytest.raises(Http404):
        case.act("take_off", LAID, answer.pk, by=case.team.charlie)

    case.act("take_off", LAID, answer.pk, by=case.team.bob)

    assert case.proof("va1.06.01.01").state == ProofState.ATTENDUE
    assert case.dossier.proofs_answered == 0
    with pytest.raises(Conflict):
        case.act("take_off", LAID, answer.pk)


def test_before_the_review_a_refused_proof_sends_its_chapter_back():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    proof = case.proof("va1.06.01.01")
    with pytest.raises(Conflict):
        case.act("record_verdicts", SUBMITTED, case.dossier.pk, [(proof.pk, "conforme", "")])
    case.submit_chapters()
    case.act(
        "record_verdicts", SUBMITTED, case.dossier.pk, [(proof.pk, "ko", "Flou.")], by=case.team.bob
    )
    assert case.chapter("INS").state == ChapterState.A_MODIFIER
    assert case.dossier.proofs_to_mend == 1
    with pytest.raises(Conflict):
        case.act("submit_chapter", SUBMITTED, case.chapter("INS").pk)
    case.act("lay_version", SUBMITTED, [proof.pk], case.file())
    case.act("submit_chapter", SUBMITTED, case.chapter("INS").pk)
    assert case.chapter("INS").state == ChapterState.SOUMIS


def test_during_the_review_a_refusal_belongs_to_a_return():
    case = make_case_at(DossierState.INSTRUCTION)
    first, second = case.proof("va1.06.01.01"), case.proof("GEN.20.01.01")
    with pytest.raises(Conflict):
        case.act("record_verdicts", RETURNED, case.dossier.pk, [(first.pk, "ko", "Flou.")])
    assert not ProofVerdict.objects.exists()
    case.act("return_for_correction", RETURNED, chapter=case.chapter("INS"))
    case.act("record_verdicts", RETURNED, case.dossier.pk, [(first.pk, "ko", "Flou.")])
    with pytest.raises(Conflict):
        case.act("record_verdicts", RETURNED, case.dossier.pk, [(second.pk, "ko", "Flou.")])
    case.act("record_verdicts", RETURNED, case.dossier.pk, [(second.pk, "conforme", "")])
    assert case.dossier.proofs_conform == 1


@pytest.mark.parametrize(
    ("outcome", "ground", "error"),
    [
        ("ko", "  ", Invalid),
        ("deposee", "Motif", Invalid),
        ("conforme", "", Invalid),
    ],
)
def test_a_return_carries_refusals_with_their_ground(outcome, ground, error):
    case = make_case_at(DossierState.INSTRUCTION)
    verdicts = [(case.proof("va1.06.01.01").pk, outcome, ground)]
    with pytest.raises(error):
        case.act("return_for_correction", RETURNED, verdicts=verdicts)
    case.reload()
    assert case.dossier.state == DossierState.INSTRUCTION
    assert not ProofVerdict.objects.exists()


def test_a_return_speaks_of_its_own_chapter_and_dossier():
    case = make_case_at(DossierState.INSTRUCTION)
    other = make_case(team=case.team, code="DSR-HOP-DPI-Va2")
    wrong = [(case.proof("GEN.20.01.01").pk, "ko", "Flou.")]
    stray = [(other.proof("GEN.20.01.01").pk, "ko", "Flou.")]
    for facts in (
        {"chapter": case.chapter("INS"), "verdicts": wrong},
        {"verdicts": stray},
        {"chapter": other.chapter("INS")},
    ):
        with pytest.raises(Invalid):
            case.act("return_for_correction", RETURNED, **facts)
    assert case.reload().state == DossierState.INSTRUCTION


def test_a_verdict_is_not_older_than_the_deposit_and_is_noted_once():
    case = make_case_at(DossierState.INSTRUCTION)
    proof = case.proof("va1.06.01.01")
    verdict = [(proof.pk, "conforme", "")]
    with pytest.raises(Invalid) as refusal:
        case.act("record_verdicts", date(2025, 11, 30), case.dossier.pk, verdict)
    assert refusal.value.field == "on"
    case.act("record_verdicts", RETURNED, case.dossier.pk, verdict)
    with pytest.raises(Conflict):
        case.act("record_verdicts", RETURNED, case.dossier.pk, verdict)


def test_a_verdict_is_voided_by_a_lead_with_a_reason():
    case = make_case_at(DossierState.INSTRUCTION)
    proof = case.proof("va1.06.01.01")
    case.act("record_verdicts", RETURNED, case.dossier.pk, [(proof.pk, "conforme", "")])
    verdict = proof.verdicts.get()
    facts = {"today": RETURNED, "reason": "Autre preuve."}
    for person, error in ((case.team.bob, PermissionDenied), (case.team.charlie, Http404)):
        with pytest.raises(error):
            services.void_verdict(verdict.pk, by=person, **facts)
    with pytest.raises(Invalid):
        services.void_verdict(verdict.pk, by=case.team.alice, today=RETURNED, reason=" ")

    services.void_verdict(verdict.pk, by=case.team.alice, **facts)

    assert case.proof("va1.06.01.01").state == ProofState.DEPOSEE
    assert case.reload().proofs_conform == 0
    with pytest.raises(Conflict):
        services.void_verdict(verdict.pk, by=case.team.alice, **facts)


def test_a_voided_refusal_submits_its_chapter_again_before_the_review():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()
    proof = case.proof("va1.06.01.01")
    case.act("record_verdicts", SUBMITTED, case.dossier.pk, [(proof.pk, "ko", "Flou.")])
    services.void_verdict(
        proof.verdicts.get().pk, by=case.team.alice, today=SUBMITTED, reason="Erreur."
    )
    assert case.chapter("INS").state == ChapterState.SOUMIS


def test_a_stale_page_is_refused():
    case = make_case()
    seen = case.dossier.revision
    case.act("lay_version", LAID, pks(case), case.file())
    with pytest.raises(Conflict):
        case.act("submit_eligibility", LAID, revision=seen)
    case.act("submit_eligibility", LAID, revision=case.dossier.revision)
