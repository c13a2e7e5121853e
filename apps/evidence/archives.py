"""Zip files and the office documents made of them: read by their directory, never unpacked."""

import lzma
import struct
import zipfile
import zlib
from typing import BinaryIO

from django.utils.translation import gettext as _

from apps.core.refusals import Invalid

MOST_MEMBERS = 20_000
LARGEST_DIRECTORY = 8 * 1024 * 1024
BOMB_BYTES = 500 * 1024 * 1024
BOMB_RATIO = 200
END = struct.Struct("<4s4H2LH")
LONGEST_END = END.size + 0xFFFF
UNREADABLE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    ValueError,
    RuntimeError,
    OSError,
    EOFError,
)
"""What the reader of archives raises at broken, cut, locked or exotic members."""
PARTS = {
    "docx": "word/document.xml",
    "xlsx": "xl/workbook.xml",
    "pptx": "ppt/presentation.xml",
}
OPEN_DOCUMENTS = {
    "odt": b"application/vnd.oasis.opendocument.text",
    "ods": b"application/vnd.oasis.opendocument.spreadsheet",
}


def check_archive(file: BinaryIO, extension: str) -> None:
    """Raise `Invalid` unless `file` is a sound archive of the kind that `extension` names.

    Only the directory is read: its size is bounded first, so that no archive can fill the memory.
    """
    _check_directory_size(file, extension)
    try:
        with zipfile.ZipFile(file) as archive:
            members = archive.infolist()
            _check_members(members)
            if not _is_kind(archive, extension):
                raise _unsound(
                    _("Ce fichier s’appelle « .%(extension)s », mais son contenu n’en est pas un.")
                    % {"extension": extension}
                )
    except UNREADABLE as error:
        raise _unsound(_("Cette archive est abîmée.")) from error


def _check_directory_size(file: BinaryIO, extension: str) -> None:
    """Read the end record by hand: Python's reader would load a directory of any size."""
    start = file.read(4)
    size = file.seek(0, 2)
    file.seek(max(0, size - LONGEST_END))
    tail = file.read(LONGEST_END)
    at = tail.rfind(b"PK\x05\x06")
    if start not in (b"PK\x03\x04", b"PK\x05\x06") or at < 0 or len(tail) - at < END.size:
        raise _unsound(
            _("Ce fichier s’appelle « .%(extension)s », mais son contenu n’en est pas un.")
            % {"extension": extension}
        )
    directory, members = END.unpack_from(tail, at)[5], END.unpack_from(tail, at)[4]
    zip64 = tail[max(0, at - 20) :].startswith(b"PK\x06\x07")
    if zip64 or members > MOST_MEMBERS or directory > LARGEST_DIRECTORY:
        raise _unsound(_("Cette archive contient trop de fichiers."))


def _check_members(members: list[zipfile.ZipInfo]) -> None:
    """Refuse names that leave the folder or say nothing, members that overlap, and bombs."""
    if not all(member.filename for member in members):
        raise _unsound(_("Cette archive contient des chemins dangereux."))
    if not any(not member.is_dir() for member in members):
        raise _unsound(_("Cette archive est vide."))
    free_from = 0
    for member in sorted(members, key=lambda one: one.header_offset):
        if member.header_offset < free_from:
            raise _unsound(_("Cette archive est abîmée."))
        free_from = member.header_offset + member.compress_size + 30
        parts = member.filename.replace("\\", "/").split("/")
        if ".." in parts or member.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise _unsound(_("Cette archive contient des chemins dangereux."))
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > BOMB_BYTES and unpacked > packed * BOMB_RATIO:
        raise _unsound(_("Cette archive devient démesurée une fois ouverte."))


def _is_kind(archive: zipfile.ZipFile, extension: str) -> bool:
    """Tell whether the members are those of an `extension`; macros make it another kind."""
    names = set(archive.namelist())
    if extension in OPEN_DOCUMENTS:
        if "mimetype" not in names:
            return False
        with archive.open("mimetype") as member:
            return member.read(100).strip() == OPEN_DOCUMENTS[extension]
    if extension in PARTS:
        macros = any(name.lower().endswith("vbaproject.bin") for name in names)
        return {"[Content_Types].xml", PARTS[extension]} <= names and not macros
    return True


def _unsound(sentence: str) -> Invalid:
    advice = _("Enregistrez-le de nouveau depuis le logiciel qui l’a produit.")
    return Invalid(f"{sentence} {advice}", field="upload")
