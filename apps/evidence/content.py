"""What a file is: its bytes decide, and its extension must say the same."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

import filetype
from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.evidence.archives import check_archive
from apps.evidence.names import extension_of
from apps.evidence.texts import check_json, check_message, check_text, check_xml

HEAD = 8192
PAGE_MARKS = (b"<html", b"<script", b"<svg", b"<!doctype")


@dataclass(frozen=True)
class FileType:
    """`content_type`: what we serve; `check(file, extension)` raises `Invalid` on other bytes."""

    content_type: str
    check: Callable[[BinaryIO, str], None]


def wrong_content(extension: str) -> Invalid:
    """Return the refusal of a file whose bytes are not what its extension says."""
    return Invalid(
        _(
            "Ce fichier s’appelle « .%(extension)s », mais son contenu n’en est pas un. "
            "Exportez-le de nouveau au bon format."
        )
        % {"extension": extension},
        field="upload",
    )


def check_content(file: BinaryIO, name: str) -> str:
    """Return the content type of `file`, whose clean name is `name`; leave it at its start.

    Raise `Invalid`, on the field `upload`, for an empty file, a type that is not admitted, or
    bytes that do not agree with the extension.
    """
    extension = extension_of(name)
    if extension not in ADMITTED:
        raise Invalid(
            _("Ce type de fichier n’est pas admis. Types admis : %(types)s.")
            % {"types": ", ".join(sorted(ADMITTED))},
            field="upload",
        )
    file.seek(0)
    if not file.read(1):
        raise Invalid(_("Ce fichier est vide : choisissez-en un autre."), field="upload")
    file.seek(0)
    ADMITTED[extension].check(file, extension)
    file.seek(0)
    return ADMITTED[extension].content_type


def _signature(*mimes: str) -> Callable[[BinaryIO, str], None]:
    """Return a check that the first bytes are those of one of `mimes`."""

    def check(file: BinaryIO, extension: str) -> None:
        found = filetype.guess(file.read(HEAD))
        if found is None or found.mime not in mimes:
            raise wrong_content(extension)

    return check


def _check_pdf(file: BinaryIO, extension: str) -> None:
    """A PDF starts as one, and no web page hides at its beginning."""
    head = file.read(HEAD)
    if not head.startswith(b"%PDF-") or any(mark in head[:1024].lower() for mark in PAGE_MARKS):
        raise wrong_content(extension)


def _archive(content_type: str) -> FileType:
    return FileType(content_type, check_archive)


OFFICE = "application/vnd.openxmlformats-officedocument"
JPEG = FileType("image/jpeg", _signature("image/jpeg"))
TEXT = FileType("text/plain", check_text)

ADMITTED: dict[str, FileType] = {
    "pdf": FileType("application/pdf", _check_pdf),
    "png": FileType("image/png", _signature("image/png", "image/apng")),
    "jpg": JPEG,
    "jpeg": JPEG,
    "mp4": FileType("video/mp4", _signature("video/mp4", "video/x-m4v")),
    "mov": FileType("video/quicktime", _signature("video/quicktime")),
    "webm": FileType("video/webm", _signature("video/webm")),
    "docx": _archive(f"{OFFICE}.wordprocessingml.document"),
    "xlsx": _archive(f"{OFFICE}.spreadsheetml.sheet"),
    "pptx": _archive(f"{OFFICE}.presentationml.presentation"),
    "odt": _archive("application/vnd.oasis.opendocument.text"),
    "ods": _archive("application/vnd.oasis.opendocument.spreadsheet"),
    "zip": _archive("application/zip"),
    "txt": TEXT,
    "log": TEXT,
    "csv": FileType("text/csv", check_text),
    "json": FileType("application/json", check_json),
    "xml": FileType("application/xml", check_xml),
    "eml": FileType("message/rfc822", check_message),
}
