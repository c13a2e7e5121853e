"""What stands in the way of an act: one list for button, page and service."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.certificates.models import Certificate, CertificateOrder
from apps.certificates.states import ENDED, Purpose
from apps.certificates.states import CertificateState as S
from apps.core.refusals import Blocker
from apps.rules.book import CERTIFICATE_END

IN_CARE = (S.COMMANDE, S.ACTIF, S.EXPIRE)
ACCEPTED_IN = {
    "activate": (S.COMMANDE,),
    "renew": (S.ACTIF,),
    "revoke": (S.ACTIF,),
    "check_step": (S.ACTIF,),
    "note_facts": (S.ACTIF,),
    "order_again": tuple(ENDED),
    "give_up": (S.EXPIRE,),
    "update": IN_CARE,
    "assign": IN_CARE,
    "add_mailbox": IN_CARE,
    "remove_mailbox": IN_CARE,
}
"""The states in which each act of the services is accepted; transitions and edits alike."""


def blockers(certificate: Certificate, verb: str, *, today: date) -> list[Blocker]:
    """Return what keeps `verb`, a key of `ACCEPTED_IN`, from being done with this certificate."""
    if certificate.state not in ACCEPTED_IN[verb]:
        label = _("Le certificat est à l’état « %(state)s » : cet acte n’y est pas possible.")
        return [
            Blocker(
                label % {"state": certificate.get_state_display()},
                url=certificate.get_absolute_url(),
                code="state",
            )
        ]
    if verb == "renew" and today > certificate.valid_until:
        return [_over(certificate)]
    if verb in ("order_again", "give_up") and (
        certificate.renewed_by_id or certificate.given_up_on
    ):
        return [
            Blocker(
                _("Le remplacement de ce certificat est déjà décidé."),
                url=certificate.get_absolute_url(),
                code="settled",
            )
        ]
    if verb == "activate" and certificate.order.requested_on is None:
        return [
            Blocker(
                _("La commande n’est pas encore envoyée : notez d’abord son envoi."),
                url=certificate.order.get_absolute_url(),
                code="not_sent",
            )
        ]
    return []


def _over(certificate) -> Blocker:
    """A renewal is only possible while the certificate is active (FAQ ANS, E17)."""
    return Blocker(
        _("Le dernier jour de validité est passé : il faut commander un nouveau certificat."),
        rule=CERTIFICATE_END.label,
        source=CERTIFICATE_END.source,
        url=certificate.get_absolute_url(),
        code="over",
    )


def sending_blockers(order: CertificateOrder) -> list[Blocker]:
    """Return what keeps the form from being sent: its two items, or that it left already."""
    if order.requested_on:
        return [Blocker(_("Cette commande est déjà envoyée."), code="sent")]
    url = reverse("certificates:check_order", args=[order.pk])
    source = _("FAQ ANS, commande de certificats logiciels")
    return [
        Blocker(label, source=source, url=url, code=name)
        for name, label in items_of(order)
        if not getattr(order, name)
    ]


def items_of(order: CertificateOrder) -> list[tuple[str, str]]:
    """Return (field, sentence) of the check-list of the form; INSi asks for a word of its own."""
    described = _("L’usage de chaque certificat est décrit sur le formulaire.")
    if order.certificates.filter(purpose=Purpose.INSI).exists():
        described = _(
            "L’usage est décrit, avec la mention que le certificat INSi sert à l’authentification "
            "auprès du téléservice INSi."
        )
    ticked = _("La case du type de certificat est cochée : %(offer)s.")
    return [
        ("type_ticked", ticked % {"offer": order.get_offer_display()}),
        ("usage_described", described),
    ]
