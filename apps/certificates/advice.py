"""What a careful administrator would notice on a certificate, and how to mend it."""

from datetime import date

from django.utils.translation import gettext as _

from apps.certificates.models import Certificate
from apps.certificates.states import CertificateState as S

SMALLEST_RSA = 2048


def weak_key(key_type: str, key_size: int | None) -> bool:
    """Return whether the key is an RSA key under 2,048 bits, which nobody should trust any more."""
    return key_type == "RSA" and key_size is not None and key_size < SMALLEST_RSA


def advice_of(certificate: Certificate, *, today: date) -> list[str]:
    """Return the sentences to show on the page of a certificate that still counts."""
    if certificate.state not in (S.COMMANDE, S.ACTIF):
        return []
    said = _mailboxes(list(certificate.emails.all()))
    if not certificate.identifier:
        number = certificate.identifier_kind.label
        said.append(
            _("Le %(number)s de la structure manque : il faudra le donner pour commander.")
            % {"number": number}
        )
    if weak_key(certificate.key_type, certificate.key_size):
        said.append(
            _("Clé RSA de %(size)d bits, trop courte : demandez un certificat à clé plus longue.")
            % {"size": certificate.key_size}
        )
    if certificate.issued_on and certificate.issued_on > today:
        said.append(
            _("Ce certificat n’est pas encore valide : ne l’installez pas avant son début.")
        )
    return said


def _mailboxes(emails: list) -> list[str]:
    said = []
    if not any(each.is_shared_mailbox for each in emails):
        said.append(
            _(
                "Seule une boîte personnelle reçoit le préavis de l’ANS : ajoutez une boîte "
                "partagée, qui survivra aux départs et aux absences."
            )
        )
    said += [
        _(
            "« %(email)s » demande un CAPTCHA : le message automatique de l’ANS n’y arrivera pas. "
            "Retirez cette protection ou donnez une autre adresse."
        )
        % {"email": each.email}
        for each in emails
        if each.has_captcha
    ]
    return said
