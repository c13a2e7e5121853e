"""Files for tests: the smallest sound one of each type, and the vault's own counts."""

import io
import struct
import zipfile
import zlib
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections

from apps.evidence import services
from apps.evidence.states import EvidenceKind

TODAY = date(2026, 3, 4)
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + b"\x00" * 40 + b"\xff\xd9"
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp42" + b"\x00" * 64
WEBM = b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08"
WEBM += b"\x42\x82\x84webm" + b"\x00" * 64
MOV = b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  " + b"\x00" * 64


def make_png() -> bytes:
    """Return a picture of one grey pixel."""

    def chunk(name: bytes, data: bytes) -> bytes:
        body = name + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return (
        b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")
    )


def make_zip(members: dict[str, bytes], *, method=zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of these members."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, (2026, 3, 4, 0, 0, 0)), data, method)
    return file.getvalue()


def make_pdf(*pages: str) -> bytes:
    """Return a PDF of these pages, one line of compressed text on each."""
    count = len(pages)
    kids = b" ".join(b"%d 0 R" % (4 + 2 * n) for n in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count %d >>" % (kids, count),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for number, text in enumerate(pages):
        stream = zlib.compress(b"BT /F1 12 Tf 60 770 Td (%s) Tj ET" % text.encode("cp1252"))
        objects += [
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents %d 0 R "
            b"/Resources << /Font << /F1 3 0 R >> >> >>" % (5 + 2 * number),
            b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(stream), stream),
        ]
    body, offsets = bytearray(b"%PDF-1.7\n"), []
    for number, content in enumerate(objects, start=1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    start, size = len(body), len(objects) + 1
    body += b"xref\n0 %d\n0000000000 65535 f \n" % size
    body += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    body += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(body)


def make_office(part: str, **more: bytes) -> bytes:
    """Return an office document whose main part is `part`."""
    return make_zip({"[Content_Types].xml": b"<Types/>", part: b"<x/>", **more})


def make_upload(content: bytes = PDF, name: str = "preuve.pdf") -> SimpleUploadedFile:
    """Return an uploaded file."""
    return SimpleUploadedFile(name, content)


def make_evidence_version(product, *, by, content: bytes = PDF, name="preuve.pdf", **facts):
    """Return version 1 of a document deposited through the service."""
    facts = {"kind": EvidenceKind.DOCUMENT, "today": TODAY} | facts
    return services.store_file(product, make_upload(content, name), by=by, **facts)


def stored_files() -> list[Path]:
    """Return every file under the vault, those on their way included."""
    root = Path(settings.EVIDENCE_ROOT)
    return sorted(path for path in root.rglob("*") if path.is_file())


def close(response) -> None:
    """Close an answer of the test client as the client itself does.

    The signal that ends a request would also close the test's own connection to PostgreSQL.
    """
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)
