"""Files that hold a patient number are refused with the place; hostile ones end soon."""

import base64
import io
import logging
import tempfile
import time
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment

from apps.core.refusals import Invalid
from apps.evidence import office, patients
from apps.evidence.content import ADMITTED
from apps.evidence.patients import check_no_patient_number
from apps.evidence.tests.builders import make_evidence_version, make_office, make_pdf, make_zip
from apps.products.tests.builders import make_team

NUMBER = "1 85 05 78 006 084 91"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def refusal(content: bytes, extension: str) -> str:
    """Return the sentence that refuses this content, "" when it is admitted."""
    with tempfile.TemporaryFile() as file:
        file.write(content)
        try:
            check_no_patient_number(file, extension)
        except Invalid as refused:
            return refused.message if refused.field == "upload" else "on the wrong field"
        assert file.tell() == 0
        return ""


def said(places: str) -> str:
    return (
        f"Ce fichier contient un numéro INS ou NIR ({places}). "
        "Masquez les données du patient, puis déposez-le de nouveau."
    )


def paragraphs(*texts: str) -> bytes:
    runs = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in texts)
    return f'<w:document xmlns:w="{WORD}"><w:body>{runs}</w:body></w:document>'.encode()


def workbook(fill) -> bytes:
    book, file = Workbook(), io.BytesIO()
    fill(book)
    book.save(file)
    return file.getvalue()


def test_every_kind_of_file_that_holds_text_is_read():
    media = {"png", "jpg", "jpeg", "mp4", "mov", "webm"}
    assert set(patients.READERS) == set(ADMITTED) - media


@pytest.mark.parametrize("extension", ["txt", "log", "csv", "json", "xml"])
def test_a_text_is_refused_with_the_line(extension):
    text = f"un\ndeux {NUMBER}\n"
    assert refusal(text.encode(), extension) == said("ligne 2")
    assert refusal(text.encode("utf-16"), extension) == said("ligne 2")
    assert refusal(text.replace(" ", "\u00a0").encode("cp1252"), extension) == said("ligne 2")
    assert refusal(text.replace("91", "92").encode(), extension) == ""


def test_the_number_itself_is_never_repeated_and_places_are_bounded():
    text = f"{NUMBER} {NUMBER}\n" * 10
    assert refusal(text.encode(), "csv") == said("ligne 1, ligne 2, ligne 3 …")
    assert refusal(f"{NUMBER}\n".encode() * 3, "csv") == said("ligne 1, ligne 2, ligne 3")


def test_a_pdf_is_refused_with_the_page():
    assert refusal(make_pdf("bonjour", f"INS {NUMBER}", "fin"), "pdf") == said("page 2")
    assert refusal(make_pdf("bonjour", "INS masqué", "fin"), "pdf") == ""


def test_the_properties_of_a_pdf_are_read():
    title = f"/Root 1 0 R /Info << /Title ({NUMBER}) >>".encode()
    body = make_pdf("bonjour").replace(b"/Root 1 0 R", title)
    assert refusal(body, "pdf") == said("formulaire ou propriétés")


def test_a_text_document_is_refused_with_the_paragraph_even_cut_in_runs():
    cut = "</w:t></w:r><w:r><w:t>".join(["INS 1 85 0", "5 78 006 0", "84 91"])
    body = make_office("word/document.xml", **{"word/document.xml": paragraphs("un", "deux", cut)})
    assert refusal(_unique(body), "docx") == said("paragraphe 3")
    body = make_office("word/document.xml", **{"word/header1.xml": paragraphs(NUMBER)})
    assert refusal(body, "docx") == said("partie « header1 »")
    body = make_office("word/document.xml", **{"word/comments.xml": paragraphs("1 85", "05 78")})
    assert refusal(body, "docx") == ""


def _unique(body: bytes) -> bytes:
    """Write an archive anew, keeping the last of two members that share a name."""
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return make_zip({name: archive.read(name) for name in archive.namelist()})


def test_a_presentation_is_refused_with_the_slide():
    slide = f'<p:sld xmlns:p="p" xmlns:a="a"><a:p><a:t>{NUMBER}</a:t></a:p></p:sld>'.encode()
    body = make_office("ppt/presentation.xml", **{"ppt/slides/slide7.xml": slide})
    assert refusal(body, "pptx") == said("diapositive 7")


def test_open_documents_are_refused_with_the_paragraph_or_the_sheet():
    text = f'<o xmlns:text="t"><text:h>Titre</text:h><text:p>{NUMBER}</text:p></o>'.encode()
    body = make_zip({"mimetype": b"x", "content.xml": text})
    assert refusal(body, "odt") == said("paragraphe 2")
    sheet = (
        b'<o xmlns:table="t" xmlns:office="f"><table:table table:name="Patients">'
        b'<table:table-cell office:value="185057800608491"/></table:table></o>'
    )
    body = make_zip({"mimetype": b"x", "content.xml": sheet})
    assert refusal(body, "ods") == said("feuille « Patients »")


def test_a_workbook_is_refused_with_the_cell_and_the_name_of_its_sheet():
    def fill(book):
        book.active.title = "Accueil"
        book.active["A1"] = "bonjour"
        book.create_sheet("Patients")["B12"] = f"INS {NUMBER}"

    assert refusal(workbook(fill), "xlsx") == said("cellule B12 de la feuille « Patients »")


@pytest.mark.parametrize("value", [185057800608491, 185057800608491.0])
def test_a_number_typed_as_a_number_is_seen(value):
    def fill(book):
        book.active.title = "S"
        book.active["C3"] = value

    assert refusal(workbook(fill), "xlsx") == said("cellule C3 de la feuille « S »")


def test_a_cell_with_an_exponent_a_formula_and_a_comment():
    sheet = b'<worksheet><c r="A1"><v>1.85057800608491E14</v></c></worksheet>'
    body = make_office("xl/workbook.xml", **{"xl/worksheets/sheet1.xml": sheet})
    assert refusal(body, "xlsx") == said("cellule A1 de la feuille « sheet1 »")
    sheet = b'<worksheet><c r="A1"><f>185057800608491</f><v>12</v></c></worksheet>'
    body = make_office("xl/workbook.xml", **{"xl/worksheets/sheet1.xml": sheet})
    assert refusal(body, "xlsx") == ""

    def fill(book):
        book.active["A1"].comment = Comment(f"INS {NUMBER}", "Bob")

    assert "partie « comment1 »" in refusal(workbook(fill), "xlsx")


def test_a_message_is_read_decoded():
    body = base64.b64encode(f"Bonjour,\nINS {NUMBER}".encode())
    head = b"Subject: x\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert refusal(head + body, "eml") == said("corps du message")
    assert refusal(f"Subject: {NUMBER}\r\n\r\nx".encode(), "eml") == said("ligne 1")


def test_the_files_of_an_archive_are_read_one_level_deep():
    inside = make_zip({"b.txt": NUMBER.encode()})
    body = make_zip({"a/message.xml": f"<a>\n{NUMBER}</a>".encode(), "encore.zip": inside})
    assert refusal(body, "zip") == said("« message.xml », ligne 2")
    body = make_zip({"rapport.pdf": make_pdf("un", NUMBER), "image.png": NUMBER.encode()})
    assert refusal(body, "zip") == said("« rapport.pdf », page 2")


@pytest.mark.parametrize(
    ("extension", "content"),
    [
        ("docx", make_office("word/document.xml", **{"word/a.xml": b"<a><b>"})),
        ("docx", make_office("word/document.xml", **{"word/a.xml": b"\xff\x00\xfe"})),
        ("xlsx", make_office("xl/workbook.xml", **{"xl/_rels/workbook.xml.rels": b"<a"})),
        ("xlsx", make_zip({"xl/worksheets/s.xml": b"<c><v>1E999999999</v></c>"})),
        ("pdf", b"%PDF-1.7\n/Font trailer << /Root 9 0 R >> startxref 5 %%EOF"),
        ("pdf", make_pdf("x")[:200]),
        ("eml", b"Content-Type: multipart/mixed; boundary=a\r\n\r\n" + b"--a\r\n" * 2000),
        ("zip", make_zip({"a.docx": b"PK\x03\x04", "b.pdf": b"/Font", "c.xlsx": b""})),
    ],
)
def test_a_broken_file_is_not_refused_for_that(extension, content):
    assert refusal(content, extension) == ""


def test_what_is_read_before_a_break_counts():
    body = make_zip({"a.txt": NUMBER.encode(), "b.docx": b"rien"})
    assert refusal(body, "zip") == said("« a.txt », ligne 1")


def test_entities_of_a_part_are_not_expanded():
    bomb = '<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {after} "{f"&{before};" * 10}">'
        for before, after in zip("abcdefgh", "bcdefghi", strict=True)
    )
    body = make_office("word/document.xml", **{"word/a.xml": f"{bomb}]><l>&i;</l>".encode()})
    assert refusal(body, "docx") == ""


def test_bytes_are_counted_while_they_are_read(monkeypatch, caplog):
    monkeypatch.setattr(patients, "Allowance", lambda: office.Allowance(size=200_000))
    late = paragraphs(*["x" * 1000] * 300, NUMBER)
    body = make_office("word/document.xml", **{"word/a.xml": late})
    with caplog.at_level(logging.WARNING):
        assert refusal(body, "docx") == ""
    assert "not read to its end" in caplog.text
    early = paragraphs(NUMBER, *["x" * 1000] * 300)
    body = make_office("word/document.xml", **{"word/a.xml": early})
    assert refusal(body, "docx") == said("partie « a »")


def test_a_pdf_that_never_ends_is_stopped(monkeypatch, caplog):
    """Each page draws a form that draws itself twice as deep: without an end, all would wait."""
    monkeypatch.setattr(patients, "Allowance", lambda: office.Allowance(seconds=2))
    pages = make_pdf(NUMBER, *["encore"] * 60_000)
    started = time.monotonic()
    with caplog.at_level(logging.WARNING):
        assert refusal(pages, "pdf") in (said("page 1"), "")
    assert time.monotonic() - started < 6
    assert "a PDF is not read to its end" in caplog.text


@pytest.mark.django_db
def test_the_deposit_itself_refuses_and_keeps_nothing():
    team = make_team()
    with pytest.raises(Invalid, match=r"\(page 1\)"):
        make_evidence_version(team.product, by=team.bob, content=make_pdf(NUMBER))
    assert make_evidence_version(team.product, by=team.bob, content=make_pdf("masqué"))
