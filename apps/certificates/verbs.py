"""What a person may do with a certificate or an order now, as buttons."""

from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from apps.certificates.guards import ACCEPTED_IN, blockers
from apps.certificates.models import Certificate, CertificateOrder
from apps.certificates.states import CertificateState
from apps.products.states import Action
from apps.products.verbs import Verb

CONTRIBUTE, LEAD = Action.CONTRIBUTE, Action.LEAD
UNSEEN = {"over", "settled"}
"""What waiting will not mend: the button goes away. Other blockers are said on the act's page."""


def verbs_of(certificate: Certificate, actions: set[Action], *, today: date) -> list[Verb]:
    """Return the acts that this state, this day and these rights allow, in screen order."""
    return [
        verb
        for verb in _all(certificate)
        if verb.action in actions
        and certificate.state in ACCEPTED_IN[verb.name]
        and not UNSEEN & {each.code for each in blockers(certificate, verb.name, today=today)}
    ]


def _all(certificate) -> list[Verb]:
    rows = [
        ("activate", _("Noter le retrait"), "box-arrow-in-down", LEAD, True),
        ("renew", _("Noter le renouvellement"), "arrow-repeat", LEAD, True),
        ("order_again", _("Commander un nouveau certificat"), "send", LEAD, True),
        ("give_up", _("Ne pas le remplacer"), "archive", LEAD, False),
        ("note_facts", _("Noter préavis et installation"), "envelope-open", CONTRIBUTE, False),
        ("update", _("Compléter la fiche"), "pencil", CONTRIBUTE, False),
        ("assign", _("Changer d’administrateur technique"), "person-gear", LEAD, False),
        ("add_mailbox", _("Ajouter une adresse d’alerte"), "envelope-plus", CONTRIBUTE, False),
        ("revoke", _("Noter la révocation"), "slash-circle", LEAD, False),
    ]
    return [
        Verb(
            name, label, reverse(f"certificates:{name}", args=[certificate.pk]), icon, action, main
        )
        for name, label, icon, action, main in rows
    ]


def order_verbs(order: CertificateOrder, actions: set[Action]) -> list[Verb]:
    """Return the acts on an order: read the form again, send it, drop what was not collected."""
    waits = order.certificates.filter(state=CertificateState.COMMANDE).exists()
    rows = [
        ("check_order", _("Relire le formulaire"), "list-check", CONTRIBUTE, False, not order.sent),
        ("send_order", _("Noter l’envoi"), "send", LEAD, True, not order.sent),
        ("drop_order", _("Abandonner la commande"), "x-circle", LEAD, False, waits),
    ]
    return [
        Verb(name, label, reverse(f"certificates:{name}", args=[order.pk]), icon, action, main)
        for name, label, icon, action, main, possible in rows
        if possible and action in actions
    ]
