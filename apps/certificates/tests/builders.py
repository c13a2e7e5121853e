"""Certificates for tests: rows made by the services, and X.509 files made on the spot."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from apps.certificates import services
from apps.certificates.models import Certificate, CertificateOrder, Delegation
from apps.certificates.states import CertificateState as S
from apps.rules.counting import PARIS

ISSUED = date(2024, 3, 4)
LAST = date(2027, 3, 4)
TODAY = date(2026, 3, 2)
SIRET = "55208131766522"
RPPS = "10003456781"
HOLDER = {"holder": "Cabinet des Lilas", "structure_type": "societe", "identifier": SIRET}
ISSUER = "AC IGC-SANTE ELEMENTAIRE ORGANISATIONS"


@cache
def ec_key():
    """Return one elliptic key for every test."""
    return ec.generate_private_key(ec.SECP256R1())


@cache
def rsa_key(size=2048):
    """Return one RSA key of a size."""
    return rsa.generate_private_key(public_exponent=65537, key_size=size)


def make_x509(
    name="DMP-LILAS",
    *,
    holder="Cabinet des Lilas",
    unit=f"3{SIRET}",
    issuer=ISSUER,
    first=datetime(2024, 3, 4, 10, tzinfo=PARIS),
    last=datetime(2027, 3, 4, 10, tzinfo=PARIS),
    extended=(ExtendedKeyUsageOID.CLIENT_AUTH,),
    signs=True,
    ciphers=False,
    authority=False,
    serial=None,
    key=None,
) -> x509.Certificate:
    """Return a certificate as the IGC-Santé would sign it; a new serial number each time."""
    key = key or ec_key()
    parts = [(NameOID.COUNTRY_NAME, "FR"), (NameOID.ORGANIZATION_NAME, holder)]
    parts += [(NameOID.ORGANIZATIONAL_UNIT_NAME, unit)] if unit else []
    parts += [(NameOID.COMMON_NAME, name)] if name else []
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(*part) for part in parts if part[1]]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(serial or x509.random_serial_number())
        .not_valid_before(first)
        .not_valid_after(last)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(
            x509.KeyUsage(signs, False, ciphers, False, False, authority, False, False, False),
            critical=True,
        )
    )
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), critical=False)
    return builder.sign(ec_key(), hashes.SHA256())


def pem(certificate) -> bytes:
    """Return a certificate as PEM."""
    return certificate.public_bytes(serialization.Encoding.PEM)


def der(certificate) -> bytes:
    """Return a certificate as DER."""
    return certificate.public_bytes(serialization.Encoding.DER)


def key_pem(key=None) -> bytes:
    """Return a private key as PEM."""
    return (key or ec_key()).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def enter(team, **facts) -> Certificate:
    """Enter a certificate by hand as Bob; Alice manages it."""
    facts = {
        "by": team.bob,
        "today": TODAY,
        "name": "DMP-LILAS",
        **HOLDER,
        "offer": "ORG",
        "usage": "AUTH_CLI",
        "purpose": "dmp",
        "environment": "prod",
        "issued_on": ISSUED,
        "valid_until": LAST,
        "email": "certificats@lilas.example",
        "is_shared_mailbox": True,
        "responsible": team.alice,
    } | facts
    return services.record_certificate(team.product.pk, **facts)


def order(team, **facts):
    """Prepare an order of a DMP and an INSi certificate as Alice."""
    facts = {
        "by": team.alice,
        "on": TODAY,
        "today": TODAY,
        **HOLDER,
        "offer": "ORG",
        "environment": "prod",
        "lines": [("dmp", "AUTH_CLI"), ("insi", "AUTH_CLI")],
        "email": "certificats@lilas.example",
        "responsible": team.alice,
    } | facts
    return services.open_order(team.product.pk, **facts)


def send(team, row):
    """Tick and send an order."""
    services.check_order(row.pk, by=team.bob, today=TODAY, type_ticked=True, usage_described=True)
    return services.send_order(row.pk, by=team.alice, on=TODAY, today=TODAY)


@dataclass
class Fleet:
    """One of each thing that an address may name."""

    certificate: Certificate
    order: CertificateOrder
    delegation: Delegation


def make_fleet(team) -> Fleet:
    """Return a certificate with its file, an order and a delegation of the team's product."""
    certificate = enter(team)
    certificate.pem = pem(make_x509()).decode()
    certificate.save()
    delegation = services.delegate(
        team.product.pk,
        by=team.alice,
        today=TODAY,
        delegate="Santalis",
        scope="Tous les certificats",
        starts_on=TODAY,
        **HOLDER,
    )
    return Fleet(certificate, order(team), delegation)


def certificate_at(team, state=S.ACTIF, **facts) -> Certificate:
    """Return a certificate brought to `state` by the services, on the days of this module."""
    act = {"by": team.alice, "today": TODAY}
    if state == S.COMMANDE:
        return send(team, order(team)).certificates.first()
    if state == S.EXPIRE:
        row = enter(team, **{"today": date(2026, 2, 1), "valid_until": date(2026, 3, 1)} | facts)
        services.expire_certificates(today=TODAY)
        return fresh(row)
    row = enter(team, **facts)
    if state == S.RENOUVELE:
        services.renew_certificate(row.pk, on=TODAY, issued_on=TODAY, **act)
    if state == S.REVOQUE:
        services.revoke_certificate(row.pk, on=TODAY, ground="perte", **act)
    return fresh(row)


def fresh(row):
    """Return the row as the database has it."""
    return type(row).objects.get(pk=row.pk)
