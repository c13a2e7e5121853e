"""Reading certificate files: what they say, which are refused, and that no key goes further."""

import zipfile
from datetime import datetime
from io import BytesIO

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku

from apps.certificates.tests.builders import (
    RPPS,
    SIRET,
    der,
    ec_key,
    key_pem,
    make_x509,
    pem,
    rsa_key,
)
from apps.certificates.x509.keys import holds_private_key
from apps.certificates.x509.reading import LARGEST_FILE, MOST_CERTIFICATES, read_files
from apps.rules.counting import PARIS


def one(certificate):
    reading = read_files([("c.pem", pem(certificate))])
    assert not reading.refused
    return reading.found[0].facts


def zipped(**files) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return target.getvalue()


def test_it_says_who_what_and_until_when():
    facts = one(make_x509(serial=0xABC123))
    assert (facts.name, facts.holder, facts.identifier) == ("DMP-LILAS", "Cabinet des Lilas", SIRET)
    assert (facts.offer, facts.usage, facts.environment) == ("ORG", "AUTH_CLI", "prod")
    assert (facts.serial, facts.key_type, facts.key_size) == ("ABC123", "EC", 256)
    assert (str(facts.issued_on), str(facts.valid_until)) == ("2024-03-04", "2027-03-04")
    assert len(facts.fingerprint) == 64


@pytest.mark.parametrize(
    ("facts", "usage", "offer"),
    [
        ({"extended": [Eku.CLIENT_AUTH]}, "AUTH_CLI", "ORG"),
        ({"extended": [Eku.SERVER_AUTH, Eku.CLIENT_AUTH]}, "SSL_SERV", "SERV"),
        ({"extended": [Eku.EMAIL_PROTECTION]}, "S_MIME", "SERV"),
        ({"extended": []}, "SIGN", "ORG"),
        ({"extended": [], "signs": False, "ciphers": True}, "CONF", "ORG"),
        ({"issuer": "AC IGC-SANTE STANDARD PERSONNES"}, "AUTH_CLI", "PS"),
    ],
)
def test_usage_and_offer_follow_from_the_key(facts, usage, offer):
    read = one(make_x509(**facts))
    assert (read.usage, read.offer) == (usage, offer)


def test_a_test_authority_makes_a_test_certificate():
    assert one(make_x509(issuer="TEST AC IGC-SANTE")).environment == "test"


@pytest.mark.parametrize(
    ("unit", "structure_type", "identifier"),
    [
        (f"3{SIRET}", "autre", SIRET),
        (f"4{RPPS}01", "individuel", f"{RPPS}01"),
        ("312345678901234", "autre", ""),
        ("318751275100020318751275100020", "autre", ""),
        ("", "autre", ""),
    ],
)
def test_the_number_of_the_structure_is_found(unit, structure_type, identifier):
    facts = one(make_x509(unit=unit))
    assert (facts.structure_type, facts.identifier) == (structure_type, identifier)


@pytest.mark.parametrize(
    ("last", "day"),
    [
        (datetime(2027, 3, 4, 0, 0, tzinfo=PARIS), "2027-03-03"),
        (datetime(2027, 3, 4, 0, 0, 1, tzinfo=PARIS), "2027-03-04"),
        (datetime(2027, 3, 4, 23, 59, 59, tzinfo=PARIS), "2027-03-04"),
    ],
)
def test_the_last_day_is_that_of_paris(last, day):
    assert str(one(make_x509(last=last)).valid_until) == day


def test_pem_der_bundles_and_zips_give_the_same():
    first, second = make_x509(), make_x509("AUTRE")
    crlf = pem(first).replace(b"\n", b"\r\n")
    for files in (
        [("a.crt", der(first)), ("b.pem", pem(second))],
        [("ensemble.pem", b"Bag Attributes\n" + crlf + pem(second))],
        [("parc.zip", zipped(a_pem=pem(first), b_der=der(second)))],
    ):
        reading = read_files(files)
        assert [each.facts.name for each in reading.found] == ["DMP-LILAS", "AUTRE"]
        assert not reading.refused


def p12() -> bytes:
    return pkcs12.serialize_key_and_certificates(
        b"x", ec_key(), make_x509(), None, serialization.BestAvailableEncryption(b"secret")
    )


def der_key(password=None) -> bytes:
    cipher = (
        serialization.BestAvailableEncryption(password)
        if password
        else serialization.NoEncryption()
    )
    return ec_key().private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, cipher
    )


KEYS = {
    "cle.pem": lambda: key_pem(),
    "mélange.pem": lambda: pem(make_x509()) + key_pem(),
    "traditionnelle.pem": lambda: rsa_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.TraditionalOpenSSL,
        serialization.NoEncryption(),
    ),
    "openssh": lambda: ec_key().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.OpenSSH,
        serialization.NoEncryption(),
    ),
    "renommé.cer": p12,
    "nue.der": der_key,
    "chiffrée.der": lambda: der_key(b"secret"),
    "java.crt": lambda: b"\xfe\xed\xfe\xed\x00\x00\x00\x02",
    "magasin.jks": lambda: b"n'importe quoi",
    "export.pfx": lambda: b"",
    "windows.pem": lambda: key_pem().decode().encode("utf-16"),
}


@pytest.mark.parametrize("name", KEYS)
@pytest.mark.parametrize("inside", [False, True], ids=["seule", "dans une archive"])
def test_a_private_key_is_refused_and_the_others_are_read(name, inside):
    good, bad = pem(make_x509()), KEYS[name]()
    if inside:
        target = BytesIO()
        with zipfile.ZipFile(target, "w") as archive:
            archive.writestr(name, bad)
            archive.writestr("bon.pem", good)
        files = [("parc.zip", target.getvalue())]
    else:
        files = [(name, bad), ("bon.pem", good)]
    reading = read_files(files)
    assert reading.held_key
    assert len(reading.found) == 1
    [(refused, sentence)] = reading.refused
    assert refused.endswith(name)
    assert "clé privée" in sentence


def test_a_certificate_is_no_key():
    for content in (pem(make_x509()), der(make_x509(key=rsa_key())), b"", b"\x30\x03\x02\x01\x03"):
        assert not holds_private_key("c.cer", content)


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("vide.pem", b"", "vide"),
        ("texte.pem", b"bonjour", "lisible"),
        ("abime.pem", b"-----BEGIN CERTIFICATE-----\n@@@\n-----END CERTIFICATE-----", "lisible"),
        ("coupe.der", der(make_x509())[:200], "lisible"),
        ("gros.pem", b"x" * (LARGEST_FILE + 1), "lourd"),
        ("sans-nom.pem", pem(make_x509("", holder="", unit="")), "ne nomme personne"),
        ("abime.zip", b"PK\x03\x04" + b"x" * 100, "contenu"),
        ("gros.zip", b"PK\x03\x04" + b"x" * (4 * 1024 * 1024), "lourde"),
    ],
)
def test_what_is_no_certificate_says_so_and_the_others_are_read(name, content, word):
    reading = read_files([(name, content), ("bon.pem", pem(make_x509()))])
    [(refused, sentence)] = reading.refused
    assert refused == name
    assert word in sentence
    assert len(reading.found) == 1


def test_a_bomb_stops_early():
    bomb = zipped(**{f"f{number}_pem": b"0" * LARGEST_FILE for number in range(80)})
    assert len(bomb) < 100_000
    reading = read_files([("bombe.zip", bomb)])
    assert "démesurée" in reading.refused[-1][1]


def test_a_locked_archive_says_so():
    data = bytearray(zipped(a_pem=pem(make_x509())))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    reading = read_files([("clos.zip", bytes(data))])
    assert "mot de passe" in reading.refused[0][1]


def test_twins_and_authorities_are_left_out():
    twin = pem(make_x509())
    reading = read_files(
        [("a.pem", twin), ("b.pem", twin), ("ac.pem", pem(make_x509("AC", authority=True)))]
    )
    assert len(reading.found) == 1
    assert [name for name, _sentence in reading.ignored] == ["b.pem", "ac.pem"]


def test_no_more_than_a_page_can_hold():
    many = b"".join(pem(make_x509(f"N{number}")) for number in range(MOST_CERTIFICATES + 1))
    reading = read_files([("tout.pem", many)])
    assert len(reading.found) == MOST_CERTIFICATES
    assert len(reading.refused) == 1


def test_a_zip_whose_members_cannot_be_unpacked_is_told():
    data = bytearray(zipped(a_pem=pem(make_x509())))
    start = 30 + len("a_pem")
    data[start : start + 40] = b"\xff" * 40
    reading = read_files([("casse.zip", bytes(data))])
    assert [(name, "abîmée" in sentence) for name, sentence in reading.refused] == [
        ("casse.zip", True)
    ]
