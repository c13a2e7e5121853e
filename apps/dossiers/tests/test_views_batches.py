"""The ticked proofs of the list: sent, refused with what was typed, undone."""

import pytest
from django.urls import reverse

from apps.dossiers.models import ProofBatch
from apps.dossiers.states import DossierState as S
from apps.dossiers.states import ProofState
from apps.dossiers.tests.builders import make_batch, make_case_at
from apps.dossiers.tests.test_views_catalogue_move import words_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(client):
    case = make_case_at(S.PREUVES)
    client.force_login(case.team.bob)
    return case


def address(case, name="proofs", query="") -> str:
    return f"{reverse(f'dossiers:{name}', args=[case.dossier.pk])}?{query}".rstrip("?")


def send(client, case, *references, query="", **data):
    pks = [case.proof(each).pk for each in references]
    return client.post(address(case, "batch", query), {"proofs": pks, **data})


def test_ticked_proofs_are_entrusted_and_the_undo_is_offered(client, case):
    answer = send(
        client,
        case,
        "va1.06.01.01",
        query="texte=INS",
        verb="confier",
        responsible=case.team.bob.pk,
    )

    assert answer.status_code == 302
    assert answer.url == address(case, query="texte=INS")
    page = words_of(client.get(answer.url))
    assert "1 preuve confiée à Bob" in page
    undone = client.post(
        f"{reverse('dossiers:undo_batch', args=[ProofBatch.objects.get().pk])}?texte=INS",
        follow=True,
    )
    assert "Annulé : 1 preuve est comme avant." in words_of(undone)
    assert undone.redirect_chain[0][0] == address(case, query="texte=INS")
    assert "1 preuve confiée à Bob" not in words_of(undone)
    assert case.proof("va1.06.01.01").responsible is None


def test_all_of_the_filter(client, case):
    data = {"verb": "confier", "responsible": case.team.bob.pk, "everything": "on", "seen": 2}

    assert send(client, case, query="texte=INS", **data).status_code == 302
    assert case.dossier.proofs.filter(responsible=case.team.bob).count() == 2


def test_all_of_a_filter_that_gives_something_else_meanwhile_is_refused(client, case):
    data = {"verb": "confier", "responsible": case.team.bob.pk, "everything": "on", "seen": 3}

    answer = send(client, case, query="texte=INS", **data)

    assert answer.status_code == 422
    assert "ne donne plus les mêmes preuves" in words_of(answer)
    assert not ProofBatch.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"verb": "confier"}, "Ce champ est obligatoire."),
        ({}, "Choisissez ce qu’il faut faire"),
        ({"verb": "verdict", "outcome": "ko", "on": "2025-12-15"}, "Écrivez le motif"),
        ({"verb": "verdict", "outcome": "conforme", "on": "2999-01-01"}, "dans le futur"),
        ({"verb": "verdict", "outcome": "conforme"}, "Ce champ est obligatoire."),
        ({"verb": "reprendre"}, "Aucune de ces preuves n’est confiée"),
    ],
)
def test_what_is_wrong_comes_back_with_its_ticks(client, case, data, sentence):
    answer = send(client, case, "va1.06.01.01", **data)

    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert answer.content.decode().count("checked") == 1
    assert not ProofBatch.objects.exists()


def test_nothing_ticked_and_a_proof_of_elsewhere(client, case):
    data = {"verb": "confier", "responsible": case.team.bob.pk}

    assert "Cochez au moins une preuve." in words_of(send(client, case, **data))
    wrong = client.post(address(case, "batch"), {"proofs": [987654], **data})
    assert wrong.status_code == 422
    assert "n’est plus du dossier" in words_of(wrong)


def test_refusals_are_listed_with_links(client, case):
    answer = send(
        client, case, "va1.06.01.01", verb="verdict", outcome="ko", ground="Non.", on="2025-12-15"
    )

    assert answer.status_code == 409
    assert "La preuve INS/va1.06.01.01 n’attend pas de verdict." in words_of(answer)
    assert 'value="ko" selected' in answer.content.decode()
    assert "Non." in answer.content.decode()


def test_a_verdict_on_many(client, case):
    case.answer()
    case.submit_chapters()

    send(
        client,
        case,
        "va1.06.01.01",
        "va1.06.01.02",
        verb="verdict",
        outcome="conforme",
        on="2025-12-15",
    )

    assert case.proof("va1.06.01.02").state == ProofState.CONFORME


def test_an_undo_too_late_says_so(client, case):
    batch = make_batch(case, by=case.team.bob)
    batch.undone_at, batch.undone_by = batch.done_at, case.team.bob
    batch.save()

    page = client.post(reverse("dossiers:undo_batch", args=[batch.pk]), follow=True)

    assert "Cet acte est déjà annulé." in words_of(page)


def test_who_reads_sees_no_tick_and_the_undo_is_for_its_author(client, case):
    make_batch(case, by=case.team.bob)
    client.force_login(case.team.rita)
    page = client.get(address(case)).content.decode()
    assert "batch-form" not in page
    assert "5 preuves confiées" not in page
    client.force_login(case.team.alice)
    page = client.get(address(case)).content.decode()
    assert "batch-form" in page
    assert "5 preuves confiées" not in page


def test_a_closed_dossier_has_no_act(client, case):
    case.act("abandon_dossier", case.dossier.state_on, reason="Produit arrêté.")

    assert "batch-form" not in client.get(address(case)).content.decode()
