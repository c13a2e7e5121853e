"""The facts of a certificate, cleaned and checked: by hand or from a file."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from apps.certificates.identifiers import clean_number, fault_of
from apps.certificates.states import USAGES_OF, CertificateState, Offer, StructureType
from apps.core.refusals import Invalid
from apps.products.checks import ask_text
from apps.rules.book import CERTIFICATE_VALIDITY
from apps.rules.counting import DateOutOfRange, due_date


def checked_holder(facts: dict) -> dict:
    """Return the facts with holder and identifier cleaned; `Invalid` when one is wrong.

    The identifier may still be unknown (""); it must be the number that its type orders on.
    """
    holder = ask_text(facts["holder"], "holder", _("Donnez le nom de la structure titulaire."))
    number = clean_number(facts.get("identifier", ""))
    kind = StructureType(facts["structure_type"]).identifier_kind
    if number and (fault := fault_of(kind, number)):
        raise Invalid(fault, field="identifier")
    return facts | {"holder": holder, "identifier": number}


def check_usage(offer: str, usage: str) -> None:
    """Refuse a usage that the offer does not have."""
    usages = USAGES_OF[Offer(offer)]
    if usage not in usages:
        raise Invalid(
            _("L’offre %(offer)s n’a pas cet usage : choisissez parmi %(usages)s.")
            % {"offer": offer, "usages": ", ".join(usages)},
            field="usage",
        )


def checked_dates(issued_on: date, valid_until: date | None) -> tuple[date, date]:
    """Return (first, last day): without a last day, the rule of the book gives it (E16)."""
    try:
        end = valid_until or due_date(issued_on, CERTIFICATE_VALIDITY)
    except DateOutOfRange as error:
        raise Invalid(str(error), field="issued_on") from error
    if end < issued_on:
        raise Invalid(
            _("Le dernier jour de validité précède la délivrance : vérifiez les deux dates."),
            field="valid_until",
        )
    return issued_on, end


def checked_email(email: str) -> str:
    """Return an address in small letters; `Invalid` when it is none."""
    email = email.strip().lower()
    try:
        validate_email(email)
    except ValidationError as error:
        raise Invalid(
            _("« %(email)s » n’est pas une adresse : écrivez-la comme nom@domaine.fr.")
            % {"email": email[:80]},
            field="email",
        ) from error
    return email


def state_at(valid_until: date, today: date) -> dict:
    """Return the state of an issued certificate that enters the fleet on the day `today`.

    One that is over already enters as history: nobody is asked to replace it.
    """
    if valid_until < today:
        return {
            "state": CertificateState.EXPIRE,
            "state_on": today,
            "given_up_on": today,
        }
    return {"state": CertificateState.ACTIF, "state_on": today}
