"""Refuse a file that holds a patient number (INS or NIR), saying where and never which.

A safety net under the person's own tick, not a proof: what stands in a picture or a video, in a
file under a password, or beyond the allowance of `office.Allowance` is not read, and a file is
not refused for that.
"""

import logging
import time
import xml.parsers.expat as expat
from collections.abc import Callable, Iterator
from email import message_from_binary_file, policy
from email.errors import MessageError
from itertools import islice
from typing import BinaryIO

from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.evidence import archives
from apps.evidence.identifiers import lines_with_numbers
from apps.evidence.limits import run_apart
from apps.evidence.office import (
    Allowance,
    Exhausted,
    places_in_archive,
    places_in_document,
    places_in_workbook,
)
from apps.evidence.texts import lenient_pieces

MOST_PLACES = 3
LARGEST_MESSAGE = 32 * 1024 * 1024
UNREADABLE = (*archives.UNREADABLE, Exhausted, expat.ExpatError, MessageError, LookupError)

logger = logging.getLogger(__name__)


def check_no_patient_number(file: BinaryIO, extension: str) -> None:
    """Raise `Invalid`, on the field `upload`, if `file` holds a patient number; see above.

    `file` is a real file of an admitted type, left at its start.
    """
    places = list(islice(_distinct(places_of(file, extension, Allowance())), MOST_PLACES + 1))
    file.seek(0)
    if places:
        more = " …" if len(places) > MOST_PLACES else ""
        raise Invalid(
            _(
                "Ce fichier contient un numéro INS ou NIR (%(places)s). "
                "Masquez les données du patient, puis déposez-le de nouveau."
            )
            % {"places": ", ".join(places[:MOST_PLACES]) + more},
            field="upload",
        )


def places_of(file: BinaryIO, extension: str, allowance: Allowance) -> Iterator[str]:
    """Yield where patient numbers stand in `file`, until it ends or cannot be read further."""
    reader = READERS.get(extension)
    if reader is None:
        return
    try:
        yield from reader(file, extension, allowance)
    except UNREADABLE as error:
        logger.warning("patient numbers: a .%s is not read to its end: %r", extension, error)


def _distinct(places: Iterator[str]) -> Iterator[str]:
    seen = set()
    for place in places:
        if place not in seen:
            seen.add(place)
            yield place


def _in_text(file: BinaryIO, _extension: str, _allowance: Allowance) -> Iterator[str]:
    for line in lines_with_numbers(lenient_pieces(file)):
        yield _("ligne %(line)d") % {"line": line}


def _in_message(file: BinaryIO, extension: str, allowance: Allowance) -> Iterator[str]:
    """The lines as they are, then the texts and the attached files once decoded."""
    yield from _in_text(file, extension, allowance)
    if file.seek(0, 2) > LARGEST_MESSAGE:
        raise Exhausted
    file.seek(0)
    for part in message_from_binary_file(file, policy=policy.compat32).walk():
        data = part.get_payload(decode=True)
        if data and part.get_content_maintype() == "text":
            text = data.decode("utf-8", "replace")
            if next(lines_with_numbers([text]), None):
                yield _("corps du message")


def _in_pdf(file: BinaryIO, _extension: str, allowance: Allowance) -> Iterator[str]:
    """The pages that another program names before it ends or is stopped."""
    if not _may_hold_text(file) or allowance.seconds < 1:
        return
    file.flush()
    started = time.monotonic()
    said, whole = run_apart("apps.evidence.pdf_pages", file, seconds=allowance.seconds)
    allowance.seconds -= time.monotonic() - started
    file.seek(0, 2)  # the position may have moved under the buffer: the end is told by the system
    for number in said.split():
        page = int(number)
        yield _("page %(page)d") % {"page": page} if page else _("formulaire ou propriétés")
    if not whole:
        logger.warning("patient numbers: a PDF is not read to its end")


def _may_hold_text(file: BinaryIO) -> bool:
    """Tell pictures put in a PDF from words: words want a font, or hide in an object stream."""
    tail = b""
    file.seek(0)
    while chunk := file.read(1024 * 1024):
        if any(word in tail + chunk for word in (b"/Font", b"/ObjStm", b"/AcroForm", b"/Info")):
            return True
        tail = chunk[-16:]
    return False


def _in_archive(file: BinaryIO, _extension: str, allowance: Allowance) -> Iterator[str]:
    yield from places_in_archive(file, places_of, allowance)


READERS: dict[str, Callable[[BinaryIO, str, Allowance], Iterator[str]]] = {
    "pdf": _in_pdf,
    "xlsx": places_in_workbook,
    "zip": _in_archive,
    "eml": _in_message,
    **dict.fromkeys(("docx", "pptx", "odt", "ods"), places_in_document),
    **dict.fromkeys(("txt", "log", "csv", "json", "xml"), _in_text),
}
