"""Due dates of a certificate: start its renewal, have it renewed before it ends."""

from datetime import date

from django.utils.translation import gettext as _

from apps.certificates.models import Certificate
from apps.certificates.states import CertificateState as S
from apps.deadlines.services import Due
from apps.rules.book import CERTIFICATE_END, CERTIFICATE_RENEWAL_WINDOW
from apps.rules.counting import days_before


def due_dates(certificate: Certificate, *, today: date) -> list[Due]:
    """Return every due date that this certificate has; `today` changes none of them.

    An ordered or revoked one has none; an expired one waits for a new order, unless given up.
    """
    return dues_of(certificate, started_on=_started_on(certificate))


def dues_of(certificate: Certificate, *, started_on: date | None) -> list[Due]:
    """Return the same, for a renewal that was started on `started_on`; reads no other row."""
    if certificate.state in (S.COMMANDE, S.REVOQUE) or certificate.given_up_on:
        return []
    end = _end(certificate)
    return [end] if certificate.state == S.EXPIRE else [_start(certificate, started_on), end]


def last_day_to_start(valid_until: date) -> date:
    """Return the day on which the ANS sends its notice, and the renewal is to be started."""
    return days_before(valid_until, CERTIFICATE_RENEWAL_WINDOW)


def _started_on(certificate) -> date | None:
    days = [check.done_on for check in certificate.checks.all()] if certificate.pk else []
    return min(days, default=None)


def _start(certificate, started_on: date | None) -> Due:
    """The renewal is to be started when the notice of the ANS leaves."""
    return Due(
        kind=CERTIFICATE_RENEWAL_WINDOW.code,
        due_on=last_day_to_start(certificate.valid_until),
        title=_("Lancer le renouvellement : %(certificate)s") % {"certificate": certificate},
        responsible_id=certificate.responsible_id,
        url=certificate.get_absolute_url(),
        explanation=_(
            "%(delay)s avant la fin de validité : l’ANS envoie alors son préavis à "
            "l’administrateur technique, et le renouvellement n’est jamais automatique."
        )
        % {"delay": CERTIFICATE_RENEWAL_WINDOW.phrase},
        done_on=started_on or certificate.renewed_on,
    )


def _end(certificate) -> Due:
    """The last day: still good to renew; over, only a new order helps (E17)."""
    title = _("Renouveler le certificat : %(certificate)s")
    explanation = _(
        "Dernier jour de validité du certificat. Ce jour-là il se renouvelle encore ; le "
        "lendemain, il faut en commander un nouveau."
    )
    if certificate.state == S.EXPIRE:
        title = _("Commander un nouveau certificat : %(certificate)s")
        explanation = _(
            "Le certificat a expiré après ce jour : il ne se renouvelle plus, il faut en commander "
            "un nouveau, ou noter qu’il n’est plus utile."
        )
    return Due(
        kind=CERTIFICATE_END.code,
        due_on=certificate.valid_until,
        title=title % {"certificate": certificate},
        responsible_id=certificate.responsible_id,
        url=certificate.get_absolute_url(),
        starts_on=certificate.issued_on,
        explanation=explanation,
        done_on=certificate.renewed_on,
    )
