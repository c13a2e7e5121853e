"""The letter of a notification: what it says, whole, in both forms, to whom, and never before."""

from datetime import date
from io import BytesIO

import docx
import pytest
import time_machine
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from apps.changes import services
from apps.changes.letter import WRITERS, letter_of
from apps.changes.models import ChangeRecord
from apps.changes.states import ChangeState as S
from apps.changes.tests.builders import TODAY, change_at, complete, make_case

pytestmark = pytest.mark.django_db
FORMS = ["docx", "pdf"]


@pytest.fixture
def case(db):
    case = make_case()
    case.team.alice.email = "alice@santalis.example"
    case.team.alice.save()
    return case


@pytest.fixture
def change(case):
    change = change_at(case, S.A_NOTIFIER, new_version="4.3")
    complete(case, change)
    return ChangeRecord.objects.get(pk=change.pk)


def text_of(form, content):
    if form == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)
    document = docx.Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(each.text for each in document.paragraphs), *cells])


def test_what_the_letter_says(case, change):
    with translation.override("en"):
        letter = letter_of(change, on=TODAY)
    reference = case.requirements[0]
    (attachment,) = change.attachments.all()
    assert letter.sender == ("Santalis", "NIE : NIE-1001", "SIREN : –")
    assert (letter.recipient, letter.dated) == ("Agence du numérique en santé", TODAY)
    assert letter.subject == "Notification d’une modification de MediCab"
    assert letter.opening == (
        "Nous vous informons d’une modification de MediCab 8.1, certifié le 1er décembre 2025."
    )
    assert [(section.title, section.facts) for section in letter.sections] == [
        (
            "Le logiciel",
            (
                ("Produit", "MediCab"),
                ("NIL", "5512"),
                ("Version attribuée", "8.1"),
                ("Numéro du certificat", "–"),
                ("Référentiel", "DSR-DMN"),
            ),
        ),
        (
            "La modification",
            (
                ("Intitulé", "Nouveau moteur d’alertes"),
                ("Version modifiée", "4.3"),
                ("Connue depuis le", "2 janvier 2026"),
                ("Impact établi le", "5 janvier 2026"),
                ("Mise à disposition", "non fixée"),
            ),
        ),
        ("L’exigence touchée", ()),
        ("La pièce jointe", ()),
    ]
    assert letter.sections[1].paragraphs == ("Les seuils d’alerte changent.",)
    assert letter.sections[2].items == (f"{reference.reference} – {reference.chapter.name}",)
    assert letter.sections[3].items == (
        f"analyse.pdf (analyse.pdf), SHA-256 {attachment.blob.sha256}",
    )
    assert letter.closing == (
        "Nous restons à votre disposition pour tout complément.",
        "Alice",
        "alice@santalis.example",
    )


def test_a_notified_letter_keeps_its_day(case):
    change = change_at(case, S.NOTIFIEE)
    assert letter_of(change, on=TODAY).dated == date(2026, 1, 15)


@pytest.mark.parametrize("form", FORMS)
def test_both_forms_say_it_all_and_twice_the_same(change, form):
    letter = letter_of(change, on=TODAY)
    write, _kind = WRITERS[form]
    content = write(letter)
    assert content == write(letter)
    text = " ".join(text_of(form, content).split())
    said = [*letter.sender, letter.recipient, letter.subject, letter.opening, *letter.closing]
    for section in letter.sections:
        said += [section.title, *section.paragraphs, *(value for _l, value in section.facts)]
    for words in said:
        assert " ".join(words.split()) in text, words
    for section in letter.sections:
        for item in section.items:
            assert "".join(item.split()) in "".join(text.split()), item


@pytest.mark.parametrize("form", FORMS)
def test_hard_words_are_written_all_the_same(case, change, form):
    services.update_change(
        change.pk,
        by=case.team.bob,
        today=TODAY,
        nature="Cœur\x0b & <b>œuvre</b> → ≥ 😀\n" + "mot" * 400 + "\n" + "ligne\n" * 200,
    )
    letter = letter_of(ChangeRecord.objects.get(pk=change.pk), on=TODAY)
    text = text_of(form, WRITERS[form][0](letter))
    assert "Cœur & <b>œuvre</b>" in text
    assert text.count("ligne") >= 200


@time_machine.travel("2026-03-02 09:00:00+01:00", tick=False)
@pytest.mark.parametrize("form", FORMS)
def test_who_downloads_it(client, case, change, form):
    url = reverse(f"changes:letter_{form}", args=[change.pk])
    assert client.get(url).status_code == 302
    client.force_login(case.team.charlie)
    assert client.get(url).status_code == 404
    client.force_login(case.team.rita)
    answer = client.get(url)
    assert answer.status_code == 200
    assert answer["Content-Type"] == WRITERS[form][1]
    name = f"notification-{change.pk}.{form}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert url in client.get(change.get_absolute_url()).content.decode()


@pytest.mark.parametrize("state", [S.A_EVALUER, S.SANS_IMPACT, S.A_NOTIFIER])
def test_there_is_no_letter_before_it_is_complete(client, case, state):
    change = change_at(case, state)
    client.force_login(case.team.alice)
    url = reverse("changes:letter_pdf", args=[change.pk])
    answer = client.get(url)
    assert answer.status_code == 409
    if state == S.A_NOTIFIER:
        assert "Décrivez la nature de la modification." in answer.content.decode()
    assert url not in client.get(change.get_absolute_url()).content.decode()
