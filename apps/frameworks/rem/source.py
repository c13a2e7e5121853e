"""From a path or an upload to bytes that are safe to hand to openpyxl.

openpyxl trusts what it opens: it inflates every part without a limit, and parses XML with the
standard library (defusedxml is optional there). So the parts are inflated here first, counted while
they are read whatever their headers say, and a document type declaration is refused.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from xml.parsers import expat

from django.utils.translation import gettext as _

from apps.frameworks.rem.errors import (
    RemError,
    damaged,
    encrypted,
    not_a_workbook,
    too_large_inside,
)

MEGABYTE = 1024 * 1024
MAX_BYTES = 20 * MEGABYTE
MAX_INFLATED_BYTES = 40 * MEGABYTE
MAX_PARTS = 2_000
# openpyxl opens every declared sheet, twenty thousand times the same one if it is told so.
MAX_SHEETS = 100
# Parts under this size are never judged by their ratio: short repetitive XML shrinks very well.
RATIO_FLOOR = 5 * MEGABYTE
MAX_RATIO = 150
CHUNK = MEGABYTE

OLE_MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
FORMULA = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?f[\s/>]")
SHEET = re.compile(rb"<(?:[A-Za-z_][\w.-]*:)?sheet[\s/>]")
UNREADABLE_ZIP = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    RuntimeError,
    NotImplementedError,
    OverflowError,
)


@dataclass(frozen=True, slots=True)
class Source:
    """The bytes of a workbook that passed every check."""

    data: bytes
    has_formulas: bool


def load_source(path_or_file) -> Source:
    """Read a path or an open binary file, at most MAX_BYTES, and check what is inside.

    Raises RemError (too large, encrypted, old format, not a workbook, unsafe content).
    """
    data = read_bytes(path_or_file)
    if data.startswith(OLE_MAGIC):
        raise encrypted() if ENCRYPTED_STREAM in data else _old_format()
    return Source(data=data, has_formulas=_check_archive(data))


def read_bytes(path_or_file) -> bytes:
    """Return the content of a path or an open file; RemError if empty or over MAX_BYTES."""
    try:
        if hasattr(path_or_file, "read"):
            _check_size(getattr(path_or_file, "size", None) or 0)
            data = path_or_file.read(MAX_BYTES + 1)
        else:
            path = Path(path_or_file)
            _check_size(path.stat().st_size)
            with path.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
    except RemError:
        raise
    except (OSError, ValueError) as error:  # ValueError: a path with a NUL, a closed file.
        raise RemError(
            _("Le fichier est introuvable ou illisible : vérifiez son emplacement et ses droits.")
        ) from error
    if not data:
        raise RemError(_("Ce fichier est vide : choisissez le classeur des exigences (.xlsx)."))
    _check_size(len(data))
    return data


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise RemError(
            _(
                "Ce fichier dépasse la taille maximale de %(limit)d Mo : retirez les images et les "
                "feuilles inutiles, puis importez-le de nouveau."
            )
            % {"limit": MAX_BYTES // MEGABYTE}
        )


def _old_format() -> RemError:
    return RemError(
        _(
            "Ce fichier est à l’ancien format d’Excel (.xls) : ouvrez-le dans Excel, "
            "enregistrez-le au format « Classeur Excel (.xlsx) », puis importez-le de nouveau."
        )
    )


def _check_archive(data: bytes) -> bool:
    """Inflate every part under the limits; tell whether a sheet holds formulas."""
    if not data.startswith(b"PK"):
        raise not_a_workbook()
    marks = _Marks()
    total = 0
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > MAX_PARTS:
                raise too_large_inside()
            if "[Content_Types].xml" not in archive.namelist():
                raise not_a_workbook()
            for part in parts:
                if part.flag_bits & 0x1:
                    raise encrypted()
                total += _inflate(archive, part, MAX_INFLATED_BYTES - total, marks)
    except RemError:
        raise
    except UNREADABLE_ZIP as error:
        raise damaged() from error
    if marks.sheets > MAX_SHEETS:
        raise too_large_inside()
    return marks.formulas


def _inflate(archive: zipfile.ZipFile, part: zipfile.ZipInfo, room: int, marks: "_Marks") -> int:
    """Read one part to its end, watching for what is refused; return its real size."""
    prolog = _Prolog()
    size = 0
    tail = b""
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > room or (
                size > RATIO_FLOOR and size > MAX_RATIO * max(part.compress_size, 1)
            ):
                raise too_large_inside()
            prolog.feed(chunk)
            marks.look(tail + chunk)
            tail = chunk[-64:]
    return size


class _Marks:
    """What the parts hold that matters before openpyxl opens them: formulas, declared sheets."""

    def __init__(self):
        self.formulas = False
        self.sheets = 0

    def look(self, text: bytes) -> None:
        if b"\0" in text:
            text = text.replace(b"\0", b"")  # UTF-16 read as ASCII.
        self.formulas = self.formulas or FORMULA.search(text) is not None
        self.sheets += len(SHEET.findall(text))


class _Prolog:
    """Watches the start of an XML part, up to its root element, in any encoding.

    A document type declaration can stand nowhere else, and it is where entity bombs live; no
    spreadsheet program writes one.
    """

    def __init__(self):
        self._parser = expat.ParserCreate()
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._parser.StartElementHandler = self._stop
        self._done = False

    def feed(self, chunk: bytes) -> None:
        if self._done:
            return
        try:
            # Small bites: the root element is near the start, and a part may be large.
            for start in range(0, len(chunk), 4096):
                self._parser.Parse(chunk[start : start + 4096], False)
                if self._done:
                    return
        except RemError:
            raise
        except (expat.ExpatError, ValueError, LookupError):
            self._done = True  # Not XML: an image, or a broken part that openpyxl will refuse.

    def _refuse(self, *args):
        raise RemError(
            _(
                "Ce classeur contient une déclaration XML interdite (DOCTYPE) : ouvrez-le dans "
                "Excel, enregistrez-le sous un autre nom, puis importez cette copie."
            )
        )

    def _stop(self, *args):
        self._done = True
