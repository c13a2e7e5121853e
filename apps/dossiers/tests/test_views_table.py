"""Screens of the workbook of proofs and of the notes on one proof."""

import re
from io import BytesIO

import openpyxl
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.dossiers.states import DossierState as S
from apps.dossiers.tests.builders import make_case_at
from apps.dossiers.tests.test_table import KEY, SAID, WHEN, WHO, cell, opened, saved
from apps.dossiers.tests.test_views_catalogue_move import words_of

pytestmark = pytest.mark.django_db

TODAY = "2025-12-15 09:00+01:00"


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def case(client):
    with time_machine.travel(TODAY, tick=True):
        case = make_case_at(S.PREUVES)
        client.force_login(case.team.bob)
        yield case


def url(name, pk) -> str:
    return reverse(f"dossiers:{name}", args=[pk])


def export(client, case):
    response = client.get(url("table_export", case.dossier.pk))
    assert response.status_code == 200
    return response


def send(client, case, content: bytes):
    upload = SimpleUploadedFile("preuves.xlsx", content)
    return client.post(url("table", case.dossier.pk), {"upload": upload})


def ticket_of(page) -> str:
    return re.search(r'name="ticket" value="([^"]+)"', page.content.decode())[1]


def filled(client, case, **cells) -> bytes:
    sheet = opened(export(client, case).content)
    for title, value in cells.items():
        cell(sheet, 2, {"who": WHO, "when": WHEN, "said": SAID, "key": KEY}[title]).value = value
    return saved(sheet).getvalue()


def test_the_workbook_is_a_download_named_after_the_product(client, case):
    client.force_login(case.team.rita)
    response = export(client, case)
    name = 'attachment; filename="preuves-medicab-81-2025-12-15.xlsx"'
    assert response["Content-Disposition"] == name
    assert openpyxl.load_workbook(BytesIO(response.content)).sheetnames == ["Preuves"]


def test_preview_then_confirmation(client, case):
    content = filled(client, case, who=case.team.alice.email, said="<script>Vu</script>")
    page = send(client, case, content)
    said = words_of(page)
    assert page.status_code == 200
    assert "1 preuve changerait" in said
    assert "Commentaire : vide devient <script>Vu</script>" in said
    assert "<script>Vu" not in page.content.decode()
    assert case.proof("va1.06.01.01").comment == ""

    confirm = url("table_confirm", case.dossier.pk)
    done = client.post(confirm, {"ticket": ticket_of(page)}, follow=True)

    assert done.redirect_chain == [(case.dossier.get_absolute_url(), 302)]
    assert "Le suivi de 1 preuve est à jour." in words_of(done)
    assert case.proof("va1.06.01.01").responsible == case.team.alice
    again = client.post(confirm, {"ticket": ticket_of(page)})
    assert again.status_code == 409


def test_a_refused_row_keeps_everything_from_being_written(client, case):
    page = send(client, case, filled(client, case, who="zoe@ailleurs.example"))
    assert page.status_code == 422
    assert "1 ligne refusée" in words_of(page)
    assert "Ligne 2 : « zoe@ailleurs.example » n’est l’adresse" in words_of(page)
    assert 'name="ticket"' not in page.content.decode()


def test_a_dossier_that_changed_meanwhile_is_looked_at_again(client, case):
    page = send(client, case, filled(client, case, said="Vu"))
    case.act("choose_profiles", case.dossier.proofs_on, profiles=[])
    response = client.post(url("table_confirm", case.dossier.pk), {"ticket": ticket_of(page)})
    assert response.status_code == 409
    assert "a changé depuis que vous l’avez ouverte" in words_of(response)
    assert case.proof("va1.06.01.01").comment == ""


def test_the_workbook_of_another_dossier_is_refused(client, case):
    other = make_case_at(S.PREUVES, team=case.team, code="DSR-HOP-DPI-Va2")
    page = send(client, case, filled(client, case, said="Vu"))
    response = client.post(url("table_confirm", other.dossier.pk), {"ticket": ticket_of(page)})
    assert response.status_code == 409
    assert "celui d’un autre dossier" in words_of(response)


def test_the_same_workbook_says_the_same_thing(client, case):
    page = send(client, case, export(client, case).content)
    assert "Ce tableau dit la même chose que le dossier." in words_of(page)


@pytest.mark.parametrize("content", [b"chat", b"PK\x03\x04"])
def test_what_is_no_workbook_is_said_in_the_form(client, case, content):
    page = send(client, case, content)
    assert page.status_code == 422
    assert page.context["form"].errors["upload"]


def test_no_file_at_all_is_said_too(client, case):
    page = client.post(url("table", case.dossier.pk))
    assert page.status_code == 422
    assert "Choisissez le tableau que vous avez rempli." in words_of(page)


def test_a_closed_dossier_is_only_exported(client):
    case = make_case_at(S.REFERENCE)
    client.force_login(case.team.alice)
    assert client.get(url("table", case.dossier.pk)).status_code == 409
    assert export(client, case)
    page = client.get(case.dossier.get_absolute_url())
    assert url("table_export", case.dossier.pk) in page.content.decode()


def test_one_proof_is_entrusted_and_its_chapter_says_so(client, case):
    proof = case.proof("va1.06.01.01")
    asked = client.get(url("plan_proof", proof.pk))
    assert "Suivi de INS/va1.06.01.01" in words_of(asked)
    data = {"responsible": case.team.alice.pk, "target_on": "2026-01-09", "comment": "Voir Léa."}
    done = client.post(url("plan_proof", proof.pk), data)
    assert done.status_code == 302
    said = words_of(client.get(url("chapter", proof.chapter_id)))
    assert f"confiée à {case.team.alice}" in said
    assert "objectif interne 9 janvier" in said
    assert "Voir Léa." in said


def test_a_wrong_plan_comes_back_with_its_words(client, case):
    proof = case.proof("va1.06.01.01")
    data = {"target_on": "2025-12-14", "comment": "À garder"}
    page = client.post(url("plan_proof", proof.pk), data)
    assert page.status_code == 422
    assert "est passé (14 décembre 2025)" in words_of(page)
    assert "À garder" in page.content.decode()
    stranger = client.post(url("plan_proof", proof.pk), {"responsible": case.team.charlie.pk})
    assert stranger.status_code == 422
