"""Read what was dropped: PEM, DER, or zips of them; each file gets its certificates or a sentence.

Nothing here writes: bytes come from memory and stay there.
"""

import base64
import binascii
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from django.utils.translation import gettext as _

from apps.certificates.x509.facts import Facts, NotFollowed, read_certificate
from apps.certificates.x509.keys import holds_private_key
from apps.core.refusals import Invalid
from apps.evidence.archives import UNREADABLE, check_archive

LARGEST_FILE = 256 * 1024  # a certificate weighs 2 kB, a whole chain some 20
LARGEST_ZIP = 4 * 1024 * 1024
LARGEST_UNPACKED = 16 * 1024 * 1024
MOST_CERTIFICATES = 200
BLOCK = re.compile(rb"-----BEGIN CERTIFICATE-----(.+?)-----END CERTIFICATE-----", re.DOTALL)
BROKEN = (ValueError, TypeError, UnsupportedAlgorithm, OverflowError, x509.DuplicateExtension)


@dataclass(frozen=True)
class Found:
    """A certificate, and the file it comes from."""

    filename: str
    facts: Facts


@dataclass
class Reading:
    """All that was dropped: certificates, (file, sentence) refused, (file, sentence) to know."""

    found: list[Found] = field(default_factory=list)
    refused: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[tuple[str, str]] = field(default_factory=list)
    held_key: bool = False

    def refuse(self, name: str, sentence: str) -> None:
        """Note why a file is left out."""
        self.refused.append((name, sentence))


def read_files(files: list[tuple[str, bytes]]) -> Reading:
    """Return what these (name, content) say; no file keeps the others from being read."""
    reading = Reading()
    for name, data in files:
        if data.startswith(b"PK\x03\x04"):
            _read_zip(reading, name, data)
        else:
            _read_file(reading, name, data)
    return reading


def _read_zip(reading: Reading, name: str, data: bytes) -> None:
    if len(data) > LARGEST_ZIP:
        return reading.refuse(name, _("Archive trop lourde : n’y laissez que des certificats."))
    try:
        check_archive(BytesIO(data), "zip")
        for member, content in _members(data):
            _read_file(reading, f"{name} › {member}", content)
    except Invalid as refusal:
        reading.refuse(name, refusal.message)
    except (*UNREADABLE, *BROKEN):
        reading.refuse(
            name,
            _("Archive abîmée ou protégée par un mot de passe : déposez les certificats seuls."),
        )
    return None


def _members(data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a zip, counting what they weigh once unpacked."""
    left = LARGEST_UNPACKED
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for info in archive.infolist():
            if info.is_dir():
                continue
            with archive.open(info) as member:
                content = member.read(LARGEST_FILE + 1)
            left -= len(content)
            if left < 0:
                raise Invalid(
                    _("Cette archive devient démesurée une fois ouverte : déposez-la en plusieurs.")
                )
            yield info.filename, content


def _read_file(reading: Reading, name: str, data: bytes) -> None:
    if holds_private_key(name, data):
        reading.held_key = True
        return reading.refuse(
            name,
            _("Ce fichier contient une clé privée : il est refusé, et rien n’en est conservé."),
        )
    if not data:
        return reading.refuse(name, _("Ce fichier est vide."))
    if len(data) > LARGEST_FILE:
        return reading.refuse(
            name,
            _("Trop lourd pour un certificat, qui pèse quelques kilo-octets. Vérifiez le fichier."),
        )
    blocks = BLOCK.findall(data)
    if not blocks:
        return _read_one(reading, name, data)
    for number, block in enumerate(blocks, start=1):
        try:
            der = base64.b64decode(b"".join(block.split()), validate=True)
        except binascii.Error:
            der = b""
        _read_one(reading, name if len(blocks) == 1 else f"{name} ({number})", der)
    return None


def _read_one(reading: Reading, name: str, der: bytes) -> None:
    try:
        facts = read_certificate(der)
    except NotFollowed:
        reading.ignored.append((name, _("Certificat d’une autorité : il n’est pas à renouveler.")))
        return
    except BROKEN:
        reading.refuse(
            name,
            _("Ce n’est pas un certificat lisible : déposez un fichier .pem, .cer, .crt ou .der."),
        )
        return
    if any(each.facts.fingerprint == facts.fingerprint for each in reading.found):
        reading.ignored.append((name, _("Même certificat qu’un autre fichier de ce dépôt.")))
    elif len(reading.found) >= MOST_CERTIFICATES:
        sentence = _("Pas plus de %(most)d certificats à la fois : déposez la suite ensuite.")
        reading.refuse(name, sentence % {"most": MOST_CERTIFICATES})
    elif not facts.name:
        reading.refuse(name, _("Ce certificat ne nomme personne : il n’est pas de l’IGC-Santé."))
    else:
        reading.found.append(Found(name, facts))
