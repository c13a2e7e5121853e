"""Text files: readable from end to end, in a known encoding, and not a web page in disguise."""

import codecs
import re
import xml.parsers.expat as expat
from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from apps.core.refusals import Invalid

CHUNK = 64 * 1024
CONTROLS = re.compile(r"[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f\ufffe\uffff]")
PAGES = re.compile(r"\s*(<!doctype\s+html|<html|<svg|<script|<\?php|%PDF-)", re.IGNORECASE)
HEADER = re.compile(r"(From |[A-Za-z][A-Za-z0-9-]*:)")
WEB_ROOTS = {"html", "svg"}
BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def check_text(file: BinaryIO, extension: str) -> str:
    """Raise `Invalid` unless `file` is text all along; return its beginning."""
    start = file.read(4)
    marked = [name for mark, name in BYTE_ORDER_MARKS.items() if start.startswith(mark)]
    for encoding in marked or ["utf-8", "cp1252"]:
        try:
            head = _read_all(file, encoding)
        except UnicodeDecodeError:
            continue
        if PAGES.match(head):
            break
        return head
    raise _not(extension)


def check_json(file: BinaryIO, extension: str) -> None:
    """Raise `Invalid` unless `file` is text that opens an object or a list."""
    if not check_text(file, extension).lstrip().startswith(("{", "[")):
        raise _not(extension)


def check_message(file: BinaryIO, extension: str) -> None:
    """Raise `Invalid` unless `file` is text that starts with the header of a mail."""
    if not HEADER.match(check_text(file, extension)):
        raise _not(extension)


def check_xml(file: BinaryIO, extension: str) -> None:
    """Raise `Invalid` unless `file` is well-formed XML, no web page, without a DTD.

    A DTD is where entities are declared: expansion bombs and reads of other files start there.
    """
    reader = expat.ParserCreate()
    reader.StartDoctypeDeclHandler = _refuse_doctype
    reader.StartElementHandler = _RootOnly(reader)
    file.seek(0)
    try:
        for chunk in iter(lambda: file.read(CHUNK), b""):
            reader.Parse(chunk, False)
        reader.Parse(b"", True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        raise _not(extension) from error


class _RootOnly:
    """Look at the root element, then at no other."""

    def __init__(self, reader):
        self.reader = reader

    def __call__(self, name: str, _attributes) -> None:
        self.reader.StartElementHandler = None
        if name.rpartition(":")[2].lower() in WEB_ROOTS:
            raise Invalid(_("Les pages web ne sont pas admises : joignez un PDF."), field="upload")


def _refuse_doctype(*_arguments) -> None:
    raise Invalid(
        _("Ce fichier XML contient une déclaration DOCTYPE : retirez-la, puis recommencez."),
        field="upload",
    )


def _read_all(file: BinaryIO, encoding: str) -> str:
    """Decode the whole file piece by piece and return its first piece."""
    head = ""
    for piece in _pieces(file, encoding):
        head = head or piece
        if found := CONTROLS.search(piece):
            raise UnicodeDecodeError(encoding, b"", 0, 1, f"control character {found[0]!r}")
    return head


def _pieces(file: BinaryIO, encoding: str, errors: str = "strict") -> Iterator[str]:
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    file.seek(0)
    for chunk in iter(lambda: file.read(CHUNK), b""):
        yield decoder.decode(chunk)
    yield decoder.decode(b"", final=True)


def lenient_pieces(file: BinaryIO) -> Iterator[str]:
    """Yield the text of a file that was checked already, piece by piece.

    The digits are the same in UTF-8 and in cp1252: what is not UTF-8 needs no second reading.
    """
    file.seek(0)
    start = file.read(4)
    marked = [name for mark, name in BYTE_ORDER_MARKS.items() if start.startswith(mark)]
    yield from _pieces(file, marked[0] if marked else "utf-8", errors="replace")


def _not(extension: str) -> Invalid:
    return Invalid(
        _(
            "Ce fichier s’appelle « .%(extension)s », mais son contenu n’en est pas un. "
            "Exportez-le de nouveau, en UTF-8."
        )
        % {"extension": extension},
        field="upload",
    )
