"""A program of its own: print the words of a file, a line each, under the limits of `limits.py`.

`python -m apps.evidence.file_words PATH EXTENSION SECONDS`. It ends with `END` when the whole file
was read, with `CUT` when only its first `MOST` characters were.
"""

import sys
import zipfile
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

import openpyxl
import pypdfium2

from apps.evidence.limits import accept_limits
from apps.evidence.page_drawing import HYPHENS
from apps.evidence.texts import lenient_pieces
from apps.evidence.xml_words import Paragraphs

MOST = 200_000
CHUNK = 64 * 1024
END, CUT = "\x02", "\x03"
BODIES = ("word/document.xml", "content.xml", "ppt/slides/slide")


def main(path: str, extension: str, seconds: int) -> None:
    """Print the lines that hold a word."""
    accept_limits(seconds)
    left = MOST
    with open(path, "rb") as file:
        for line in READERS[extension](file):
            if words := " ".join(line.translate(HYPHENS).split()):
                say(words[:left])
                left -= len(words)
            if left <= 0:
                return say(CUT)
    return say(END)


def say(line: str) -> None:
    """Print one line."""
    sys.stdout.buffer.write(line.encode("utf-8", "replace") + b"\n")


def _of_pdf(file: BinaryIO) -> Iterator[str]:
    document = pypdfium2.PdfDocument(file)
    for page in document:
        yield from page.get_textpage().get_text_range().splitlines()


def _of_text(file: BinaryIO) -> Iterator[str]:
    rest = ""
    for piece in lenient_pieces(file):
        *lines, rest = (rest + piece).split("\n")
        yield from lines
    yield rest


def _of_document(file: BinaryIO) -> Iterator[str]:
    with zipfile.ZipFile(file) as archive:
        for name in sorted(archive.namelist(), key=_rank):
            if name.startswith(BODIES) and name.endswith(".xml"):
                with archive.open(name) as part:
                    chunks = iter(lambda part=part: part.read(CHUNK), b"")
                    for _place, text in Paragraphs(lambda *_where: "").read(chunks):
                        yield text


def _rank(name: str) -> tuple:
    """Return what puts slide 10 after slide 9."""
    digits = "".join(filter(str.isdigit, PurePosixPath(name).stem))
    return int(digits or 0), name


def _of_workbook(file: BinaryIO) -> Iterator[str]:
    book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(values_only=True):
            yield " · ".join(str(cell) for cell in row if cell is not None)


READERS: dict[str, Callable[[BinaryIO], Iterator[str]]] = {
    "pdf": _of_pdf,
    "xlsx": _of_workbook,
    **dict.fromkeys(("docx", "pptx", "odt", "ods"), _of_document),
    **dict.fromkeys(("txt", "log", "csv", "json", "xml", "eml"), _of_text),
}


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
