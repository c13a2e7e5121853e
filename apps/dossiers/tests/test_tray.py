"""The tray: files taken in, matched, laid in every way of meeting a file, and taken back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils import timezone

from apps.core.refusals import Conflict, Invalid
from apps.dossiers import services
from apps.dossiers.models import TrayFile
from apps.dossiers.states import DossierState, ProofState, Settled
from apps.dossiers.tests.builders import (
    LAID,
    REDEPOSITED,
    SUBMITTED,
    make_case,
    make_case_at,
    make_file,
    make_tray_file,
)
from apps.evidence import store
from apps.evidence.collecting import collect
from apps.evidence.integrity import verify_all
from apps.evidence.models import Blob, Evidence, EvidenceVersion
from apps.evidence.states import EvidenceKind, ScanState
from apps.evidence.tests.builders import PDF, make_upload
from apps.products.models import Event

pytestmark = pytest.mark.django_db

FACTS = {
    "title": "",
    "kind": "document",
    "document_on": None,
    "on_conflict": "new_version",
    "ans_told": False,
}


@pytest.fixture
def case():
    return make_case_at(DossierState.PREUVES)


@pytest.fixture
def proof(case):
    return case.proof("va1.06.01.01")


def receive(case, name="preuve.pdf", content=PDF, by=None):
    upload = make_upload(content, name)
    return services.receive_file(case.dossier.pk, upload, by=by or case.team.bob)


def lay(case, file, *, on=LAID, by=None):
    """Lay one file as Bob, and return its row."""
    by = by or case.team.bob
    services.lay_tray_file(file.pk, by=by, on=on, today=on)
    return TrayFile.objects.get(pk=file.pk)


def undo(case, file, *, on=LAID):
    return services.undo_tray_file(file.pk, by=case.team.bob, today=on)


def held(proof) -> list[str]:
    """Return what a proof holds: "title vN", in order."""
    answers = proof.answers.live().select_related("version__evidence").order_by("pk")
    return [f"{each.version.evidence.title} v{each.version.number}" for each in answers]


def state(proof) -> str:
    return type(proof).objects.get(pk=proof.pk).state


def test_a_file_is_in_the_vault_at_once_and_its_name_proposes_the_proof(case):
    file, is_new = receive(case, "SSI-gen.18.01.01_formulaire.pdf")

    assert is_new
    assert list(file.proofs.all()) == [case.proof("GEN.18.01.01")]
    assert file.kind == EvidenceKind.PASSI_FORM
    assert (EvidenceVersion.objects.count(), Blob.objects.get(pk=file.blob_id).size) == (
        EvidenceVersion.objects.exclude(blob=file.blob).count(),
        len(PDF),
    )
    report = verify_all()
    assert report.unnamed == []
    assert file.blob.sha256 not in report.missing


def test_the_collector_leaves_what_only_a_tray_holds(case):
    file, _is_new = receive(case)
    services.remove_tray_file(file.pk, by=case.team.bob, today=LAID)
    assert list(collect(before=timezone.now() + timedelta(days=1))) == []
    assert store.exists(file.blob.sha256)


def test_an_unknown_name_proposes_nothing(case):
    file, _is_new = receive(case, "rapport final.pdf")
    assert not file.proofs.exists()
    assert file.kind == EvidenceKind.DOCUMENT


def test_a_proof_of_a_profile_that_was_not_chosen_is_not_proposed(case):
    assert case.proof("va1.42.01.01").state == ProofState.NON_APPLICABLE
    assert not receive(case, "INS-va1.42.01.01.pdf")[0].proofs.exists()


def test_the_same_content_waits_once_in_a_tray_and_once_in_another(case):
    first, _is_new = receive(case, "a.pdf")
    again, is_new = receive(case, "b.pdf")
    other = make_case(team=case.team, code="DSR-HOP-DPI-Va2")

    assert (again, is_new) == (first, False)
    assert receive(other, "c.pdf")[1]
    assert Blob.objects.filter(sha256=first.blob.sha256).count() == 1


@pytest.mark.parametrize("content", [b"", b"MZ not a pdf"])
def test_what_the_vault_refuses_leaves_no_row(case, content):
    with pytest.raises(Invalid):
        receive(case, "preuve.pdf", content)
    assert not TrayFile.objects.exists()


def test_readers_strangers_and_closed_dossiers_take_nothing_in(case):
    for person, error in ((case.team.rita, PermissionDenied), (case.team.charlie, Http404)):
        with pytest.raises(error):
            receive(case, by=person)
        file = make_tray_file(case)
        for verb in (services.remove_tray_file, services.undo_tray_file):
            with pytest.raises(error):
                verb(file.pk, by=person, today=LAID)
        with pytest.raises(error):
            lay(case, file, by=person)
    closed = make_case_at(DossierState.ABANDONNE, team=case.team, code="DSR-HOP-DPI-Va2")
    with pytest.raises(Conflict, match="clos"):
        receive(closed)
    with pytest.raises(Conflict, match="clos"):
        services.lay_tray(closed.dossier.pk, by=case.team.bob, on=LAID, today=LAID)


def test_a_file_becomes_a_document_laid_on_its_proofs(case, proof):
    other = case.proof("va1.06.01.02")
    file = make_tray_file(case, proof, other, title="Cahier", document_on=date(2025, 11, 1))

    laid = lay(case, file)

    assert laid.settled == Settled.LAID
    assert (laid.settled_on, laid.settled_by) == (LAID, case.team.bob)
    assert held(proof) == held(other) == ["Cahier v1"]
    assert laid.version.document_on == date(2025, 11, 1)
    assert laid.version.blob == file.blob
    assert state(proof) == ProofState.DEPOSEE
    verbs = Event.objects.filter(product=case.team.product).order_by("-pk")[:2]
    assert [event.verb for event in verbs] == ["lay_version", "store_file"]


def test_without_title_the_name_serves(case, proof):
    lay(case, make_tray_file(case, proof, name="ecran d’accueil.pdf"))
    assert held(proof) == ["ecran d’accueil v1"]


def test_a_second_click_says_that_it_is_done(case, proof):
    file = make_tray_file(case, proof)
    lay(case, file)
    with pytest.raises(Conflict, match="déjà traité"):
        lay(case, file)
    with pytest.raises(Conflict, match="déjà traité"):
        services.remove_tray_file(file.pk, by=case.team.bob, today=LAID)
    assert proof.answers.count() == 1


@pytest.mark.parametrize(
    ("choice", "expected"),
    [
        ("new_version", ["Vieux v2"]),
        ("beside", ["Vieux v1", "preuve v1"]),
        ("replace", ["preuve v1"]),
        ("skip", ["Vieux v1"]),
    ],
)
def test_what_a_file_does_where_the_proof_has_one(case, proof, choice, expected):
    old = make_file(case.team.product, by=case.team.alice, title="Vieux")
    case.act("lay_version", LAID, [proof.pk], old)
    file = make_tray_file(case, proof, on_conflict=choice)

    laid = lay(case, file)

    assert held(proof) == expected
    assert laid.settled == (Settled.SKIPPED if choice == "skip" else Settled.LAID)

    undo(case, file)
    assert held(proof) == ["Vieux v1"]
    assert state(proof) == ProofState.DEPOSEE
    assert lay(case, file).version == laid.version
    assert held(proof) == expected


def test_skip_lays_on_the_proofs_that_have_no_file(case, proof):
    other = case.proof("va1.06.01.02")
    case.act("lay_version", LAID, [proof.pk], case.file())
    laid = lay(case, make_tray_file(case, proof, other, on_conflict="skip"))
    assert laid.settled == Settled.LAID
    assert (held(proof), held(other)) == (["Preuve 1 v1"], ["preuve v1"])


def test_replace_leaves_what_went_to_the_ans():
    case = make_case_at(DossierState.INSTRUCTION)
    proof = case.proof("va1.06.01.01")
    verdicts = [(proof.pk, "incomplete", "Il manque une page.")]
    case.act("return_for_correction", date(2026, 1, 25), verdicts=verdicts)
    sent = held(proof)
    draft = make_file(case.team.product, by=case.team.alice, title="Brouillon")
    case.act("lay_version", date(2026, 1, 26), [proof.pk], draft)

    lay(case, make_tray_file(case, proof, on_conflict="replace"), on=date(2026, 1, 27))

    assert held(proof) == [*sent, "preuve v1"]


def test_several_documents_ask_which(case, proof):
    other = case.proof("va1.06.01.02")
    for each in (proof, other):
        case.act("lay_version", LAID, [each.pk], case.file())
    file = make_tray_file(case, proof, other)
    with pytest.raises(Conflict, match="plusieurs documents"):
        lay(case, file)
    TrayFile.objects.filter(pk=file.pk).update(on_conflict="replace")
    lay(case, file)
    assert held(proof) == held(other) == ["preuve v1"]


def test_the_same_content_does_not_answer_twice(case, proof):
    old = make_file(case.team.product, by=case.team.alice, title="Vieux")
    case.act("lay_version", LAID, [proof.pk], old)
    file = TrayFile.objects.create(
        dossier=case.dossier, blob=old.blob, filename="x.pdf", received_by=case.team.alice
    )
    file.proofs.add(proof)
    with pytest.raises(Conflict, match="Le même contenu répond déjà à la preuve INS/va1.06.01.01"):
        lay(case, file)


def test_a_passi_form_waits_for_its_date(case):
    proof = case.proof("GEN.18.01.01")
    file = make_tray_file(case, proof, kind="passi_form")
    with pytest.raises(Conflict, match="date que porte ce formulaire PASSI"):
        lay(case, file)
    facts = FACTS | {"kind": "passi_form", "document_on": date(2025, 6, 2)}
    services.update_tray_file(file.pk, by=case.team.bob, today=LAID, proofs=[proof], **facts)
    assert lay(case, file).version.document_on == date(2025, 6, 2)


def test_a_file_without_proof_or_infected_or_at_the_ans_is_held_back(case, proof):
    with pytest.raises(Invalid, match="au moins une preuve"):
        lay(case, make_tray_file(case))
    infected = make_tray_file(case, proof)
    Blob.objects.filter(pk=infected.blob_id).update(scan_state=ScanState.INFECTED)
    with pytest.raises(Conflict, match="infecté"):
        lay(case, infected)
    case.answer()
    case.submit_chapters()
    with pytest.raises(Conflict, match="est à l’ANS"):
        lay(case, make_tray_file(case, proof), on=SUBMITTED)


def test_lay_all_lays_what_is_ready_and_keeps_the_rest_with_its_reason(case, proof):
    ready = make_tray_file(case, proof, name="a.pdf")
    loose = make_tray_file(case, name="b.pdf")
    twin = make_tray_file(case, case.proof("va1.06.01.02"), name="c.pdf", on_conflict="replace")
    later = date(2025, 12, 20)
    case.act("lay_version", later, [case.proof("va1.06.01.02").pk], case.file())

    outcome = services.lay_tray(case.dossier.pk, by=case.team.bob, on=LAID, today=later)

    assert outcome.laid == [ready]
    [(refused, sentence)] = outcome.refused
    assert refused == twin
    assert sentence == "Cette réponse n’est posée que depuis le 20 décembre 2025."
    twin = TrayFile.objects.get(pk=twin.pk)
    assert (twin.settled, twin.refusal, twin.version) == (Settled.WAITING, sentence, None)
    assert set(TrayFile.objects.waiting()) == {loose, twin}
    assert not Evidence.objects.filter(title="c").exists()
    with pytest.raises(Invalid):
        services.lay_tray(case.dossier.pk, by=case.team.bob, on=later, today=LAID)


def test_a_common_proof_is_laid_in_both_dossiers_with_its_notice(case, proof):
    other = make_case(team=case.team, code="DSR-HOP-DPI-Va2")
    twin = other.proof("va1.06.01.01")
    file = make_tray_file(case, proof)
    facts = FACTS | {"ans_told": True}
    services.update_tray_file(file.pk, by=case.team.bob, today=LAID, proofs=[proof, twin], **facts)
    lay(case, file)
    assert held(proof) == held(twin) == ["preuve v1"]
    assert proof.answers.get().ans_told
    assert twin.answers.get().ans_told


def test_only_proofs_of_open_dossiers_of_the_product_are_chosen(case):
    file = make_tray_file(case)
    closed = make_case_at(DossierState.ABANDONNE, team=case.team, code="DSR-HOP-DPI-Va2")
    aside = case.proof("va1.42.01.01")
    for stray in (closed.proof("va1.06.01.01"), aside):
        with pytest.raises(Invalid, match="plus attendue"):
            services.update_tray_file(
                file.pk, by=case.team.bob, today=LAID, proofs=[stray], **FACTS
            )
    facts = FACTS | {"document_on": date(2025, 12, 2)}
    with pytest.raises(Invalid, match="dans le futur"):
        services.update_tray_file(file.pk, by=case.team.bob, today=LAID, proofs=[], **facts)


def test_undo_takes_the_file_off_and_puts_it_back_in_the_list(case, proof):
    file = make_tray_file(case, proof)
    lay(case, file)

    undo(case, file)

    row = TrayFile.objects.get(pk=file.pk)
    assert (row.settled, row.settled_on, row.settled_by) == (Settled.WAITING, None, None)
    assert (held(proof), state(proof)) == ([], ProofState.ATTENDUE)
    with pytest.raises(Conflict, match="déjà dans la liste"):
        undo(case, file)


def test_what_is_at_the_ans_is_not_undone(case):
    case.answer()
    proof = case.proof("va1.06.01.01")
    file = make_tray_file(case, proof, on_conflict="beside")
    lay(case, file)
    case.submit_chapters()
    with pytest.raises(Conflict, match="est à l’ANS"):
        undo(case, file, on=REDEPOSITED)
    assert TrayFile.objects.get(pk=file.pk).settled == Settled.LAID


def test_a_file_taken_off_the_list_comes_back_unless_it_was_dropped_again(case):
    file, _is_new = receive(case)
    services.remove_tray_file(file.pk, by=case.team.bob, today=LAID)
    assert not TrayFile.objects.waiting().exists()
    undo(case, file)
    services.remove_tray_file(file.pk, by=case.team.bob, today=LAID)
    again, is_new = receive(case)
    assert is_new
    with pytest.raises(Conflict, match="déjà dans la liste"):
        undo(case, file)
    assert list(TrayFile.objects.waiting()) == [again]
