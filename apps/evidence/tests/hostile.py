"""A seeded stream of hostile uploads: names, contents and forms that nobody should send."""

import random
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

from apps.evidence.tests.builders import (
    JPEG,
    MOV,
    MP4,
    PDF,
    WEBM,
    make_office,
    make_pdf,
    make_png,
    make_zip,
)

LIMIT = 200_000
SOUND = {
    "pdf": PDF,
    "png": make_png(),
    "jpg": JPEG,
    "mp4": MP4,
    "mov": MOV,
    "webm": WEBM,
    "docx": make_office("word/document.xml"),
    "xlsx": make_office("xl/workbook.xml"),
    "pptx": make_office("ppt/presentation.xml"),
    "odt": make_zip({"mimetype": b"application/vnd.oasis.opendocument.text"}),
    "zip": make_zip({"journal.txt": b"ok"}),
    "txt": b"bonjour\n",
    "csv": b"a;b\r\n1;2\r\n",
    "json": b'{"a": 1}',
    "xml": b"<a>b</a>",
    "eml": b"Subject: x\r\n\r\nx",
}
PAGES = [
    b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
    b"<html><script>alert(1)</script></html>",
    b"<!DOCTYPE html><body onload=alert(1)>",
    b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
    b'<!DOCTYPE l [<!ENTITY l "lol"><!ENTITY m "&l;&l;&l;&l;">]><l>&m;&m;</l>',
    b"<?php system('id'); ?>",
    b"#!/bin/sh\nid\n",
    b"MZ\x90\x00\x03",
    b"\x7fELF\x02\x01\x01\x00",
]
NAMES = [
    "../../../../etc/cron.d/x.{0}",
    "..\\..\\windows\\x.{0}",
    "/etc/passwd.{0}",
    "C:\\x.{0}",
    "\u202egpj.{0}",
    "a\x00b.{0}",
    'x"; filename="evil.html.{0}',
    "x\r\nSet-Cookie: a=b\r\n\r\n.{0}",
    "<img src=x onerror=alert(1)>.{0}",
    "=HYPERLINK(1).{0}",
    "{{{{7*7}}}}{{% debug %}}.{0}",
    "x" * 5000 + ".{0}",
    ".{0}",
    "....{0}",
    "CON.{0}",
    "\ud800.{0}",
    "x.html.{0}",
    "x.{0}.html",
    "x.{0}/",
    "x.{0}\u200b",
    "%2e%2e%2fx.{0}",
    "",
]


@dataclass(frozen=True)
class Upload:
    """The body of one POST, and whether the connection is cut before its end."""

    body: bytes
    boundary: str = "fin"

    @property
    def content_type(self) -> str:
        return f"multipart/form-data; boundary={self.boundary}"


def uploads(count: int, seed: int) -> Iterator[Upload]:
    """Yield `count` uploads, always the same for one seed."""
    dice = random.Random(seed)  # noqa: S311 (not a secret)
    for _ in range(count):
        extension, content = dice.choice(CONTENTS)(dice)
        name = f"preuve.{extension}"
        if dice.random() < 0.4:
            name = dice.choice(NAMES).format(extension)
        fields = {"kind": b"document", "no_patient_data": b"on"}
        if dice.random() < 0.2:
            field = dice.choice(["kind", "title", "comment", "document_on", "no_patient_data"])
            fields[field] = dice.choice([b"", b"\x00", b"\xff\xfe", b"9" * 9000, b"0000-00-00"])
        body = _multipart(fields, name, content)
        if dice.random() < 0.1:
            body = body[: dice.randrange(len(body))]
        yield Upload(body)


def _multipart(fields: dict[str, bytes], name: str, content: bytes) -> bytes:
    parts = [
        b'--fin\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (key.encode(), value)
        for key, value in fields.items()
    ]
    head = f'--fin\r\nContent-Disposition: form-data; name="upload"; filename="{name}"\r\n'
    parts.append(head.encode("utf-8", "surrogatepass") + b"\r\n" + content + b"\r\n--fin--\r\n")
    return b"".join(parts)


def _empty(dice):
    return dice.choice(list(SOUND)), b""


def _around_the_limit(dice):
    extension = dice.choice(["pdf", "txt", "csv"])
    start = SOUND[extension]
    return extension, start + b"%" * (LIMIT - len(start) + dice.choice([-1, 0, 1, 5000]))


def _of_another_type(dice):
    return dice.choice(list(SOUND)), dice.choice([*SOUND.values(), *PAGES])


def _polyglot(dice):
    extension = dice.choice(list(SOUND))
    page, sound = dice.choice(PAGES), SOUND[extension]
    at = dice.randrange(len(sound))
    return extension, dice.choice([page + sound, sound + page, sound[:at] + page + sound[at:]])


def _page(dice):
    return dice.choice(["html", "svg", "xml", "txt", "exe", "js", "pdf"]), dice.choice(PAGES)


def _mutated(dice):
    extension = dice.choice(list(SOUND))
    content = bytearray(SOUND[extension])
    for _ in range(dice.randint(1, 8)):
        content[dice.randrange(len(content))] = dice.randrange(256)
    return extension, bytes(content)


def _noise(dice):
    return dice.choice(list(SOUND)), dice.randbytes(dice.randint(1, 3000))


def _mutated_pdf(dice):
    content = bytearray(make_pdf("bonjour", "fin"))
    for _ in range(dice.randint(1, 30)):
        content[dice.randrange(8, len(content))] = dice.randrange(256)
    return "pdf", bytes(content)


def _bomb(dice):
    extension = dice.choice(["zip", "docx", "xlsx", "odt"])
    members = {"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}
    members |= {"xl/workbook.xml": b"<x/>", "z/zeros.xml": b"0" * dice.choice([10**5, 10**7])}
    return extension, make_zip(members)


def _overlapping(dice):
    single = make_zip({"a.txt": b"x" * 100}, method=zipfile.ZIP_STORED)
    start, end = single.rindex(b"PK\x01\x02"), single.rindex(b"PK\x05\x06")
    times, entry = dice.randint(2, 500), single[start:end]
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, times, times, times * len(entry), start, 0)
    return "zip", single[:start] + entry * times + tail


def _travelling(dice):
    name = dice.choice(["../x.txt", "/etc/passwd", "a/../../b", "..\\b", "C:\\b", "a\x00b", ""])
    return "zip", make_zip({name: b"x", "b.txt": b"x"})


def _deep_xml(dice):
    depth = dice.choice([10, 1000, 20_000])
    return "xml", b"<a>" * depth + b"</a>" * depth


def _long_lines(dice):
    return dice.choice(["txt", "csv", "json"]), dice.choice([b"1 ", b"[", b'{"a":']) * 20_000


CONTENTS = [
    _empty,
    _around_the_limit,
    _of_another_type,
    _of_another_type,
    _polyglot,
    _polyglot,
    _page,
    _mutated,
    _mutated,
    _noise,
    _mutated_pdf,
    _bomb,
    _overlapping,
    _travelling,
    _deep_xml,
    _long_lines,
]
