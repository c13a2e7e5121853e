"""Two versions side by side: which two, what differs, words of every text-bearing type."""

import io

import openpyxl
import pytest
from django.urls import reverse

from apps.evidence import services
from apps.evidence.comparing import MOST_LINES, choose_two, compare_words
from apps.evidence.models import Download
from apps.evidence.states import ScanState
from apps.evidence.tests.builders import (
    PDF,
    TODAY,
    make_evidence_version,
    make_office,
    make_pdf,
    make_png,
    make_upload,
)
from apps.products.tests.builders import make_team

WORD = b'<w:document xmlns:w="w"><w:body>%s</w:body></w:document>'


@pytest.fixture
def team(db):
    return make_team()


def docx(*lines: str) -> bytes:
    body = b"".join(b"<w:p><w:t>%s</w:t></w:p>" % line.encode() for line in lines)
    return make_office("word/other.xml", **{"word/document.xml": WORD % body})


def xlsx(*cells: str) -> bytes:
    book, file = openpyxl.Workbook(), io.BytesIO()
    for cell in cells:
        book.active.append([cell])
    book.save(file)
    return file.getvalue()


def two(team, before: bytes, after: bytes, name: str):
    first = make_evidence_version(team.product, by=team.bob, content=before, name=name)
    upload = make_upload(after, name)
    return first, services.add_version(first.evidence_id, upload, by=team.bob, today=TODAY)


def page_of(client, version, **query):
    return client.get(reverse("evidence:compare", args=[version.evidence_id]), query)


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (make_pdf("Jeton de 60 minutes"), make_pdf("Jeton de 30 minutes"), "a.pdf"),
        (b"Un\nJeton de 60 minutes\n", b"Un\nJeton de 30 minutes\n", "a.txt"),
        ("été\nJeton de 60 minutes".encode("cp1252"), "été\nJeton de 30 minutes".encode(), "a.log"),
        (docx("Jeton de 60 minutes"), docx("Jeton de 30 minutes"), "a.docx"),
        (xlsx("Jeton de 60 minutes"), xlsx("Jeton de 30 minutes"), "a.xlsx"),
    ],
)
def test_words_that_come_and_go(team, before, after, name):
    changes = compare_words(*two(team, before, after, name))
    pieces = [(piece.kind, piece.words) for piece in changes.passages[-1]]

    assert changes.reason == ""
    assert not changes.cut
    assert ("removed", "60") in pieces
    assert ("added", "30") in pieces
    assert ("same", "minutes") in pieces


def test_pictures_have_no_words_to_compare(team):
    changes = compare_words(*two(team, make_png(), make_png() + b"\n", "a.png"))
    assert "comparez ce que montrent les aperçus" in changes.reason


def test_what_cannot_be_read_says_so(team):
    changes = compare_words(*two(team, PDF, PDF + b"%\n", "a.pdf"))
    assert "ne se laisse pas lire" in changes.reason


def test_an_infected_version_is_not_read(team):
    before, after = two(team, b"un", b"deux", "a.txt")
    before.blob.scan_state = ScanState.INFECTED
    before.blob.save()
    changes = compare_words(before, after)
    assert "infecté" in changes.reason
    assert changes.passages == []


def test_a_long_text_is_compared_at_its_beginning(team):
    many = "\n".join(f"ligne {n}" for n in range(MOST_LINES + 1)).encode()
    changes = compare_words(*two(team, many, b"tout autre\n" + many, "a.txt"))
    assert changes.cut
    assert changes.added >= 2


def test_only_moved_spaces_change_no_word(team):
    changes = compare_words(*two(team, b"un  deux\n", b"un deux\n\n", "a.txt"))
    assert (changes.passages, changes.reason) == ([], "")


def test_the_same_content_twice(client, team):
    before, after = two(team, b"un", b"un", "a.txt")
    client.force_login(team.rita)
    assert "octet pour octet" in page_of(client, after).content.decode()


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (("", ""), (2, 3)),
        (("1", "3"), (1, 3)),
        (("3", "1"), (1, 3)),
        (("1", ""), (1, 3)),
        (("2", "2"), (2, 3)),
        (("9", "x"), (2, 3)),
    ],
)
def test_which_two(team, asked, wanted):
    first, _second = two(team, b"1", b"2", "a.txt")
    services.add_version(first.evidence_id, make_upload(b"3", "a.txt"), by=team.bob, today=TODAY)
    found = choose_two(list(first.evidence.versions.order_by("-number")), *asked)
    assert tuple(version.number for version in found) == wanted


def test_one_version_says_what_will_be_here(client, team):
    version = make_evidence_version(team.product, by=team.bob)
    client.force_login(team.rita)
    page = page_of(client, version)
    assert page.status_code == 200
    assert "Une seule version" in page.content.decode()
    assert not Download.objects.exists()


def test_the_page_marks_what_differs_and_notes_who_saw(client, team):
    before, after = two(team, b"un deux", b"un trois", "a.txt")
    client.force_login(team.rita)
    page = page_of(client, after).content.decode()
    for version in (before, after):
        assert f'<mark><code title="{version.blob.sha256}">' in page
    assert "<mark>a.txt" not in page
    assert "1 mot ajouté, 1 retiré" in page
    assert set(Download.objects.values_list("version", flat=True)) == {before.pk, after.pk}
    client.force_login(team.charlie)
    assert page_of(client, after).status_code == 404
