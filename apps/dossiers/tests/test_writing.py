"""Answers in words: what may be written, where it is laid, what the ANS gets of it."""

import hashlib
import io
import json
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from apps.core.refusals import Conflict, Invalid
from apps.dossiers import services
from apps.dossiers.export.writing import write_table
from apps.dossiers.models import ProofAnswer, RoundItem
from apps.dossiers.pages.offers import offers_for
from apps.dossiers.pages.rounds import changes_of
from apps.dossiers.states import DossierState, FileChange, Nature, ProofState
from apps.dossiers.tests.builders import (
    COMPLETE,
    LAID,
    REDEPOSITED,
    SUBMITTED,
    make_case,
    make_case_at,
)
from apps.dossiers.words import LONGEST, check_words
from apps.evidence.states import EvidenceKind
from apps.products.models import Event
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

LINK = "https://gazelle.example/permalink/1.3.6.1"
PATIENT = "1 85 05 78 006 084 91"
FIRST = "va1.06.01.01"
NOW = datetime(2025, 12, 10, 9, tzinfo=PARIS)


def write(case, *proofs, words="Nous nous y engageons.", nature=Nature.TEXT, on=LAID, by=None):
    pks = [proof.pk for proof in proofs]
    return case.act("answer_with_words", on, pks, nature=nature, words=words, by=by)


def deposited():
    """Return a dossier declared complete, one of whose proofs is answered by a link alone."""
    case = make_case_at(DossierState.PREUVES)
    write(case, case.proof(FIRST), words=LINK, nature=Nature.LINK)
    case.answer()
    case.submit_chapters()
    case.act("declare_complete", COMPLETE)
    return case


@pytest.mark.parametrize(
    ("nature", "words", "kept"),
    [
        ("text", "  Fait.\r\nSigné.\x07 ", "Fait.\nSigné."),
        ("text", "a" * LONGEST[Nature.TEXT], "a" * LONGEST[Nature.TEXT]),
        ("text", "lu \u202eà l’envers", "lu à l’envers"),
        ("link", f" {LINK} ", LINK),
        ("link", "https://outil.example:8443/a?b=c#d", "https://outil.example:8443/a?b=c#d"),
        ("run", "EXEC-2025/11 (12)", "EXEC-2025/11 (12)"),
        ("run", "a" * LONGEST[Nature.RUN], "a" * LONGEST[Nature.RUN]),
    ],
)
def test_what_may_be_written(nature, words, kept):
    assert check_words(nature, words) == kept


@pytest.mark.parametrize(
    ("nature", "words", "field"),
    [
        ("file", "x", "nature"),
        ("", "x", "nature"),
        ("text", " \n\u202e ", "words"),
        ("text", "a" * (LONGEST[Nature.TEXT] + 1), "words"),
        ("text", f"Le patient {PATIENT} a consulté.", "words"),
        ("link", "http://gazelle.example/1", "words"),
        ("link", "javascript:alert(1)", "words"),
        ("link", "https://", "words"),
        ("link", "https://[", "words"),
        ("link", "https://a.example/x y", "words"),
        ("link", "https://a.example/\u200bx", "words"),
        ("link", "https://bob:secret@a.example/", "words"),
        ("link", f"{LINK}/" + "a" * LONGEST[Nature.LINK], "words"),
        ("link", "https://a.example/?ins=1%2085%2005%2078%20006%20084%2091", "words"),
        ("run", "ligne 1\nligne 2", "words"),
        ("run", "a" * (LONGEST[Nature.RUN] + 1), "words"),
    ],
)
def test_what_may_not(nature, words, field):
    with pytest.raises(Invalid) as refused:
        check_words(nature, words)
    assert refused.value.field == field


def test_words_answer_proofs_of_several_dossiers_and_stay_beside_their_files():
    case = make_case()
    other = make_case(team=case.team, code="DSR-HOP-DPI-Va2")
    proof, twin = case.proof(FIRST), other.proof(FIRST)
    case.act("lay_version", LAID, [proof.pk], case.file())

    write(case, proof, twin, by=case.team.bob)

    assert (case.proof(FIRST).state, other.proof(FIRST).state) == (ProofState.DEPOSEE,) * 2
    assert proof.answers.live().count() == 2
    event = Event.objects.filter(verb="answer_with_words").first()
    assert event.sentence == (
        "«\N{NO-BREAK SPACE}Nous nous y engageons.\N{NO-BREAK SPACE}» posé sur 1 preuve"
    )


def test_a_long_answer_is_whole_in_the_journal():
    case = make_case()
    write(case, case.proof(FIRST), words="mot " * 60)

    event = Event.objects.get(verb="answer_with_words")
    assert event.note == ("mot " * 60).strip()
    assert len(event.sentence) < 120


def test_readers_strangers_and_dossiers_of_others_get_nothing():
    case = make_case()
    proof = case.proof(FIRST)
    for person, error in ((case.team.rita, PermissionDenied), (case.team.charlie, Http404)):
        with pytest.raises(error):
            write(case, proof, by=person)
    assert not ProofAnswer.objects.exists()


def test_one_proof_that_refuses_refuses_for_all():
    case = make_case()
    proof, dated = case.proof(FIRST), case.dossier.proofs.get(kind=EvidenceKind.PASSI_FORM)
    with pytest.raises(Invalid) as refused:
        write(case, proof, dated)
    assert "formulaire PASSI" in refused.value.message

    write(case, proof)
    with pytest.raises(Conflict):
        write(case, proof, case.proof("va1.06.01.02"))
    assert ProofAnswer.objects.count() == 1


def test_what_the_ans_holds_does_not_change():
    case = deposited()
    with pytest.raises(Conflict):
        write(case, case.proof(FIRST), on=REDEPOSITED)


def test_words_take_the_place_of_what_the_ans_refused():
    case = make_case_at(DossierState.A_CORRIGER)
    proof = case.proof(FIRST)
    former = proof.answers.live().get()

    write(case, proof, words="EXEC-42", nature=Nature.RUN, on=REDEPOSITED)

    assert ProofAnswer.objects.get(pk=former.pk).removed_on == REDEPOSITED
    assert proof.answers.live().get().words == "EXEC-42"
    case.act("redeposit", REDEPOSITED, chapter=case.chapter("INS"))
    changes = {each.proof.pk: each.change for each in changes_of(case.dossier.rounds.last())}
    assert changes[proof.pk] == FileChange.REPLACED


def test_a_file_takes_the_place_of_refused_words_and_stays_beside_others():
    case = deposited()
    proof = case.proof(FIRST)
    verdicts = [(proof.pk, "ko", "Le lien est mort.")]
    case.act("return_for_correction", COMPLETE, chapter=case.chapter("INS"), verdicts=verdicts)

    case.act("lay_version", REDEPOSITED, [proof.pk], case.file())

    assert proof.answers.live().get().version is not None


def test_words_taken_off_leave_the_proof_expected():
    case = make_case()
    proof = case.proof(FIRST)
    write(case, proof)
    answer = proof.answers.get()

    case.act("take_off", SUBMITTED, answer.pk)

    assert case.proof(FIRST).state == ProofState.ATTENDUE
    assert (
        Event.objects.filter(verb="take_off")
        .get()
        .sentence.startswith("«\N{NO-BREAK SPACE}Nous nous")
    )
    with pytest.raises(Conflict):
        case.act("take_off", SUBMITTED, answer.pk)


def test_words_written_again_keep_the_former_ones():
    case = make_case()
    proof = case.proof(FIRST)
    write(case, proof)
    answer = proof.answers.get()
    facts = {"nature": Nature.LINK, "words": LINK}
    with pytest.raises(Invalid):
        case.act("rewrite_words", date(2025, 11, 30), answer.pk, **facts)

    case.act("rewrite_words", SUBMITTED, answer.pk, **facts)

    kept = [(a.words, a.removed_on) for a in proof.answers.order_by("pk")]
    assert kept == [("Nous nous y engageons.", SUBMITTED), (LINK, None)]
    with pytest.raises(Conflict):
        case.act("rewrite_words", SUBMITTED, answer.pk, **facts)
    last = proof.answers.live().get()
    count = Event.objects.count()
    case.act("rewrite_words", SUBMITTED, last.pk, **facts)
    assert (proof.answers.count(), Event.objects.count()) == (2, count)
    with pytest.raises(PermissionDenied):
        case.act("rewrite_words", SUBMITTED, last.pk, by=case.team.rita, nature="text", words="Non")
    with pytest.raises(Http404):
        case.act("rewrite_words", SUBMITTED, last.pk, by=case.team.charlie, **facts)


def test_a_document_is_not_written_again():
    case = make_case()
    case.act("lay_version", LAID, [case.proof(FIRST).pk], case.file())
    with pytest.raises(Conflict):
        case.act("rewrite_words", LAID, ProofAnswer.objects.get().pk, nature="text", words="Oui")


@pytest.mark.parametrize("facts", [{"words": "Oui"}, {"nature": "text"}, {"nature": "file"}])
def test_the_database_takes_no_answer_without_content_nor_with_two(facts):
    case = make_case()
    proof = case.proof(FIRST)
    version = case.file() if facts.get("words") else None
    with pytest.raises(IntegrityError), transaction.atomic():
        ProofAnswer.objects.create(
            proof=proof, laid_on=LAID, laid_by=case.team.alice, version=version, **facts
        )


def test_a_round_freezes_the_words_and_its_digest_proves_them():
    made = deposited().dossier.rounds.last()
    item = made.items.exclude(words="").get()

    assert (item.words, item.nature, item.filename) == (LINK, "link", "lien.txt")
    assert item.sha256 == hashlib.sha256(f"{LINK}\n".encode()).hexdigest()
    assert made.is_intact
    RoundItem._base_manager.filter(pk=item.pk).update(words="https://autre.example/")
    assert not type(made).objects.get(pk=made.pk).is_intact


def test_the_bundle_carries_the_words_as_a_text_file():
    case = make_case_at(DossierState.PREUVES)
    proofs = case.dossier.proofs.applicable().exclude(kind=EvidenceKind.PASSI_FORM)
    write(case, *proofs.filter(blocking=True), words=LINK, nature=Nature.LINK)
    form = case.dossier.proofs.get(kind=EvidenceKind.PASSI_FORM)
    case.act("submit_chapter", SUBMITTED, case.chapter("INS").pk)
    assert form.state == ProofState.ATTENDUE

    made = case.dossier.rounds.last()
    bundle = services.export_round(made.pk, by=case.team.alice, on=SUBMITTED, now=NOW)
    archive = zipfile.ZipFile(io.BytesIO(b"".join(bundle.stream())))

    name = next(name for name in archive.namelist() if name.endswith("_lien.txt"))
    assert archive.read(name).decode() == f"{LINK}\n"
    lines = json.loads(archive.read("manifest.json"))["files"]
    assert {line["words"] for line in lines} == {LINK}
    assert LINK in archive.read("resume.html").decode()


def test_forms_are_judged_though_a_deposit_holds_words():
    case = deposited()
    verdicts = [(case.dossier.proofs.get(kind="passi_form").pk, "ko", "Illisible.")]
    case.act("return_for_correction", COMPLETE, chapter=case.chapter("SSI"), verdicts=verdicts)
    case.answer(on=REDEPOSITED, form_dated=date(2024, 6, 3), state=ProofState.KO)

    with pytest.raises(Conflict) as refused:
        case.act("redeposit", REDEPOSITED, chapter=case.chapter("SSI"))
    assert [blocker.code for blocker in refused.value.blockers] == ["proof_too_old"]


def test_words_go_out_in_the_workbook_and_are_not_offered_elsewhere():
    case = deposited()
    case.accept_all(on=REDEPOSITED)
    other = make_case(team=case.team, code="DSR-HOP-DPI-Va2")

    sheet = openpyxl.load_workbook(io.BytesIO(write_table(case.dossier))).active
    titles = [cell.value for cell in sheet[1]]
    assert LINK in [row[titles.index("Réponses")].value for row in sheet.iter_rows(min_row=2)]
    proofs = list(other.dossier.proofs.for_offers())
    found = offers_for(other.dossier, proofs, user=case.team.alice, on=REDEPOSITED)
    assert found[other.proof(FIRST).pk] == []
