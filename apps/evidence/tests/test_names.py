"""Names are for people: no folder, no control character, no trick of writing direction."""

import pytest

from apps.evidence.names import LONGEST, clean_name, extension_of


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("rapport final.pdf", "rapport final.pdf"),
        ("Vidéo d’homologation – v2.mp4", "Vidéo d’homologation – v2.mp4"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\Bob\\preuve.pdf", "preuve.pdf"),
        ("a\x00b\x1b[31m.pdf", "ab[31m.pdf"),
        ("lettre\r\nSet-Cookie: x=1.pdf", "lettre Set-Cookie: x=1.pdf"),
        ("facture\u202efdp.exe.pdf", "facturefdp.exe.pdf"),
        ("zero\u200bwidth.pdf", "zerowidth.pdf"),
        ("e\u0301te\u0301.pdf", "été.pdf"),
        ("  espaces   doubles .pdf", "espaces doubles.pdf"),
        ("....pdf", "document.pdf"),
        (".pdf", "document.pdf"),
        ("", "document"),
        ("/", "document"),
        ("sans-extension", "sans-extension"),
        ("nom.extensiontroplongue", "nom.extensiontroplongue"),
        ('"guillemets";.pdf', '"guillemets";.pdf'),
    ],
)
def test_clean_name(raw, clean):
    assert clean_name(raw) == clean


def test_a_long_name_keeps_its_extension_both_sides_of_the_limit():
    fits = "a" * (LONGEST - 4) + ".pdf"
    assert clean_name(fits) == fits
    assert clean_name("a" + fits) == fits
    assert len(clean_name("é" * 500 + ".pdf")) == LONGEST


@pytest.mark.parametrize(
    ("name", "extension"), [("a.PDF", "pdf"), ("a.tar.gz", "gz"), ("pdf", ""), ("a.", "")]
)
def test_extension_of(name, extension):
    assert extension_of(name) == extension
