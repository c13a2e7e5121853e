"""Cards of the administrators, and delegations of the legal representatives."""

from datetime import date

from django.utils.translation import gettext as _

from apps.certificates.identifiers import card_fault, clean_number
from apps.certificates.models import CpaCard, Delegation
from apps.certificates.services.checking import checked_holder
from apps.core.refusals import Invalid
from apps.products.checks import ask_text, check_responsible, refuse_before
from apps.products.door import locked, refuse_future
from apps.products.journal import record
from apps.products.models import Product
from apps.products.states import Action


def change_card(
    product_pk: int,
    *,
    by,
    on: date,
    today: date,
    person,
    number: str,
    national_id: str = "",
    valid_until: date | None = None,
) -> CpaCard:
    """Note the card that a person uses from the day `on`; the former one is replaced.

    The IGC-Santé moves the habilitations to the new card: no certificate changes here.
    """
    with locked(Product, product_pk, by=by, action=Action.LEAD) as product:
        refuse_future(on, today)
        check_responsible(person, product)
        number = ask_text(number, "number", _("Donnez le numéro de la carte."))
        national_id = clean_number(national_id)
        if national_id and (fault := card_fault(national_id)):
            raise Invalid(fault, field="national_id")
        if valid_until is not None and valid_until < on:
            raise Invalid(_("La carte finit avant d’être en service."), field="valid_until")
        old = CpaCard.objects.current().filter(product=product, person=person).first()
        if old is not None:
            refuse_before(on, old.since, _("La carte actuelle est en service depuis le %(day)s."))
            old.replaced_on = on
            old.save()
        card = CpaCard.objects.create(
            product=product,
            person=person,
            number=number,
            national_id=national_id,
            since=on,
            valid_until=valid_until,
        )
        sentence = _("%(card)s de %(person)s : les habilitations suivent, rien d’autre ne change")
        words = {"card": card, "person": person}
        record(card, "change_card", sentence % words, by=by, on=on)
    return card


def delegate(
    product_pk: int,
    *,
    by,
    today: date,
    delegate: str,
    scope: str,
    starts_on: date,
    ends_on: date | None = None,
    **facts,
) -> Delegation:
    """Note that the legal representative of a structure lets `delegate` manage its certificates."""
    with locked(Product, product_pk, by=by, action=Action.LEAD) as product:
        facts = checked_holder(facts)
        if ends_on is not None and ends_on < starts_on:
            raise Invalid(
                _("La délégation finit avant de commencer : vérifiez ses dates."), field="ends_on"
            )
        row = Delegation.objects.create(
            product=product,
            delegate=ask_text(delegate, "delegate", _("Dites à qui la gestion est déléguée.")),
            scope=ask_text(scope, "scope", _("Dites ce qui est délégué : tout, ou quoi.")),
            starts_on=starts_on,
            ends_on=ends_on,
            **facts,
        )
        sentence = _("Délégation notée : %(delegation)s") % {"delegation": row}
        record(row, "delegate", sentence, by=by, on=today)
    return row


def end_delegation(pk: int, *, by, on: date, today: date, revision=None) -> Delegation:
    """Note the last day of a delegation."""
    with locked(Delegation, pk, by=by, action=Action.LEAD, revision=revision) as row:
        refuse_before(on, row.starts_on, _("La délégation commence le %(day)s."))
        row.ends_on = on
        row.save()
        sentence = _("Délégation close : %(delegation)s") % {"delegation": row}
        record(row, "end_delegation", sentence, by=by, on=today)
    return row
