"""Move a certificate: collected, renewed, revoked, expired, given up."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.certificates.models import Certificate
from apps.certificates.services.checking import checked_dates
from apps.certificates.services.door import acting, follow_up
from apps.certificates.services.facts import insert
from apps.certificates.states import CertificateState, RevocationGround
from apps.core.refusals import Conflict, Invalid
from apps.products.checks import ask_text, refuse_before
from apps.products.door import move
from apps.products.journal import record
from apps.products.states import Action

READ = ("serial", "issuer", "subject", "key_type", "key_size", "fingerprint", "pem")
"""What only a certificate file says."""
INHERITED = (
    "holder",
    "structure_type",
    "identifier",
    "name",
    "offer",
    "usage",
    "purpose",
    "environment",
    "responsible",
)
"""What a new certificate has from the one whose place it takes."""


def activate_certificate(
    pk: int,
    *,
    by,
    on: date,
    today: date,
    issued_on: date,
    valid_until: date | None = None,
    read: dict | None = None,
    revision=None,
) -> Certificate:
    """Note that an ordered certificate was collected on the day `on`.

    `read`: the facts of its file, if it was dropped (`READ`). `Conflict` when the product has that
    certificate already.
    """
    with acting(
        "activate", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as certificate:
        sentence = _("La commande est envoyée depuis le %(day)s.")
        refuse_before(on, certificate.order.requested_on, sentence)
        issued_on, valid_until = checked_dates(issued_on, valid_until)
        if valid_until < today:
            raise Invalid(
                _("Ce certificat est déjà expiré : vérifiez ses dates."), field="valid_until"
            )
        _take_read(certificate, read)
        move(certificate, "activate", on=on, issued_on=issued_on, valid_until=valid_until)
        _record(certificate, "activate", _("Certificat retiré : %(certificate)s"), by, on)
    return certificate


def renew_certificate(
    pk: int,
    *,
    by,
    on: date,
    today: date,
    issued_on: date,
    valid_until: date | None = None,
    read: dict | None = None,
    revision=None,
) -> Certificate:
    """Put a new certificate in the place of an active one; return the new one.

    Only while the old one is valid, its last day included (E17); after that, an order. The new one
    keeps holder, use, administrator and mailboxes. `read`: the facts of its file (`READ`).
    """
    with acting(
        "renew", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as old:
        refuse_before(on, old.issued_on, _("Le certificat est délivré depuis le %(day)s."))
        issued_on, valid_until = checked_dates(issued_on, valid_until)
        if valid_until <= old.valid_until:
            raise Invalid(
                _("Le nouveau certificat doit finir après l’ancien : vérifiez ses dates."),
                field="valid_until",
            )
        new = insert(
            product=old.product,
            state=CertificateState.ACTIF,
            state_on=on,
            issued_on=issued_on,
            valid_until=valid_until,
            **{name: getattr(old, name) for name in INHERITED},
            **(read or {}),
        )
        copy_mailboxes(old, new)
        move(old, "renew", on=on, by_certificate=new)
        _record(old, "renew", _("Certificat renouvelé : %(certificate)s"), by, on)
        sentence = _("Certificat entré dans le parc, en renouvellement de %(old)s") % {"old": old}
        record(new, "record_certificate", sentence, by=by, on=on, after=new.state)
        follow_up(new, today)
    return new


def revoke_certificate(
    pk: int, *, by, on: date, today: date, ground: str, comment: str = "", revision=None
) -> Certificate:
    """Note that the IGC-Santé revoked it; there is no way back (arrêté of 4 April 2022, art. 3)."""
    with acting(
        "revoke", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as certificate:
        refuse_before(on, certificate.issued_on, _("Le certificat est délivré le %(day)s."))
        if ground == RevocationGround.OTHER:
            comment = ask_text(comment, "comment", _("Dites pourquoi il est révoqué."))
        move(certificate, "revoke", on=on, ground=ground)
        note = ". ".join(part for part in (str(RevocationGround(ground).label), comment) if part)
        _record(certificate, "revoke", _("Certificat révoqué : %(certificate)s"), by, on, note=note)
    return certificate


def give_up_certificate(
    pk: int, *, by, on: date, today: date, reason: str, revision=None
) -> Certificate:
    """Note that an expired certificate will not be replaced; nobody is reminded of it any more."""
    with acting(
        "give_up", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as certificate:
        reason = ask_text(reason, "reason", _("Dites pourquoi il n’est plus utile."))
        refuse_before(on, certificate.valid_until, _("Il était valide jusqu’au %(day)s."))
        certificate.given_up_on = on
        sentence = _("Certificat expiré, sans remplacement")
        record(certificate, "give_up", sentence, by=by, on=on, note=reason)
    return certificate


def expire_certificates(*, today: date) -> int:
    """Mark every active certificate whose last day is over; return how many."""
    rows = Certificate.objects.over(on=today).order_by("pk").values_list("pk", flat=True)
    return sum(_expire(pk, today) for pk in list(rows))


@transaction.atomic
def _expire(pk: int, today: date) -> bool:
    rows = Certificate.objects.over(on=today).select_for_update(of=("self",))
    certificate = rows.filter(pk=pk).first()
    if certificate is None:
        return False
    before = certificate.state
    certificate.revision += 1
    move(certificate, "expire", on=today)
    certificate.save()
    record(
        certificate,
        "expire",
        _("Certificat expiré : %(certificate)s") % {"certificate": certificate},
        by=None,
        on=today,
        before=before,
        after=certificate.state,
    )
    follow_up(certificate, today)
    return True


def copy_mailboxes(old: Certificate, new: Certificate) -> None:
    """Give the new certificate the mailboxes of the old one."""
    for row in old.emails.all():
        new.emails.create(
            email=row.email, is_shared_mailbox=row.is_shared_mailbox, has_captcha=row.has_captcha
        )


def _take_read(certificate, read: dict | None) -> None:
    """Put the facts of a file on the row; refuse a file that the product's fleet has already."""
    read = read or {}
    others = Certificate.objects.filter(product=certificate.product).exclude(pk=certificate.pk)
    same = {name: read[name] for name in ("issuer", "serial") if read.get(name)}
    if read and (
        others.filter(fingerprint=read["fingerprint"]).exists() or others.filter(**same).exists()
    ):
        raise Conflict(_("Ce certificat est déjà dans le parc : déposez celui de la commande."))
    for name in READ:
        if name in read:
            setattr(certificate, name, read[name])


def _record(certificate, verb: str, sentence: str, by, on: date, *, note: str = "") -> None:
    sentence = sentence % {"certificate": certificate}
    record(certificate, verb, sentence, by=by, on=on, after=certificate.state, note=note)
