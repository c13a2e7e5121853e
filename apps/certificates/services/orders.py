"""Order certificates on form 413 or 414: open the order, check it, send it, drop it."""

from datetime import date

from django.utils.translation import gettext as _

from apps.certificates.guards import items_of, sending_blockers
from apps.certificates.models import Certificate, CertificateOrder
from apps.certificates.services.checking import check_usage, checked_email, checked_holder
from apps.certificates.services.door import acting, follow_up
from apps.certificates.services.moves import copy_mailboxes
from apps.certificates.states import CertificateState, Purpose
from apps.core.refusals import Conflict, Invalid
from apps.products.checks import check_responsible, refuse_before, refuse_if
from apps.products.door import locked, refuse_future
from apps.products.journal import record
from apps.products.models import Product
from apps.products.states import Action


def open_order(
    product_pk: int,
    *,
    by,
    on: date,
    today: date,
    lines: list[tuple[str, str]],
    email: str,
    is_shared_mailbox: bool = False,
    has_captcha: bool = False,
    **facts,
) -> CertificateOrder:
    """Prepare an order: `lines` are (purpose, usage), one ordered certificate each.

    `facts`: fields of the order, `responsible` among them: an administrator must be named before
    any request (arrêté of 4 April 2022, art. 3). The identifier is that of the structure's type.
    """
    with locked(Product, product_pk, by=by, action=Action.LEAD) as product:
        refuse_future(on, today)
        facts = checked_holder(facts)
        _check_order(product, facts, lines)
        email = checked_email(email)
        order = CertificateOrder.objects.create(product=product, opened_on=on, **facts)
        for purpose, usage in lines:
            certificate = _ordered(order, purpose=purpose, usage=usage, on=on)
            certificate.emails.create(
                email=email, is_shared_mailbox=is_shared_mailbox, has_captcha=has_captcha
            )
            _record_ordered(certificate, by, on)
        sentence = _("Commande préparée : %(order)s") % {"order": order}
        record(order, "open_order", sentence, by=by, on=on)
    return order


def order_again(pk: int, *, by, on: date, today: date, revision=None) -> CertificateOrder:
    """Order a new certificate in the place of one that expired or was revoked."""
    with acting(
        "order_again", pk, by=by, on=on, today=today, action=Action.LEAD, revision=revision
    ) as old:
        refuse_before(on, old.revoked_on or old.valid_until, _("Il a pris fin le %(day)s."))
        if not old.identifier:
            raise Invalid(
                _("Donnez d’abord l’identifiant de la structure : la commande le demande.")
            )
        order = CertificateOrder.objects.create(
            product=old.product,
            holder=old.holder,
            structure_type=old.structure_type,
            identifier=old.identifier,
            offer=old.offer,
            environment=old.environment,
            responsible=old.responsible,
            opened_on=on,
        )
        new = _ordered(order, purpose=old.purpose, usage=old.usage, on=on, name=old.name)
        copy_mailboxes(old, new)
        old.renewed_by, old.renewed_on = new, on
        _record_ordered(new, by, on)
        sentence = _("Nouveau certificat commandé : %(order)s") % {"order": order}
        record(old, "order_again", sentence, by=by, on=on)
        record(order, "open_order", sentence, by=by, on=on)
    return order


def check_order(
    pk: int, *, by, today: date, type_ticked: bool, usage_described: bool, revision=None
) -> CertificateOrder:
    """Tick the items of the form's check-list, before it leaves."""
    with locked(CertificateOrder, pk, by=by, action=Action.CONTRIBUTE, revision=revision) as order:
        if order.requested_on:
            raise Conflict(_("Cette commande est déjà envoyée."))
        order.type_ticked, order.usage_described = type_ticked, usage_described
        order.save()
        done = [label for name, label in items_of(order) if getattr(order, name)]
        record(order, "check_order", _("Formulaire relu"), by=by, on=today, note=" ".join(done))
    return order


def send_order(pk: int, *, by, on: date, today: date, revision=None) -> CertificateOrder:
    """Note that the form left for the IGC-Santé; `Conflict` while an item is not ticked."""
    with locked(CertificateOrder, pk, by=by, action=Action.LEAD, revision=revision) as order:
        refuse_if(sending_blockers(order))
        refuse_future(on, today)
        refuse_before(on, order.opened_on, _("La commande est ouverte le %(day)s."))
        order.requested_on = on
        order.save()
        sentence = _("Commande envoyée : %(order)s") % {"order": order}
        record(order, "send_order", sentence, by=by, on=on)
    return order


def drop_order(pk: int, *, by, today: date, revision=None) -> None:
    """Give an order up: its certificates that were not collected leave the fleet.

    `Conflict` when all were collected. What they were to replace waits for an order again.
    """
    with locked(CertificateOrder, pk, by=by, action=Action.LEAD, revision=revision) as order:
        waiting = list(order.certificates.filter(state=CertificateState.COMMANDE))
        if not waiting:
            raise Conflict(_("Tous les certificats de cette commande sont retirés."))
        sentence = _("Commande abandonnée : %(order)s") % {"order": order}
        record(order, "drop_order", sentence, by=by, on=today)
        for certificate in waiting:
            for old in Certificate.objects.filter(renewed_by=certificate):
                old.renewed_by = old.renewed_on = None
                old.revision += 1
                old.save()
                record(old, "drop_order", sentence, by=by, on=today)
                follow_up(old, today)
            record(certificate, "drop_order", sentence, by=by, on=today)
            certificate.delete()
        if order.certificates.exists():
            order.save()
        else:
            order.delete()


def _check_order(product, facts: dict, lines) -> None:
    check_responsible(facts["responsible"], product)
    if not facts["identifier"]:
        raise Invalid(
            _("Donnez l’identifiant de la structure : la commande se fait sur ce numéro."),
            field="identifier",
        )
    if not lines:
        raise Invalid(_("Choisissez au moins un certificat à commander."), field="lines")
    for _purpose, usage in lines:
        try:
            check_usage(facts["offer"], usage)
        except Invalid as refusal:
            raise Invalid(refusal.message, field="lines") from refusal


def _ordered(order, *, purpose: str, usage: str, on: date, name: str = "") -> Certificate:
    name = name or f"{Purpose(purpose).label} {usage}"
    return Certificate.objects.create(
        product=order.product,
        order=order,
        name=name,
        usage=usage,
        purpose=purpose,
        state=CertificateState.COMMANDE,
        state_on=on,
        holder=order.holder,
        structure_type=order.structure_type,
        identifier=order.identifier,
        offer=order.offer,
        environment=order.environment,
        responsible=order.responsible,
    )


def _record_ordered(certificate, by, on: date) -> None:
    sentence = _("Certificat commandé : %(certificate)s") % {"certificate": certificate}
    record(certificate, "order", sentence, by=by, on=on, after=certificate.state)
