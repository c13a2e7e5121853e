"""What a file is: its bytes and its extension agree, and nothing active comes in."""

import io
import struct
import zipfile

import pytest

from apps.core.refusals import Invalid
from apps.evidence import archives
from apps.evidence.content import ADMITTED, check_content
from apps.evidence.tests.builders import (
    JPEG,
    MOV,
    MP4,
    PDF,
    WEBM,
    make_office,
    make_png,
    make_zip,
)

ODT = b"application/vnd.oasis.opendocument.text"
ODS = b"application/vnd.oasis.opendocument.spreadsheet"
SOUND = {
    "pdf": PDF,
    "png": make_png(),
    "jpg": JPEG,
    "jpeg": JPEG,
    "mp4": MP4,
    "mov": MOV,
    "webm": WEBM,
    "docx": make_office("word/document.xml"),
    "xlsx": make_office("xl/workbook.xml"),
    "pptx": make_office("ppt/presentation.xml"),
    "odt": make_zip({"mimetype": ODT, "content.xml": b"<x/>"}),
    "ods": make_zip({"mimetype": ODS, "content.xml": b"<x/>"}),
    "zip": make_zip({"journal.txt": b"ok"}),
    "txt": "Réponse du téléservice\n".encode(),
    "log": "2026-03-04 10:00 démarré\n".encode("cp1252"),
    "csv": "clé;valeur\r\n1;2\r\n".encode("utf-8-sig"),
    "json": b' {"ok": true}',
    "xml": b'<?xml version="1.0"?>\n<ClinicalDocument xmlns="urn:hl7-org:v3"/>',
    "eml": b"Received: from mss\r\nSubject: test\r\n\r\n<html>corps</html>",
}


def check(content: bytes, name: str) -> str:
    return check_content(io.BytesIO(content), name)


def test_every_admitted_type_has_a_sound_example():
    assert set(SOUND) == set(ADMITTED)


@pytest.mark.parametrize("extension", sorted(SOUND))
def test_a_sound_file_is_admitted_and_left_at_its_start(extension):
    file = io.BytesIO(SOUND[extension])
    assert check_content(file, f"preuve.{extension}") == ADMITTED[extension].content_type
    assert file.tell() == 0


FAMILIES = [{"jpg", "jpeg"}, {"txt", "log", "csv"}]
TEXTS = {"txt", "log", "csv", "json", "xml", "eml"}


@pytest.mark.parametrize("content", sorted(SOUND))
@pytest.mark.parametrize("extension", sorted(SOUND))
def test_a_file_under_the_extension_of_another_is_refused(content, extension):
    """A plain zip is not a docx; any text may be called .txt, any archive .zip."""
    same = content == extension or any({content, extension} <= family for family in FAMILIES)
    text = content in TEXTS and extension in {"txt", "log", "csv"}
    archive = content in {"docx", "xlsx", "pptx", "odt", "ods"} and extension == "zip"
    if same or text or archive:
        check(SOUND[content], f"preuve.{extension}")
    else:
        with pytest.raises(Invalid):
            check(SOUND[content], f"preuve.{extension}")


@pytest.mark.parametrize(
    "name", ["page.html", "logo.svg", "outil.exe", "script.sh", "a.js", "sans"]
)
def test_a_type_that_is_not_admitted_is_refused_with_the_list(name):
    with pytest.raises(Invalid, match="n’est pas admis.*docx") as caught:
        check(PDF, name)
    assert caught.value.field == "upload"


@pytest.mark.parametrize("extension", sorted(ADMITTED))
def test_an_empty_file_is_refused(extension):
    with pytest.raises(Invalid, match="est vide"):
        check(b"", f"preuve.{extension}")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"<html><script>alert(1)</script></html>\n%PDF-1.7", "polyglotte.pdf"),
        (b"%PDF-1.7\n<html><script>alert(1)</script>", "polyglotte.pdf"),
        (b"%PDF-1.7\n%<SVG onload=alert(1)>", "polyglotte.pdf"),
        (b"MZ\x90\x00" + b"\x00" * 100, "outil.txt"),
        (b"\x7fELF\x02\x01\x01" + b"\x00" * 100, "outil.log"),
        (b"<!DOCTYPE html><html></html>", "page.txt"),
        (b"\n  <svg xmlns='x' onload='alert(1)'/>", "dessin.csv"),
        (b"<script>alert(1)</script>", "code.log"),
        (b"texte\x00cache", "note.txt"),
        (b"\xff\xfe\x00\x00\xd8", "note.txt"),
        (b"a\x81\x8d\x8f\x90\x9d", "note.txt"),
        (b"bonjour", "note.json"),
        (b"bonjour", "message.eml"),
        (b"<a><b></a>", "casse.xml"),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", "page.xml"),
        (b"<s:svg xmlns:s='http://www.w3.org/2000/svg'/>", "dessin.xml"),
        (b'<?xml version="1.0" encoding="inconnu"?><a/>', "encodage.xml"),
    ],
)
def test_a_disguise_is_refused(content, name):
    with pytest.raises(Invalid) as caught:
        check(content, name)
    assert caught.value.field == "upload"


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_member_that_cannot_be_unpacked_is_refused(method):
    """The directory is sound, the packed bytes of the member that names the kind are not."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        archive.writestr("mimetype", ODT * 20)
        start = archive.getinfo("mimetype").compress_size
    content = bytearray(made.getvalue())
    head = len("mimetype") + 30
    content[head : head + start] = b"\xff" * start
    with pytest.raises(Invalid, match="abîmée"):
        check(bytes(content), "texte.odt")


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        b'<!DOCTYPE l [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;">]><l>&m;</l>',
        '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><a/>'.encode("utf-16"),
    ],
)
def test_xml_entities_are_refused_before_they_are_read(content):
    with pytest.raises(Invalid, match="DOCTYPE"):
        check(content, "entites.xml")


def test_text_is_read_to_its_end_across_pieces():
    head = "é" * 70_000
    check(head.encode(), "long.txt")
    with pytest.raises(Invalid):
        check(head.encode() + b"\x00", "long.txt")


def test_utf_16_with_its_mark_is_text():
    assert check("clé;valeur".encode("utf-16"), "export.csv") == "text/csv"


def test_macros_make_another_type():
    with pytest.raises(Invalid, match="n’en est pas un"):
        check(make_office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "macro.docx")


@pytest.mark.parametrize(
    "name", ["../evasion.txt", "/etc/passwd", "a/../../b", "..\\b", "C:\\b", ""]
)
def test_an_archive_that_leaves_its_folder_is_refused(name):
    with pytest.raises(Invalid, match="chemins dangereux"):
        check(make_zip({name: b"x"}), "archive.zip")


def test_an_empty_or_cut_archive_is_refused():
    with pytest.raises(Invalid, match="est vide"):
        check(make_zip({}), "archive.zip")
    with pytest.raises(Invalid):
        check(SOUND["zip"][:-10], "archive.zip")
    with pytest.raises(Invalid):
        check(SOUND["zip"][:20], "archive.zip")


def test_members_that_overlap_are_refused():
    """One stored content named twice by the directory: how a small bomb becomes a big one."""
    single = make_zip({"a.txt": b"x" * 100}, method=zipfile.ZIP_STORED)
    start = single.rindex(b"PK\x01\x02")
    end = single.rindex(b"PK\x05\x06")
    entry = single[start:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 2, 2, 2 * len(entry), start, 0)
    with pytest.raises(Invalid, match="abîmée"):
        check(single[:start] + entry * 2 + tail, "archive.zip")


def test_a_bomb_is_refused_both_sides(monkeypatch):
    monkeypatch.setattr(archives, "BOMB_BYTES", 1_000_000)
    check(make_zip({"zeros.txt": b"0" * 1_000_000}), "archive.zip")
    with pytest.raises(Invalid, match="démesurée"):
        check(make_zip({"zeros.txt": b"0" * 1_000_001}), "archive.zip")
    check(make_zip({"a.txt": b"0" * 1_000_001}, method=zipfile.ZIP_STORED), "archive.zip")


def test_too_many_members_are_refused_before_the_directory_is_loaded(monkeypatch):
    monkeypatch.setattr(archives, "MOST_MEMBERS", 3)
    check(make_zip({f"{n}.txt": b"x" for n in range(3)}), "archive.zip")
    with pytest.raises(Invalid, match="trop de fichiers"):
        check(make_zip({f"{n}.txt": b"x" for n in range(4)}), "archive.zip")
