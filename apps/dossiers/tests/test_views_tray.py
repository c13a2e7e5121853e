"""The pages of the tray: files in, one by one or all at once, their proofs, and the one click."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.dossiers.models import TrayFile
from apps.dossiers.states import DossierState, Settled
from apps.dossiers.tests.builders import make_case, make_case_at, make_file, make_tray_file
from apps.evidence.tests.builders import PDF, make_upload
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

TODAY = date(2025, 12, 5)
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture(autouse=True)
def _on_the_fifth_of_december():
    with time_machine.travel(datetime(2025, 12, 5, 9, tzinfo=PARIS), tick=False):
        yield


@pytest.fixture
def case(client):
    case = make_case_at(DossierState.PREUVES)
    client.force_login(case.team.bob)
    return case


@pytest.fixture
def proof(case):
    return case.proof("va1.06.01.01")


def at(name: str, row) -> str:
    return reverse(f"dossiers:{name}", args=[row.pk])


def words(response) -> str:
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.replace("\xa0", " ").replace("&#x27;", "'").split())


def send(client, case, *uploads, tick=True, **headers):
    data = {"uploads": list(uploads)} | ({"no_patient_data": "on"} if tick else {})
    return client.post(at("tray_receive", case.dossier), data, **headers)


def test_an_empty_tray_says_how_to_begin(client, case):
    response = client.get(at("tray", case.dossier))
    assert "Aucun fichier à classer" in words(response)
    assert "Tout poser" not in words(response)


def test_several_files_in_one_form_without_script(client, case):
    response = send(
        client,
        case,
        make_upload(PDF + b"%1", "INS-va1.06.01.01_a.pdf"),
        make_upload(b"", "vide.pdf"),
        make_upload(PDF + b"%2", "autre.pdf"),
    )
    text = words(response)
    assert response.status_code == 422
    assert TrayFile.objects.count() == 2
    assert "2 fichiers reçus." in text
    assert "vide.pdf : " in text
    assert "1 fichier prêt à poser" in text
    assert "Choisissez la preuve à laquelle ce fichier répond." in text

    again = send(client, case, make_upload(PDF + b"%2", "autre.pdf"))
    assert again.status_code == 302
    assert "Rien de nouveau" in words(client.get(again["Location"]))


def test_one_file_by_the_script(client, case, settings):
    fine = send(client, case, make_upload(), **JSON)
    twin = send(client, case, make_upload(), **JSON)
    wrong = send(client, case, make_upload(b"MZ", "a.exe"), **JSON)
    unticked = send(client, case, make_upload(), tick=False, **JSON)
    nothing = send(client, case, **JSON)
    settings.EVIDENCE_MAX_BYTES = 10
    big = send(client, case, make_upload(PDF + b"%3"), **JSON)

    assert (fine.status_code, fine.json()) == (200, {"message": "Reçu", "new": True})
    assert (twin.status_code, twin.json()) == (200, {"message": "Déjà dans la liste", "new": False})
    answers = (wrong, unticked, nothing, big)
    assert [each.status_code for each in answers] == [422] * 4
    assert "données" in unticked.json()["message"] or "donnée" in unticked.json()["message"]
    assert nothing.json() == {"message": "Choisissez au moins un fichier."}
    assert "dépasse la taille" in big.json()["message"]
    assert TrayFile.objects.count() == 1


def test_a_plain_form_without_its_tick_says_so(client, case):
    response = send(client, case, make_upload(), tick=False)
    assert response.status_code == 422
    assert "confirmez qu’il ne contient aucune donnée" in words(response)
    assert not TrayFile.objects.exists()


def test_a_closed_dossier_shows_its_tray_and_takes_nothing(client, case):
    case.act("abandon_dossier", TODAY, reason="Produit arrêté.")
    page = client.get(at("tray", case.dossier))
    refused = send(client, case, make_upload(), **JSON)
    assert "Ce dossier est clos" in words(page)
    assert "tray_receive" not in page.content.decode()
    assert (refused.status_code, "clos" in refused.json()["message"]) == (409, True)
    assert send(client, case, make_upload()).status_code == 409
    assert client.post(at("tray_lay", case.dossier), {"on": TODAY}).status_code == 409


def test_a_reader_sees_the_files_without_their_acts(client, case):
    file = make_tray_file(case)
    client.force_login(case.team.rita)
    page = client.get(at("tray", case.dossier))
    assert file.filename in words(page)
    assert at("tray_edit", file) not in page.content.decode()
    assert "Tout poser" not in words(page)


def test_the_dialog_lists_the_proofs_of_this_dossier_then_of_the_others(client, case, proof):
    other = make_case(team=case.team, code="DSR-HOP-DPI-Va2")
    file = make_tray_file(case, proof)
    response = client.get(at("tray_edit", file), HTTP_HX_REQUEST="true")
    text = words(response)
    assert text.index("Preuves choisies") < text.index("INS/va1.06.01.01")
    assert text.index("SSI/GEN.18.01.01") < text.index("Preuve commune : ")
    assert "INS/va1.42.01.01" not in text.partition("Preuve commune")[0]
    boxes = re.findall(r'name="proofs" value="(\d+)"[^>]*?(checked)?>', response.content.decode())
    assert [pk for pk, checked in boxes if checked] == [str(proof.pk)]
    assert len(boxes) == len(set(boxes)) == 5 + other.dossier.proofs.applicable().count()


def test_what_was_chosen_is_kept_and_errors_lose_nothing(client, case, proof):
    file = make_tray_file(case)
    data = {
        "proofs": [proof.pk],
        "kind": "video",
        "document_on": "2025-12-06",
        "title": "Vidéo INSi",
        "on_conflict": "beside",
        "ans_told": "on",
    }
    wrong = client.post(at("tray_edit", file), data)
    assert wrong.status_code == 422
    assert "La date du document est dans le futur" in words(wrong)
    assert f'value="{proof.pk}" data-kind="{proof.kind}" checked' in wrong.content.decode()
    right = client.post(at("tray_edit", file), data | {"document_on": "2025-12-05"})
    assert right.status_code == 302
    row = TrayFile.objects.get(pk=file.pk)
    assert (row.kind, row.title, row.on_conflict, row.ans_told) == (
        "video",
        "Vidéo INSi",
        "beside",
        True,
    )
    assert (row.document_on, list(row.proofs.all())) == (TODAY, [proof])


@pytest.mark.parametrize("value", ["abc", "987654", ""])
def test_a_proof_that_is_none_is_refused(client, case, value):
    data = {"proofs": [value], "kind": "video", "on_conflict": "beside"}
    assert client.post(at("tray_edit", make_tray_file(case)), data).status_code == 422


def test_one_click_lays_all_and_each_line_is_undone_by_one(client, case, proof):
    first = make_tray_file(case, proof, name="a.pdf")
    make_tray_file(case, case.proof("va1.06.01.02"), name="b.pdf")
    make_tray_file(case, name="c.pdf")

    done = client.post(at("tray_lay", case.dossier), {"on": "2025-12-05"})
    text = words(client.get(done["Location"]))
    assert "2 fichiers posés." in text
    assert "À classer 1" in text
    assert "Déjà traités 2" in text

    again = client.post(at("tray_lay", case.dossier), {"on": "2025-12-05"})
    assert "Aucun fichier n’est prêt" in words(client.get(again["Location"]))

    undone = client.post(at("tray_undo", first))
    text = words(client.get(undone["Location"]))
    assert "« a.pdf » est de nouveau à classer." in text
    assert not proof.answers.live().exists()
    assert client.post(at("tray_undo", first)).status_code == 409


def test_a_refused_file_stays_with_its_reason(client, case, proof):
    old = make_file(case.team.product, by=case.team.alice)
    case.act("lay_version", TODAY, [proof.pk], old)
    make_tray_file(case, proof, on_conflict="replace")
    response = client.post(at("tray_lay", case.dossier), {"on": "2025-12-04"}, follow=True)
    text = words(response)
    assert "1 fichier refusé : il reste dans la liste avec sa raison." in text
    assert "Refusé : Cette réponse n’est posée que depuis le 5 décembre 2025." in text


def test_a_day_to_come_is_refused(client, case, proof):
    make_tray_file(case, proof)
    response = client.post(at("tray_lay", case.dossier), {"on": "2025-12-06"})
    assert response.status_code == 422
    assert "Cette date est dans le futur" in words(response)
    assert TrayFile.objects.waiting().count() == 1


def test_a_file_taken_off_the_list_can_be_put_back(client, case):
    file = make_tray_file(case)
    removed = client.post(at("tray_remove", file), follow=True)
    assert "est retiré de la liste" in words(removed)
    assert "Remettre dans la liste" in words(removed)
    assert client.post(at("tray_remove", file)).status_code == 409
    client.post(at("tray_undo", file))
    assert TrayFile.objects.get(pk=file.pk).settled == Settled.WAITING


def test_the_number_of_queries_does_not_grow_with_the_files(client, case, proof):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(at("tray", case.dossier)).status_code == 200
        return len(seen)

    def fill(count):
        for number in range(count):
            make_tray_file(case, proof, name=f"{number}.pdf")
            make_tray_file(
                case, proof, name="x", settled="removed", settled_on=TODAY, settled_by=case.team.bob
            )

    case.act("lay_version", TODAY, [proof.pk], case.file())
    fill(1)
    queries()
    few = queries()
    fill(30)
    assert queries() == few


def test_the_dossier_says_how_many_files_wait(client, case):
    page = client.get(case.dossier.get_absolute_url())
    assert "Déposer plusieurs fichiers" in words(page)
    make_tray_file(case)
    assert "1 fichier à classer" in words(client.get(case.dossier.get_absolute_url()))


def test_many_files_go_by_pages(client, case):
    for number in range(101):
        make_tray_file(case, name=f"{number:03}.pdf")
    text = words(client.get(at("tray", case.dossier) + "?page=2"))
    assert "100.pdf" in text
    assert "099.pdf" not in text
    assert "Page 2 sur 2" in text
