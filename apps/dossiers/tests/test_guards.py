"""Each guard on both sides: what is missing holds the move back, and nothing else does."""

from datetime import date

import pytest

from apps.cnda.models import CndaCoverage, CndaRequest
from apps.cnda.states import CndaStatus
from apps.core.refusals import Conflict
from apps.dossiers.guards import blockers
from apps.dossiers.models import ExpectedProof
from apps.dossiers.states import DossierState, ProofState
from apps.dossiers.tests.builders import (
    COMPLETE,
    DECIDED,
    ELIGIBLE,
    FORM_DATED,
    OPENED,
    PROOFS,
    REDEPOSITED,
    SUBMITTED,
    make_case,
    make_case_at,
    make_file,
    make_request,
)
from apps.frameworks.tests.builders import make_homologation
from apps.products.models import Component

pytestmark = pytest.mark.django_db

CNDA = [
    ("DMP", "Général", "SC.DMP/CONF.10", "exigence", ["Justificatif de l’homologation CNDA"]),
    ("SSI", "Général", "SC.SSI/GEN.18", "exigence", ["Formulaire PASSI signé"]),
    ("SSI", "Général", "SC.SSI/GEN.20", "exigence", ["Attestation sur l’honneur"]),
]


def codes(case, verb, **facts):
    return [each.code for each in blockers(case.dossier, verb, **facts)]


def test_a_dossier_with_its_numbers_and_requests_asks_for_eligibility():
    assert codes(make_case(), "submit_eligibility", on=ELIGIBLE) == []


@pytest.mark.parametrize(("owner", "column"), [("publisher", "nie"), ("product", "nil")])
def test_eligibility_waits_for_the_numbers(owner, column):
    case = make_case()
    row = case.team.product if owner == "product" else case.team.product.publisher
    setattr(row, column, None)
    row.save()
    case.reload()

    found = blockers(case.dossier, "submit_eligibility", on=ELIGIBLE)

    assert [each.code for each in found] == [f"{column}_missing"]
    assert found[0].source == "FAQ ANS, référencement Ségur"
    assert f"/{case.team.product.pk}/" in found[0].url
    with pytest.raises(Conflict) as refusal:
        case.act("submit_eligibility", ELIGIBLE)
    assert refusal.value.blockers == tuple(found)
    assert case.dossier.state == DossierState.BROUILLON


@pytest.mark.parametrize(
    ("status", "wanted"),
    [
        (CndaStatus.INITIALISATION, ["cnda_below_pre_exam"]),
        (CndaStatus.PRE_EXAMEN, []),
        (CndaStatus.EXAMEN_CONFORMITE, []),
        (CndaStatus.FINALISATION, []),
    ],
)
def test_eligibility_waits_for_the_pre_exam(status, wanted):
    case = make_case()
    CndaRequest.objects.all().delete()
    make_request(case.team, make_homologation("DMP"))
    make_request(case.team, make_homologation("INSI"), status=status, obtained=False)

    assert codes(case, "submit_eligibility", on=ELIGIBLE) == wanted


def test_eligibility_waits_for_a_request_and_its_filing_proof():
    case = make_case()
    request = CndaRequest.objects.get(homologation__code="INSI")
    request.delete()
    assert codes(case, "submit_eligibility", on=ELIGIBLE) == ["cnda_missing"]

    request = make_request(
        case.team, make_homologation("INSI"), status=CndaStatus.PRE_EXAMEN, obtained=False
    )
    assert codes(case, "submit_eligibility", on=ELIGIBLE) == []
    request.screenshot = request.screenshot_on = None
    request.save()
    assert codes(case, "submit_eligibility", on=ELIGIBLE) == ["filing_proof_missing"]


def cover(case, homologation):
    """Declare a montage for a homologation, without its service's refusals."""
    component = Component.objects.create(
        product=case.team.product, name="VitaLecteur", vendor="Tiers SA", nil="7781"
    )
    return CndaCoverage.objects.create(
        product=case.team.product,
        product_version=case.team.version,
        homologation=homologation,
        component=component,
        proof=make_file(case.team.product, by=case.team.alice, title="NIL du tiers"),
        declared_on=OPENED,
        declared_by=case.team.alice,
    )


def test_a_montage_stands_for_a_request_but_never_for_an_engine():
    case = make_case()
    CndaRequest.objects.filter(homologation__code="INSI").delete()
    cover(case, make_homologation("INSI"))
    assert codes(case, "submit_eligibility", on=ELIGIBLE) == []

    case.team.product.embeds_eai_engine = True
    case.team.product.save()
    case.reload()
    engine = make_homologation("EAI")
    assert codes(case, "submit_eligibility", on=ELIGIBLE) == ["eai_own_request"]
    make_request(case.team, engine, status=CndaStatus.PRE_EXAMEN, obtained=False)
    assert codes(case, "submit_eligibility", on=ELIGIBLE) == []


def test_a_dmn_is_admitted_with_a_french_applicant_and_no_cnda_number():
    case = make_case(dmn=True)
    assert codes(case, "submit_admissibility", on=ELIGIBLE) == []
    case.team.product.publisher.siren = ""
    case.team.product.publisher.save()
    case.reload()
    assert codes(case, "submit_admissibility", on=ELIGIBLE) == ["siren_missing"]


def test_the_deposit_opens_with_the_charter():
    case = make_case_at(DossierState.ELIGIBILITE)
    assert codes(case, "open_proofs", on=PROOFS) == ["charter_missing"]
    assert codes(case, "open_proofs", on=PROOFS, charter_accepted_on=PROOFS) == []
    case.act("open_proofs", PROOFS, charter_accepted_on=date(2025, 11, 18))
    assert case.dossier.charter_accepted_on == date(2025, 11, 18)


def test_a_dmn_opens_the_deposit_without_a_charter():
    case = make_case_at(DossierState.RECEVABILITE)
    assert codes(case, "open_proofs", on=PROOFS) == []


def test_the_whole_set_is_asked_chapter_by_chapter():
    case = make_case_at(DossierState.PREUVES)
    found = blockers(case.dossier, "declare_complete", on=COMPLETE)
    assert [(each.code, each.label) for each in found] == [
        ("proofs_missing", "Déposez les 2 preuves qui manquent au chapitre « INS »."),
        ("proofs_missing", "Déposez les 2 preuves qui manquent au chapitre « SSI »."),
        ("chapter_not_submitted", "Soumettez le chapitre « INS »."),
        ("chapter_not_submitted", "Soumettez le chapitre « SSI »."),
    ]
    case.answer()
    assert codes(case, "declare_complete", on=COMPLETE) == ["chapter_not_submitted"] * 2
    case.submit_chapters()
    assert codes(case, "declare_complete", on=COMPLETE) == []


def test_a_preconisation_never_holds_anything_back():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    answer = ExpectedProof.objects.get(blocking=False).answers.get()
    case.act("take_off", PROOFS.replace(month=12), answer.pk)
    case.submit_chapters()

    case.act("declare_complete", COMPLETE)

    assert case.dossier.state == DossierState.INSTRUCTION
    assert (case.dossier.proofs_blocking, case.dossier.proofs_answered) == (4, 4)


@pytest.mark.parametrize(
    ("on", "wanted"),
    [(date(2026, 6, 1), []), (date(2026, 6, 2), ["proof_too_old"])],
)
def test_a_form_is_strictly_under_a_year_on_the_day_of_the_deposit(on, wanted):
    assert date(2025, 6, 2) == FORM_DATED
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()
    assert codes(case, "declare_complete", on=on) == wanted


def test_a_form_needs_a_date_and_one_that_is_not_after_the_deposit():
    case = make_case_at(DossierState.PREUVES)
    case.answer(form_dated=None)
    chapter = case.chapter("SSI")
    found = blockers(chapter, "submit_chapter", on=SUBMITTED)
    assert [each.label for each in found] == ["Saisissez la date que porte « Preuve 1 »."]

    proof = ExpectedProof.objects.get(kind="passi_form")
    late = case.file(kind="passi_form", document_on=date(2025, 12, 11))
    case.act("take_off", SUBMITTED, proof.answers.get().pk)
    case.act("lay_version", SUBMITTED, [proof.pk], late)
    assert [each.code for each in blockers(chapter, "submit_chapter", on=SUBMITTED)] == [
        "proof_too_old"
    ]
    assert blockers(chapter, "submit_chapter", on=date(2025, 12, 11)) == []


def test_without_a_day_the_planned_deposit_is_judged_or_nothing():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()
    assert codes(case, "declare_complete") == []
    case.dossier.planned_deposit_on = date(2026, 6, 2)
    assert codes(case, "declare_complete") == ["proof_too_old"]


def test_the_set_is_not_whole_before_its_last_proof():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()
    assert codes(case, "declare_complete", on=date(2025, 11, 30)) == ["laid_after"]
    assert codes(case, "declare_complete", on=date(2025, 12, 1)) == []


def test_an_early_instruction_waits_for_all_but_the_cnda_and_leaves_the_clock_alone():
    case = make_case_at(DossierState.PREUVES, requirements=CNDA)
    CndaRequest.objects.all().delete()
    for code in ("INSI", "DMP"):
        make_request(
            case.team, make_homologation(code), status=CndaStatus.PRE_EXAMEN, obtained=False
        )
    cnda = case.proof("CONF.10.01.01")
    assert codes(case, "start_early_instruction", on=COMPLETE) == ["proofs_missing"]
    case.answer()
    case.act("take_off", SUBMITTED, cnda.answers.get().pk)
    case.submit_chapters()
    assert codes(case, "declare_complete", on=COMPLETE) == [
        "cnda_not_obtained",
        "cnda_not_obtained",
        "proofs_missing",
    ]

    case.act("start_early_instruction", SUBMITTED)

    assert case.dossier.state == DossierState.INSTRUCTION
    assert case.dossier.clock_started_on is None
    CndaRequest.objects.all().delete()
    for code in ("INSI", "DMP"):
        make_request(case.team, make_homologation(code))
    case.answer(on=SUBMITTED)
    case.act("declare_complete", COMPLETE)
    assert case.dossier.clock_due_on == date(2026, 3, 6)


def test_a_form_deposited_early_is_not_judged_again():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()
    case.act("start_early_instruction", SUBMITTED)

    assert codes(case, "declare_complete", on=date(2026, 6, 2)) == []


def test_a_redeposit_waits_for_new_versions_and_judges_only_a_replaced_form():
    case = make_case_at(DossierState.INSTRUCTION)
    form = ExpectedProof.objects.get(kind="passi_form")
    other = case.proof("GEN.20.01.01")
    case.act(
        "return_for_correction",
        date(2026, 1, 25),
        verdicts=[(form.pk, "ko", "Signature absente."), (other.pk, "incomplete", "Page 2.")],
    )
    assert codes(case, "redeposit", on=REDEPOSITED) == ["proofs_to_mend"]
    case.answer(on=REDEPOSITED, state=ProofState.INCOMPLETE)
    assert codes(case, "redeposit", on=REDEPOSITED) == ["proofs_to_mend"]
    old = case.file(kind="passi_form", document_on=date(2025, 2, 4))
    case.act("lay_version", REDEPOSITED, [form.pk], old)
    assert codes(case, "redeposit", on=date(2026, 2, 3)) == []
    assert codes(case, "redeposit", on=date(2026, 2, 4)) == ["proof_too_old"]


def test_an_old_form_that_was_deposited_in_time_does_not_hold_a_redeposit_back():
    case = make_case_at(DossierState.A_CORRIGER)
    late = date(2026, 7, 1)
    case.answer(on=late, state=ProofState.KO)

    assert codes(case, "redeposit", on=late, chapter=case.chapter("INS")) == []


def test_an_award_waits_for_conforme_everywhere_and_for_the_cnda():
    case = make_case_at(DossierState.INSTRUCTION)
    found = blockers(case.dossier, "award", on=DECIDED)
    assert [each.code for each in found] == ["proofs_not_conform"] * 2
    case.accept_all(on=DECIDED)
    assert codes(case, "award", on=DECIDED) == []
    request = CndaRequest.objects.get(homologation__code="DMP")
    request.delete()
    assert codes(case, "award", on=DECIDED) == ["cnda_not_obtained"]
    cover(case, make_homologation("DMP"))
    assert codes(case, "award", on=DECIDED) == []


def test_an_award_waits_for_the_clock():
    case = make_case_at(DossierState.A_CORRIGER)
    assert "clock_paused" in codes(case, "award", on=DECIDED)
    early = make_case_at(DossierState.PREUVES, team=case.team, code="DSR-HOP-DPI-Va2")
    assert "not_complete" in codes(early, "award", on=DECIDED)


@pytest.mark.parametrize(
    ("written", "wanted"), [("", []), ("5512", []), (" 55 12 ", []), ("5513", ["nil_mismatch"])]
)
def test_the_convention_bears_the_number_of_the_product(written, wanted):
    case = make_case_at(DossierState.INSTRUCTION)
    case.accept_all(on=DECIDED)
    assert codes(case, "award", on=DECIDED, convention_nil=written) == wanted


def test_a_chapter_is_submitted_whole_and_validated_conforme():
    case = make_case_at(DossierState.PREUVES)
    chapter = case.chapter("INS")
    assert [each.code for each in blockers(chapter, "submit_chapter", on=SUBMITTED)] == [
        "proofs_missing"
    ]
    case.answer()
    case.submit_chapters()
    assert [each.code for each in blockers(case.chapter("INS"), "validate_chapter")] == [
        "proofs_not_conform"
    ]
    case.accept_all(on=SUBMITTED)
    case.act("validate_chapter", SUBMITTED, chapter.pk)
    assert case.chapter("INS").state == "valide"


def test_an_unknown_verb_is_a_mistake_of_ours():
    with pytest.raises(KeyError):
        blockers(make_case().dossier, "approve")
