"""What one certificate says: holder, usage, offer, serial number, days, key."""

import warnings
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku
from cryptography.x509.oid import NameOID

from apps.certificates.identifiers import clean_number, fault_of
from apps.certificates.states import Environment, IdentifierKind, Offer, StructureType, Usage
from apps.rules.counting import paris_day

PREFIXES = (("3", IdentifierKind.SIRET), ("4", IdentifierKind.RPPS_RANG))
"""The first digit of a structure's national number, as subjects carry it: then the number."""
LONGEST = 400
ONE_SECOND = timedelta(seconds=1)


class NotFollowed(ValueError):
    """A sound certificate that nobody renews here: that of an authority."""


@dataclass(frozen=True)
class Facts:
    """What the file says, in the fields of the model; days are those of Paris."""

    name: str
    holder: str
    structure_type: str
    identifier: str
    offer: str
    usage: str
    environment: str
    serial: str
    issuer: str
    subject: str
    key_type: str
    key_size: int | None
    fingerprint: str
    pem: str
    issued_on: date
    valid_until: date

    def as_json(self) -> dict:
        """Return the same with days as text, for what a form carries."""
        days = {
            "issued_on": self.issued_on.isoformat(),
            "valid_until": self.valid_until.isoformat(),
        }
        return asdict(self) | days

    @classmethod
    def from_json(cls, values: dict) -> "Facts":
        """Return what `as_json` wrote."""
        days = {name: date.fromisoformat(values[name]) for name in ("issued_on", "valid_until")}
        return cls(**values | days)


def read_certificate(der: bytes) -> Facts:
    """Return what a certificate in DER says.

    `ValueError` when it is none or says nonsense, `NotFollowed` for that of an authority. A
    certificate that ends at midnight has the day before as its last day.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        certificate = x509.load_der_x509_certificate(der)
        if _is_authority(certificate):
            raise NotFollowed
        usage = _usage(certificate)
        issuer = certificate.issuer.rfc4514_string()
        structure_type, identifier = _structure(certificate)
        name = _one(certificate, NameOID.COMMON_NAME)
        holder = _one(certificate, NameOID.ORGANIZATION_NAME)
        key_type, key_size = _key(certificate)
        return Facts(
            name=(name or holder)[:200],
            holder=(holder or name)[:200],
            structure_type=structure_type,
            identifier=identifier,
            offer=_offer(usage, issuer),
            usage=usage,
            environment=Environment.TEST if "TEST" in issuer.upper() else Environment.PROD,
            serial=f"{certificate.serial_number:X}"[:80],
            issuer=issuer[:LONGEST],
            subject=certificate.subject.rfc4514_string()[:LONGEST],
            key_type=key_type,
            key_size=key_size,
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
            pem=certificate.public_bytes(Encoding.PEM).decode("ascii"),
            issued_on=paris_day(certificate.not_valid_before_utc),
            valid_until=paris_day(certificate.not_valid_after_utc - ONE_SECOND),
        )


def _one(certificate, oid) -> str:
    found = certificate.subject.get_attributes_for_oid(oid)
    return str(found[0].value).replace("\x00", "").strip() if found else ""


def _extension(certificate, kind):
    try:
        return certificate.extensions.get_extension_for_class(kind).value
    except x509.ExtensionNotFound:
        return None


def _is_authority(certificate) -> bool:
    constraints = _extension(certificate, x509.BasicConstraints)
    return constraints is not None and constraints.ca


def _usage(certificate) -> str:
    """Return the usage of the key: what it is extended to comes before what it may do."""
    extended = set(_extension(certificate, x509.ExtendedKeyUsage) or ())
    if Eku.SERVER_AUTH in extended:
        return Usage.SSL_SERV
    if Eku.CLIENT_AUTH in extended:
        return Usage.AUTH_CLI
    if Eku.EMAIL_PROTECTION in extended:
        return Usage.S_MIME
    key = _extension(certificate, x509.KeyUsage)
    signs = key is not None and (key.content_commitment or key.digital_signature)
    ciphers = key is not None and (key.key_encipherment or key.data_encipherment)
    return Usage.CONF if ciphers and not signs else Usage.SIGN


def _offer(usage: str, issuer: str) -> str:
    if usage in (Usage.SSL_SERV, Usage.S_MIME):
        return Offer.SERV
    return Offer.PS if "PERSONNES" in issuer.upper() else Offer.ORG


def _structure(certificate) -> tuple[str, str]:
    """Return (type, number) of the structure, from the organisation's fields of the subject.

    A national number is a digit that says of which kind it is, then the number itself.
    """
    for oid in (NameOID.ORGANIZATIONAL_UNIT_NAME, NameOID.ORGANIZATION_IDENTIFIER):
        for attribute in certificate.subject.get_attributes_for_oid(oid):
            number = clean_number(str(attribute.value))
            for prefix, kind in PREFIXES:
                if number.startswith(prefix) and not fault_of(kind, number[1:]):
                    practice = kind == IdentifierKind.RPPS_RANG
                    practice_type = StructureType.INDIVIDUEL if practice else StructureType.AUTRE
                    return practice_type, number[1:]
    return StructureType.AUTRE, ""


def _key(certificate) -> tuple[str, int | None]:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        return "RSA", key.key_size
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "EC", key.key_size
    if isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
        return "EdDSA", None
    return type(key).__name__.lstrip("_").removesuffix("PublicKey")[:20], None
