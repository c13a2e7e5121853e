"""Lay the certificates of the demonstration: real X.509 files, in every state, and two orders."""

from datetime import date, datetime, time

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID as Eku
from cryptography.x509.oid import NameOID

from apps.certificates import services
from apps.certificates.models import Certificate
from apps.certificates.x509.facts import read_certificate
from apps.dashboard.demo_story import Stage
from apps.products.models import Product
from apps.rules.book import CERTIFICATE_VALIDITY
from apps.rules.counting import PARIS, due_date

EXTENDED = {"AUTH_CLI": [Eku.CLIENT_AUTH], "SSL_SERV": [Eku.SERVER_AUTH]}
HOLDER = ("holder", "structure_type", "identifier")


def lay_certificates(stage: Stage, rows: list[dict]) -> None:
    """Enter every certificate of the demonstration as its days had it, then let the night pass."""
    products = {product.name: product for product in Product.objects.select_related("responsible")}
    for row in rows:
        product = products[row["product"]]
        lay = _lay_order if row.get("order") else _lay_certificate
        lay(stage, product, row)
    services.expire_certificates(today=stage.today)
    for row in rows:
        if "given_up" in row:
            _give_up(stage, products[row["product"]], row)
    lead = products[rows[0]["product"]]
    _lay_papers(stage, lead, rows[0])


def _lay_certificate(stage: Stage, product: Product, row: dict) -> None:
    by, day = product.responsible, stage.day
    usage, last = row.get("usage", "AUTH_CLI"), day(row["last"])
    entered = day(row.get("entered", row["first"]))
    certificate = services.record_certificate(
        product.pk,
        by=by,
        today=entered,
        **_read(row, usage, first=day(row["first"]), last=last),
        **{name: row[name] for name in HOLDER},
        offer=row.get("offer", "ORG"),
        usage=usage,
        purpose=row["purpose"],
        environment=row.get("environment", "prod"),
        responsible=by,
        email=by.email if row.get("personal") else "certificats@santalis.example",
        is_shared_mailbox=not row.get("personal"),
        has_captcha=row.get("captcha", False),
    )
    for step in row.get("ticked", []):
        services.check_step(certificate.pk, by=by, on=stage.today, today=stage.today, step=step)
    if "renewed" in row:
        on = day(row["renewed"])
        read = _read(row, usage, first=on, last=due_date(on, CERTIFICATE_VALIDITY))
        services.renew_certificate(
            certificate.pk,
            by=by,
            on=on,
            today=stage.today,
            issued_on=read["issued_on"],
            valid_until=read["valid_until"],
            read={name: read[name] for name in services.READ},
        )
    if "revoked" in row:
        on, ground = day(row["revoked"]), row["ground"]
        services.revoke_certificate(certificate.pk, by=by, on=on, today=stage.today, ground=ground)


def _lay_order(stage: Stage, product: Product, row: dict) -> None:
    by, on = product.responsible, stage.day(row["opened"])
    order = services.open_order(
        product.pk,
        by=by,
        on=on,
        today=stage.today,
        lines=[tuple(line) for line in row["lines"]],
        **{name: row[name] for name in HOLDER},
        offer="ORG",
        environment="prod",
        responsible=by,
        email="certificats@santalis.example",
        is_shared_mailbox=True,
    )
    if "sent" in row:
        services.check_order(order.pk, by=by, today=on, type_ticked=True, usage_described=True)
        services.send_order(order.pk, by=by, on=stage.day(row["sent"]), today=stage.today)


def _lay_papers(stage: Stage, product: Product, row: dict) -> None:
    """Note a card that was changed, and a delegation."""
    by = product.responsible
    for number, offset in (("2800104711", -700), ("2800158920", -40)):
        on = stage.day(offset)
        services.change_card(product.pk, by=by, on=on, today=stage.today, person=by, number=number)
    services.delegate(
        product.pk,
        by=by,
        today=stage.today,
        delegate=product.publisher.name,
        scope="Commande et installation des certificats DMP et INSi",
        starts_on=stage.day(-365),
        **{name: row[name] for name in HOLDER},
    )


def _give_up(stage: Stage, product: Product, row: dict) -> None:
    services.give_up_certificate(
        Certificate.objects.get(product=product, name=row["name"]).pk,
        by=product.responsible,
        on=stage.day(row["given_up"]),
        today=stage.today,
        reason="Le cabinet a fermé.",
    )


def _read(row: dict, usage: str, *, first: date, last: date) -> dict:
    """Return what a certificate made for this row says, in the facts that the services take."""
    key = ec.generate_private_key(ec.SECP256R1())
    test = "TEST " if row.get("environment") == "test" else ""
    issuer = f"{test}AC IGC-SANTE DEMONSTRATION"
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(row["holder"], row["name"]))
        .issuer_name(_name("Démonstration", issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_noon(first))
        .not_valid_after(_noon(last))
    )
    if usage in EXTENDED:
        builder = builder.add_extension(x509.ExtendedKeyUsage(EXTENDED[usage]), critical=False)
    signed = builder.sign(key, hashes.SHA256())
    facts = read_certificate(signed.public_bytes(serialization.Encoding.DER))
    taken = {*services.READ, "name", "issued_on", "valid_until"}
    return {name: getattr(facts, name) for name in taken}


def _name(organisation: str, common: str) -> x509.Name:
    parts = (
        (NameOID.COUNTRY_NAME, "FR"),
        (NameOID.ORGANIZATION_NAME, organisation),
        (NameOID.COMMON_NAME, common),
    )
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=PARIS)
