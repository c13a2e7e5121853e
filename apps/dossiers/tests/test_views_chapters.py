"""The page of a chapter: filters, files on several proofs, its own moves."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from apps.dossiers.models import ProofAnswer
from apps.dossiers.states import ChapterState, DossierState, ProofState
from apps.dossiers.tests.builders import make_case, make_case_at, make_file
from apps.evidence.models import EvidenceVersion
from apps.evidence.tests.builders import make_upload
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

TODAY = date(2025, 12, 5)


@pytest.fixture(autouse=True)
def _on_the_fifth_of_december():
    with time_machine.travel(datetime(2025, 12, 5, 9, tzinfo=PARIS), tick=False):
        yield


def address(name: str, chapter) -> str:
    return reverse(f"dossiers:{name}", args=[chapter.pk])


def fresh(row):
    """Read `row` again: a protected state refuses `refresh_from_db`."""
    return type(row).objects.get(pk=row.pk)


def words(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def file_data(proofs, **facts) -> dict:
    """Return what the form of a new file sends for these proofs."""
    return {
        "proofs": [proof.pk for proof in proofs],
        "upload": make_upload(),
        "kind": "document",
        "title": "Cahier de preuves",
        "document_on": "2025-12-01",
        "on": "2025-12-05",
        **facts,
    }


@pytest.fixture
def case():
    return make_case_at(DossierState.PREUVES)


@pytest.fixture
def ins(case):
    return case.chapter("INS")


def test_one_file_answers_several_proofs(client, case, ins):
    proofs = list(ins.proofs.filter(state=ProofState.ATTENDUE))
    client.force_login(case.team.bob)

    response = client.post(address("answer", ins) + "?voir=a-faire", file_data(proofs))

    assert response.status_code == 302
    assert response["Location"] == address("chapter", ins) + "?voir=a-faire"
    assert len(proofs) == 2
    version = EvidenceVersion.objects.get(evidence__title="Cahier de preuves")
    assert ProofAnswer.objects.filter(version=version).count() == 2
    assert version.document_on == date(2025, 12, 1)
    text = words(client.get(address("chapter", ins)))
    assert "Le document est posé sur 2 preuves." in text
    assert text.count(f'href="{version.get_absolute_url()}"') == 2
    assert version.blob.sha256[:12] in text


def test_a_document_of_the_product_is_laid(client, case, ins):
    old = make_file(case.team.product, by=case.team.alice, title="Matrice")
    new = make_file(case.team.product, by=case.team.alice, title="Matrice")
    proof = case.proof("va1.06.01.01")
    client.force_login(case.team.bob)

    stale = client.post(
        address("lay", ins), {"proofs": [proof.pk], "version": old.pk, "on": "2025-12-05"}
    )
    done = client.post(
        address("lay", ins), {"proofs": [proof.pk], "version": new.pk, "on": "2025-12-05"}
    )

    assert (stale.status_code, done.status_code) == (422, 302)
    assert proof.answers.get().version == new


def test_a_double_click_lays_once(client, case, ins):
    version = make_file(case.team.product, by=case.team.alice, title="Matrice")
    proof = case.proof("va1.06.01.01")
    client.force_login(case.team.bob)
    data = {"proofs": [proof.pk], "version": version.pk, "on": "2025-12-05"}

    statuses = [client.post(address("lay", ins), data).status_code for _ in range(2)]
    again = client.post(address("lay", ins), data)

    assert statuses == [302, 409]
    assert "Ce fichier répond déjà à la preuve" in words(again)
    assert proof.answers.count() == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"proofs": []}, "Cochez dans la liste les preuves"),
        ({"proofs": ["abc"]}, "n’est pas une valeur correcte"),
        ({"upload": ""}, "Ce champ est obligatoire."),
        ({"kind": "photo"}, "Sélectionnez un choix valide."),
        ({"on": "2025-12-06"}, "Cette date est dans le futur"),
        ({"document_on": "2025-12-06"}, "La date du document est dans le futur"),
        ({"kind": "passi_form", "document_on": ""}, "Un formulaire PASSI vaut par sa date"),
    ],
)
def test_a_wrong_answer_says_what_to_do_and_keeps_nothing(client, case, ins, change, sentence):
    proof = case.proof("va1.06.01.01")
    client.force_login(case.team.bob)
    before = EvidenceVersion.objects.count()

    response = client.post(address("answer", ins), file_data([proof]) | change)

    assert response.status_code == 422
    assert sentence in words(response)
    assert EvidenceVersion.objects.count() == before
    assert not proof.answers.exists()


def test_the_ticks_survive_an_error(client, case, ins):
    proof = case.proof("va1.06.01.02")
    client.force_login(case.team.bob)

    response = client.post(address("answer", ins), file_data([proof], on="2025-12-06"))

    box = words(response).split(f'id="cocher-{proof.pk}"')[1].split(">")[0]
    assert "checked" in box


def test_the_proof_of_another_chapter_is_refused(client, case, ins):
    foreign = case.proof("GEN.20.01.01")
    client.force_login(case.team.bob)

    response = client.post(address("answer", ins), file_data([foreign]))

    assert response.status_code == 422
    assert "n’est plus à déposer dans ce chapitre" in words(response)
    assert not foreign.answers.exists()


def test_the_document_of_another_product_is_refused(client, case, ins):
    foreign = case.team.product.__class__.objects.create(
        publisher=case.team.product.publisher, name="Autre", responsible=case.team.alice
    )
    version = make_file(foreign, by=case.team.alice, title="Ailleurs")
    client.force_login(case.team.bob)

    response = client.post(
        address("lay", ins),
        {"proofs": [case.proof("va1.06.01.01").pk], "version": version.pk, "on": "2025-12-05"},
    )

    assert response.status_code == 422


def test_a_file_is_taken_off_once(client, case, ins):
    case.answer()
    answer = ProofAnswer.objects.filter(proof__chapter=ins).first()
    url = reverse("dossiers:take_off", args=[answer.pk])
    client.force_login(case.team.bob)

    statuses = [client.post(url, {"on": "2025-12-05"}).status_code for _ in range(2)]

    assert statuses == [302, 409]
    assert fresh(answer.proof).state == ProofState.ATTENDUE


def test_filters_count_and_keep_what_they_say(client, case, ins):
    first = case.proof("va1.06.01.01")
    version = make_file(case.team.product, by=case.team.alice)
    case.act("lay_version", date(2025, 12, 1), [first.pk], version)
    client.force_login(case.team.rita)
    url = address("chapter", ins)
    shown = {
        view: client.get(url, {"voir": view}).content.decode().count('class="proof"')
        for view in ("", "tout", "a-faire", "renvoyees", "deposees", "conformes", "n’importe")
    }

    assert shown == {
        "": 2,
        "tout": 2,
        "a-faire": 1,
        "renvoyees": 0,
        "deposees": 1,
        "conformes": 0,
        "n’importe": 2,
    }
    assert "Rien à montrer avec ce filtre" in words(client.get(url, {"voir": "conformes"}))


def test_a_chapter_without_proof_says_so(client):
    empty = make_case(requirements=[("INS", "Stockage", "INS/va1.42", "exigence", ["Procédure"])])
    client.force_login(empty.team.alice)

    response = client.get(address("chapter", empty.dossier.chapters.get()))

    assert "Aucune preuve n’est attendue ici" in words(response)


def test_the_requirement_and_the_expected_proof_are_read(client, case, ins):
    client.force_login(case.team.rita)

    text = words(client.get(address("chapter", ins)))

    assert "Le logiciel répond à INS/va1.06." in text
    assert "Copie d’écran INSi" in text
    assert "Répondre à des preuves" not in text


def test_seventy_proofs_stand_on_one_page(client):
    many = [("INS", "Général", f"EX.{n:03}", "exigence", [f"Preuve {n}"]) for n in range(70)]
    case = make_case(requirements=many)
    client.force_login(case.team.alice)

    response = client.get(address("chapter", case.dossier.chapters.get()))

    assert response.content.decode().count('class="proof"') == 70


def test_a_chapter_goes_to_the_ans_and_comes_back(client, case, ins):
    client.force_login(case.team.alice)
    refused = client.post(address("submit_chapter", ins), {"on": "2025-12-05"})
    case.answer()
    done = client.post(address("submit_chapter", ins), {"on": "2025-12-05"})
    again = client.post(address("submit_chapter", ins), {"on": "2025-12-05"})
    ins = fresh(ins)
    submitted = ins.state
    back = client.post(address("take_back_chapter", ins), {"on": "2025-12-05"})
    ins = fresh(ins)

    assert [each.status_code for each in (refused, done, again, back)] == [409, 302, 409, 302]
    assert "Déposez les 2 preuves qui manquent" in words(refused)
    assert "le chapitre est à l’état « Soumis »" in words(again)
    assert (submitted, ins.state) == (ChapterState.SOUMIS, ChapterState.EN_PREPARATION)


def test_what_is_at_the_ans_is_not_offered(client, case, ins):
    case.answer()
    client.force_login(case.team.alice)
    client.post(address("submit_chapter", ins), {"on": "2025-12-05"})

    response = client.post(address("answer", ins), file_data([case.proof("va1.06.01.01")]))

    assert response.status_code == 422
    assert "n’est plus à déposer" in words(response)


def test_the_reviewer_of_the_ans_is_named_on_the_page(client, case, ins):
    client.force_login(case.team.bob)
    page = address("update_chapter", ins)
    assert f'href="{page}"' in words(client.get(address("chapter", ins)))

    response = client.post(page, {"reviewer": "Mme Roy", "revision": case.dossier.revision})

    assert response["Location"] == address("chapter", ins)
    assert "vérificateur ANS : Mme Roy" in words(client.get(address("chapter", ins)))
    assert "Vérificateur ANS de « INS » : Mme Roy" in words(
        client.get(case.dossier.get_absolute_url())
    )
    stale = client.post(page, {"reviewer": "X", "revision": case.dossier.revision})
    assert stale.status_code == 409
