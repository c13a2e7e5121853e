"""A pasted answer of the ANS: read line by line, confirmed, noted whole or not at all."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from apps.core.refusals import Conflict, Invalid
from apps.deadlines.models import Deadline
from apps.dossiers.answer_reading import Use, read_answer
from apps.dossiers.models import ProofVerdict
from apps.dossiers.states import ChapterState, ClockState, DossierState
from apps.dossiers.tests.builders import RETURNED, make_case_at
from apps.evidence.tests.builders import make_upload
from apps.products.models import Event
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

TODAY = date(2026, 1, 25)
MIXED = """N° preuve;Verdict;Motif
INS/va1.06.01.01;KO;Matricule masqué.
ins-va1.06.01.02;Conforme;
SSI/GEN.18.01.01;Incomplète;Signature absente.
SSI/GEN.20.01.01;OK;
"""


@pytest.fixture(autouse=True)
def _on_the_day_of_the_return():
    with time_machine.travel(datetime(2026, 1, 25, 9, tzinfo=PARIS), tick=False):
        yield


def read(case, text):
    return read_answer(case.reload(), text)


def uses(case, text) -> list[tuple]:
    return [(line.pasted.line, line.use, line.says) for line in read(case, text).lines]


def note(case, text, **facts):
    token = read(case, text).token(RETURNED)
    return case.act("record_answer", RETURNED, case.dossier.pk, text, token=token, **facts)


def states(case) -> dict[str, str]:
    return {proof.reference: proof.state for proof in case.dossier.proofs.applicable()}


def test_each_returned_chapter_stops_the_clock():
    case = make_case_at(DossierState.INSTRUCTION)

    note(case, MIXED)

    assert states(case) == {
        "INS/va1.06.01.01": "ko",
        "INS/va1.06.01.02": "conforme",
        "SSI/GEN.18.01.01": "incomplete",
        "SSI/GEN.20.01.01": "conforme",
        "MSS/CONF.02.01.01": "deposee",
    }
    assert case.dossier.state == DossierState.A_CORRIGER
    assert case.dossier.clock_state == ClockState.PAUSED
    assert case.dossier.clock_paused_on == RETURNED
    events = case.dossier.review_events.filter(kind="returned").order_by("chapter__order")
    assert [(event.chapter.name, event.occurred_on) for event in events] == [
        ("INS", RETURNED),
        ("SSI", RETURNED),
    ]
    verdicts = ProofVerdict.objects.filter(event__in=events).order_by("pk")
    assert [verdict.ground for verdict in verdicts] == ["Matricule masqué.", "Signature absente."]
    assert Deadline.objects.filter(kind="return_answer", status="open").count() == 2
    assert case.chapter("INS").state == ChapterState.A_MODIFIER


def test_an_answer_without_refusal_leaves_the_clock_going():
    case = make_case_at(DossierState.INSTRUCTION)

    note(case, "INS;conforme\nSSI;conforme")

    assert set(states(case).values()) == {"conforme"}
    assert case.dossier.clock_state == ClockState.RUNNING
    assert not case.dossier.review_events.filter(kind="returned").exists()


def test_before_the_review_a_refusal_sends_its_chapter_back_without_a_return():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()

    note(case, "INS/va1.06.01.01\tKO\tFlou")

    assert case.chapter("INS").state == ChapterState.A_MODIFIER
    assert not case.dossier.review_events.exists()


def test_a_refusal_of_a_returned_chapter_joins_its_return():
    case = make_case_at(DossierState.A_CORRIGER)

    note(case, "INS/va1.06.01.02;KO;Flou")

    assert states(case)["INS/va1.06.01.02"] == "ko"
    assert case.dossier.review_events.filter(kind="returned").count() == 1


def test_a_whole_chapter_comes_back_with_its_words():
    case = make_case_at(DossierState.INSTRUCTION)

    note(case, "Chapitre SSI;KO;Reprenez le chapitre.\nINS;conforme", note="Reçu par messagerie.")

    event = case.dossier.review_events.get(kind="returned")
    assert (event.chapter.name, event.note) == (
        "SSI",
        "Reprenez le chapitre.\nReçu par messagerie.",
    )
    assert states(case)["SSI/GEN.20.01.01"] == "deposee"
    assert states(case)["INS/va1.06.01.02"] == "conforme"


def test_the_line_of_a_proof_wins_over_that_of_its_chapter():
    case = make_case_at(DossierState.INSTRUCTION)

    assert uses(case, "INS;conforme\nINS/va1.06.01.02;KO;Flou") == [
        (1, Use.READY, "Conforme, pour la preuve du chapitre qui attendait"),
        (2, Use.READY, "KO"),
    ]


def test_each_line_says_what_is_wrong_with_it():
    case = make_case_at(DossierState.A_CORRIGER)
    text = "\n".join(
        [
            ";KO;Flou",
            "XX/99;KO;Flou",
            "INS/va1.06.01.02;peut-être;",
            "INS/va1.06.01.02;KO;",
            "INS/va1.06.01.01;conforme;",
            "INS/va1.42.01.01;KO;Flou",
            "INS;KO;Encore.",
            "SSI/GEN.20.01.01;OK;",
            "SSI/GEN.20.01.01;KO;Flou",
        ]
    )

    assert uses(case, text) == [
        (1, Use.WRONG, "Le numéro de la preuve manque."),
        (2, Use.WRONG, "Ce dossier n’a ni preuve ni chapitre de ce nom."),
        (3, Use.WRONG, "Écrivez le verdict\xa0: conforme, KO ou incomplète."),
        (4, Use.WRONG, "Écrivez le motif que donne l’ANS."),
        (5, Use.WRONG, "Cette preuve n’attend pas de verdict\xa0: elle est à l’état «\xa0KO\xa0»."),
        (
            6,
            Use.WRONG,
            "Cette preuve n’attend pas de verdict\xa0: elle est à l’état «\xa0Non applicable\xa0».",
        ),
        (7, Use.WRONG, "Ce chapitre est déjà renvoyé et attend son redépôt."),
        (8, Use.READY, "Conforme"),
        (9, Use.WRONG, "Déjà donnée à la ligne 8."),
    ]


def test_what_changes_nothing_is_skipped():
    case = make_case_at(DossierState.A_CORRIGER)
    again = "INS/va1.06.01.02;OK;\n" * 2
    text = f"INS/va1.06.01.01;KO;Matricule masqué.\nSSI/GEN.20.01.01;;\n{again}"

    assert [line.use for line in read(case, text).lines] == [
        Use.SKIPPED,
        Use.SKIPPED,
        Use.READY,
        Use.SKIPPED,
    ]


def test_before_the_review_only_submitted_chapters_are_judged():
    case = make_case_at(DossierState.PREUVES)
    case.answer()

    assert uses(case, "INS/va1.06.01.01;OK\nINS;KO;Non.") == [
        (1, Use.WRONG, "Soumettez d’abord le chapitre «\xa0INS\xa0»."),
        (
            2,
            Use.WRONG,
            "Avant l’instruction, un chapitre est renvoyé par ses preuves\xa0: donnez-les.",
        ),
    ]


def test_a_proof_without_a_file_has_no_verdict():
    case = make_case_at(DossierState.PREUVES)

    assert uses(case, "INS/va1.06.01.01;OK") == [
        (1, Use.WRONG, "Cette preuve n’a pas de fichier\xa0: l’ANS n’a rien pu examiner.")
    ]


def test_a_too_long_table_is_cut_aloud():
    case = make_case_at(DossierState.INSTRUCTION)
    lines = read(case, "\n".join(["X;OK"] * 1500)).lines

    assert len(lines) == 1001
    assert lines[-1].says == "Ce tableau est trop long\xa0: collez-le en plusieurs fois."


def test_one_wrong_line_and_nothing_is_noted():
    case = make_case_at(DossierState.INSTRUCTION)

    with pytest.raises(Invalid):
        note(case, f"{MIXED}XX/99;OK;")

    assert not ProofVerdict.objects.exists()
    assert case.reload().state == DossierState.INSTRUCTION


def test_a_reading_that_aged_is_refused():
    case = make_case_at(DossierState.INSTRUCTION)
    token = read(case, MIXED).token(RETURNED)
    proof = case.proof("GEN.20.01.01")
    case.act("record_verdicts", RETURNED, case.dossier.pk, [(proof.pk, "conforme", "")])

    with pytest.raises(Conflict):
        case.act("record_answer", RETURNED, case.dossier.pk, MIXED, token=token)


def test_a_day_before_the_deposit_undoes_all_of_it():
    case = make_case_at(DossierState.INSTRUCTION)
    day = date(2025, 11, 30)
    token = read(case, MIXED).token(day)

    with pytest.raises(Invalid):
        case.act("record_answer", day, case.dossier.pk, MIXED, token=token, today=TODAY)

    assert not ProofVerdict.objects.exists()
    assert not Event.objects.filter(verb="record_verdicts").exists()


def page(case, client, person="alice"):
    client.force_login(getattr(case.team, person))
    return reverse("dossiers:paste_answer", args=[case.dossier.pk])


def test_nothing_is_written_before_the_confirmation(client):
    case = make_case_at(DossierState.INSTRUCTION)
    url = page(case, client)
    first = client.post(url, {"text": MIXED, "on": "2026-01-25"})
    words = first.content.decode()

    assert first.status_code == 422
    assert "Confirmer et noter" in words
    assert "Matricule masqué." in words
    assert not ProofVerdict.objects.exists()

    confirmed = first.context["form"]["confirmed"].value()
    message = make_upload(name="retour.pdf")
    data = {"text": MIXED, "on": "2026-01-25", "confirmed": confirmed, "upload": message}
    second = client.post(url, data)

    assert second.status_code == 302
    assert states(case)["INS/va1.06.01.01"] == "ko"
    messages = set(ProofVerdict.objects.values_list("message__filename", flat=True))
    assert messages == {"retour.pdf"}
    events = case.dossier.review_events.filter(kind="returned")
    assert {event.message.filename for event in events} == {"retour.pdf"}


def test_another_text_asks_again(client):
    case = make_case_at(DossierState.INSTRUCTION)
    url = page(case, client)
    first = client.post(url, {"text": MIXED, "on": "2026-01-25"})
    confirmed = first.context["form"]["confirmed"].value()

    other = {"text": "INS;conforme", "on": "2026-01-25", "confirmed": confirmed}
    answer = client.post(url, other)

    assert answer.status_code == 422
    assert not ProofVerdict.objects.exists()


def test_a_wrong_line_is_shown_with_its_number(client):
    case = make_case_at(DossierState.INSTRUCTION)
    answer = client.post(page(case, client), {"text": "\nXX;OK", "on": "2026-01-25"})
    words = answer.content.decode()

    assert answer.status_code == 422
    assert "1 ligne est à corriger" in words
    assert '<td class="num" data-label="Ligne">2</td>' in words
    assert "Relire la réponse" in words


@pytest.mark.parametrize(
    "text", ["", "   ", "\x00", "a" * 100_001, ";;;;", '"', "\t\t\t", "ﷺ\u202e;KO;\u0000"]
)
def test_strange_texts_are_refused_politely(client, text):
    case = make_case_at(DossierState.INSTRUCTION)
    answer = client.post(page(case, client), {"text": text, "on": "2026-01-25"})

    assert answer.status_code == 422


def test_a_closed_dossier_takes_no_answer(client):
    case = make_case_at(DossierState.REFUSE)

    assert client.get(page(case, client)).status_code == 409


def test_a_message_may_come_with_verdicts_of_a_chapter(client):
    case = make_case_at(DossierState.INSTRUCTION)
    client.force_login(case.team.bob)
    proof = case.proof("GEN.20.01.01")
    url = reverse("dossiers:record_verdicts", args=[case.chapter("SSI").pk])
    data = {"on": "2026-01-25", f"verdict_{proof.pk}": "conforme", "upload": make_upload()}

    assert client.post(url, data).status_code == 302
    assert proof.verdicts.get().message.filename == "preuve.pdf"
