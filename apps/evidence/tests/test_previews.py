"""Previews: pages drawn apart, pictures as they are, a sentence where nothing can be shown."""

import io

import pytest
from django.core.cache import caches
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader, PdfWriter

from apps.core.refusals import Conflict
from apps.evidence import previewing, store
from apps.evidence.models import Download
from apps.evidence.states import Origin, ScanState
from apps.evidence.tests.builders import PDF, close, make_evidence_version, make_pdf, make_png
from apps.products.tests.builders import make_team

HTMX = {"HX-Request": "true"}


@pytest.fixture
def team(db):
    return make_team()


def deposit(team, content=None, name="rapport.pdf"):
    content = make_pdf("Première page", "Deuxième page") if content is None else content
    return make_evidence_version(team.product, by=team.bob, content=content, name=name)


def look(client, version, **query):
    return client.get(reverse("evidence:preview", args=[version.pk]), query)


def picture_of(client, version, number=1, **headers):
    return client.get(reverse("evidence:page", args=[version.pk, number]), headers=headers)


def locked_pdf() -> bytes:
    writer, out = PdfWriter(clone_from=PdfReader(io.BytesIO(make_pdf("Secret")))), io.BytesIO()
    writer.encrypt("mot de passe", algorithm="AES-256")
    writer.write(out)
    return out.getvalue()


def test_a_page_is_drawn_with_its_words_on_both_stores(team, vault):
    version = deposit(team)
    page = previewing.draw_page(version.blob, 2)
    drawn = Image.open(io.BytesIO(page.picture))

    assert (page.number, page.count, page.words) == (2, 2, "Deuxième page")
    assert drawn.format == "PNG"
    assert drawn.size == (page.width, page.height) == (1240, 1755)
    assert drawn.convert("L").getextrema()[0] < 128, "the page is blank"


def test_a_page_too_far_is_the_last_one(client, team):
    client.force_login(team.rita)
    for wanted in ("9", "99999"):
        page = look(client, deposit(team), page=wanted).content.decode()
        assert "Deuxième page" in page


@pytest.mark.parametrize("wanted", ["", "0", "-3", "x", "²", "9" * 40])
def test_a_page_that_is_no_number_is_the_first_one(client, team, wanted):
    client.force_login(team.rita)
    response = look(client, deposit(team), page=wanted)
    assert response.status_code == 200
    assert "Première page" in response.content.decode()


def test_a_drawn_page_is_kept(team):
    version = deposit(team)
    first = previewing.draw_page(version.blob, 1)
    store.remove(version.blob.sha256)
    assert previewing.draw_page(version.blob, 1) == first
    caches["pages"].clear()
    with pytest.raises(Conflict):
        previewing.draw_page(version.blob, 1)


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (PDF, "abime.pdf", "ne se laisse pas lire"),
        (b"texte", "notes.txt", "PDF, PNG et JPEG"),
        (locked_pdf(), "ferme.pdf", "demande un mot de passe"),
    ],
)
def test_what_cannot_be_shown_says_why_and_how_to_go_on(client, team, content, name, words):
    version = deposit(team, content, name)
    client.force_login(team.rita)
    for headers in ({}, HTMX):
        url = reverse("evidence:preview", args=[version.pk])
        response = client.get(url, headers=headers)
        page = response.content.decode()
        assert response.status_code == 200
        assert words in page
        assert f'href="{version.get_absolute_url()}"' in page
    assert picture_of(client, version).status_code == 415
    assert not Download.objects.exists()


def test_an_endless_page_is_given_up(team, monkeypatch):
    monkeypatch.setattr(previewing, "SECONDS", 0.01)
    with pytest.raises(previewing.NoPreview):
        previewing.draw_page(deposit(team).blob, 1)


def test_an_infected_file_is_shown_nowhere(client, team):
    version = deposit(team)
    previewing.draw_page(version.blob, 1)
    version.blob.scan_state = ScanState.INFECTED
    version.blob.save()
    client.force_login(team.alice)

    page = look(client, version).content.decode()
    assert "signalé comme infecté" in page
    assert "Première page" not in page
    assert version.get_absolute_url() + '"' not in page
    assert picture_of(client, version).status_code == 410


def test_the_picture_of_a_page_acts_on_nothing_and_is_asked_once(client, team):
    version = deposit(team)
    client.force_login(team.rita)
    response = picture_of(client, version)
    assert response["Content-Type"] == "image/png"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox;")
    assert response["Cache-Control"] == "private, no-cache"
    again = picture_of(client, version, **{"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_picture_is_served_as_it_is(client, team):
    version = deposit(team, make_png(), "écran.png")
    client.force_login(team.rita)
    page = look(client, version).content.decode()
    assert f'src="{reverse("evidence:page", args=[version.pk, 1])}"' in page
    assert 'alt="Contenu de écran.png"' in page
    response = picture_of(client, version)
    assert b"".join(response.streaming_content) == make_png()
    assert response["Content-Disposition"].startswith("inline;")
    close(response)


def test_who_sees_it_is_noted_once(client, team):
    version = deposit(team)
    client.force_login(team.rita)
    look(client, version)
    picture_of(client, version)
    look(client, version, page="2")
    client.head(reverse("evidence:preview", args=[version.pk]))
    line = Download.objects.get()
    assert (line.person, line.origin, line.way) == (team.rita, Origin.PREVIEW, "vu dans un aperçu")


def test_to_htmx_the_panel_alone(client, team):
    client.force_login(team.rita)
    url = reverse("evidence:preview", args=[deposit(team).pk])
    panel = client.get(url, headers=HTMX).content.decode()
    assert "<html" not in panel
    assert panel.strip().startswith("<figure")
    assert "<html" in client.get(url).content.decode()


def test_strangers_do_not_know(client, team):
    version = deposit(team)
    client.force_login(team.charlie)
    assert look(client, version).status_code == 404
    assert picture_of(client, version).status_code == 404


def test_a_document_prepares_the_preview_of_its_last_version(client, team):
    version = deposit(team)
    client.force_login(team.rita)
    page = client.get(reverse("evidence:detail", args=[version.evidence_id])).content.decode()
    assert f'hx-get="{reverse("evidence:preview", args=[version.pk])}"' in page
