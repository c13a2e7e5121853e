"""Look for patient numbers in office documents and archives: inside the zip, bytes counted."""

import tempfile
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from django.utils.translation import gettext as _

from apps.evidence.identifiers import holds_number
from apps.evidence.names import clean_name, extension_of
from apps.evidence.xml_words import Cells, Paragraphs, elements

CHUNK = 64 * 1024
SHARED_STRINGS = "xl/sharedstrings.xml"
WORKSHEETS = "xl/worksheets/"


class Allowance:
    """How much one file may cost to read: bytes once unpacked, seconds in other programs."""

    def __init__(self, *, size: int = 128 * 1024 * 1024, seconds: float = 20):
        self.size, self.seconds = size, seconds

    def chunks(self, part: BinaryIO) -> Iterator[bytes]:
        """Yield a part piece by piece; raise `Exhausted` once too much was read."""
        while chunk := part.read(CHUNK):
            self.size -= len(chunk)
            if self.size < 0:
                raise Exhausted
            yield chunk


class Exhausted(Exception):
    """The file asks for more than its allowance: the rest of it is not read."""


def places_in_document(file: BinaryIO, extension: str, allowance: Allowance) -> Iterator[str]:
    """Yield where numbers stand in a text document, a presentation or an open spreadsheet."""
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            if not member.filename.lower().endswith(".xml"):
                continue
            with archive.open(member) as part:
                reader = Paragraphs(_namer(member.filename, extension))
                for place, text in reader.read(allowance.chunks(part)):
                    if holds_number(text):
                        yield place


def places_in_workbook(file: BinaryIO, _extension: str, allowance: Allowance) -> Iterator[str]:
    """Yield where numbers stand in a workbook: cells, then comments and drawings."""
    with zipfile.ZipFile(file) as archive:
        members = {member.filename.lower().lstrip("/"): member for member in archive.infolist()}
        wrong = _shared_with_number(archive, members, allowance)
        names = _sheet_names(archive, members, allowance)
        for name, member in members.items():
            if not name.endswith(".xml") or name == SHARED_STRINGS:
                continue
            sheet = names.get(name, PurePosixPath(name).stem)
            with archive.open(member) as part:
                cells = name.startswith(WORKSHEETS)
                reader = Cells() if cells else Paragraphs(lambda _n, _s, part=sheet: part)
                for place, text in reader.read(allowance.chunks(part)):
                    if text in wrong or holds_number(text):
                        yield _cell(sheet, place) if cells else _part(sheet)


def places_in_archive(
    file: BinaryIO, look: Callable[[BinaryIO, str, Allowance], Iterator[str]], allowance: Allowance
) -> Iterator[str]:
    """Yield where numbers stand in the files of a zip, one level deep; `look` reads one of them."""
    with zipfile.ZipFile(file) as archive:
        for member in archive.infolist():
            extension = extension_of(member.filename)
            if member.is_dir() or extension == "zip":
                continue
            with archive.open(member) as part, tempfile.TemporaryFile() as copy:
                for chunk in allowance.chunks(part):
                    copy.write(chunk)
                for place in look(copy, extension, allowance):
                    yield _("« %(name)s », %(place)s") % {
                        "name": clean_name(member.filename),
                        "place": place,
                    }


def _shared_with_number(archive, members, allowance) -> set[str]:
    """Return the shared strings that hold a number, named as `Cells` names them."""
    if SHARED_STRINGS not in members:
        return set()
    with archive.open(members[SHARED_STRINGS]) as part:
        reader = Paragraphs(lambda number, _sheet: f"#{number - 1}")
        return {place for place, text in reader.read(allowance.chunks(part)) if holds_number(text)}


def _sheet_names(archive, members, allowance) -> dict[str, str]:
    """Return {part: the name on its tab}."""
    found = {}
    for name in ("xl/_rels/workbook.xml.rels", "xl/workbook.xml"):
        if name not in members:
            return {}
        wanted = "Relationship" if name.endswith("rels") else "sheet"
        with archive.open(members[name]) as part:
            found[wanted] = elements(allowance.chunks(part), wanted)
    targets = {each.get("Id"): each.get("Target", "") for each in found["Relationship"]}
    return {
        _target(targets[sheet["id"]]): sheet.get("name", "")
        for sheet in found["sheet"]
        if sheet.get("id") in targets
    }


def _target(path: str) -> str:
    path = path.lower()
    return path.lstrip("/") if path.startswith("/") else f"xl/{path}"


def _namer(part: str, extension: str) -> Callable[[int, str], str]:
    """Return how a paragraph of that part is named to people."""
    stem = PurePosixPath(part).stem
    if stem.startswith("slide") and stem[5:].isdigit():
        return lambda _number, _sheet: _("diapositive %(number)s") % {"number": stem[5:]}
    if extension == "ods":
        return lambda _number, sheet: _("feuille « %(sheet)s »") % {"sheet": sheet or stem}
    if stem in {"document", "content"}:
        return lambda number, _sheet: _("paragraphe %(number)d") % {"number": number}
    return lambda _number, _sheet: _part(stem)


def _part(name: str) -> str:
    return _("partie « %(name)s »") % {"name": name}


def _cell(sheet: str, cell: str) -> str:
    return _("cellule %(cell)s de la feuille « %(sheet)s »") % {"cell": cell, "sheet": sheet}
