"""Create a product and keep its facts."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.products.door import locked
from apps.products.journal import record
from apps.products.models import Product, ProductMembership, ProductVersion, Publisher
from apps.products.policy import require
from apps.products.services.members import require_may_change, set_role
from apps.products.services.saving import save_checked
from apps.products.states import Action, Role

FACTS = ("name", "nil", "convergence_reference", "is_dmn", "embeds_eai_engine", "responsible")


def create_product(
    *,
    by,
    today: date,
    publisher,
    name: str,
    responsible,
    nil: str | None = None,
    convergence_reference: str = "",
    is_dmn: bool = False,
    embeds_eai_engine: bool = False,
    version: str = "",
) -> Product:
    """Create a product, its first version if `version` names one, and return the product.

    Administrators only. The responsible person becomes a lead of it. A NIL already taken,
    whatever the case, is refused; an empty one is stored as none.
    """
    require(by, Action.ADMINISTER)
    _refuse_inactive(responsible)
    with transaction.atomic():
        product = Product(
            publisher=publisher,
            name=_tidy(name),
            nil=number(nil),
            convergence_reference=_tidy(convergence_reference),
            is_dmn=is_dmn,
            embeds_eai_engine=embeds_eai_engine,
            responsible=responsible,
        )
        save_checked(product)
        sentence = _("Le produit « %(name)s » est créé") % {"name": product.name}
        record(product, "create_product", sentence, by=by, on=today)
        set_role(product, responsible, Role.LEAD, by=by, today=today)
        if label := _tidy(version):
            save_checked(ProductVersion(product=product, label=label))
    return product


def update_product(pk: int, *, by, today: date, revision: int | None = None, **facts) -> Product:
    """Change facts of a product (those of `FACTS`, and `nie` for its publisher); return it.

    Leads only. Naming a responsible person who is not a lead yet gives them that role, so it
    asks for the right to change their access. Only what differs is journalled.
    """
    unknown = set(facts) - {*FACTS, "nie"}
    if unknown:
        raise TypeError(f"not facts of a product: {sorted(unknown)}")
    with locked(Product, pk, by=by, action=Action.LEAD, revision=revision) as product:
        if "nie" in facts:
            _set_nie(product, number(facts.pop("nie")), by=by, today=today)
        changed = []
        for fact, value in facts.items():
            value = number(value) if fact == "nil" else _tidy(value)
            if getattr(product, fact) != value:
                setattr(product, fact, value)
                changed.append(str(Product._meta.get_field(fact).verbose_name))
        if "responsible" in facts:
            _make_lead(product, by=by, today=today)
        save_checked(product)
        if changed:
            sentence = _("Fiche du produit modifiée : %(facts)s") % {"facts": ", ".join(changed)}
            record(product, "update_product", sentence, by=by, on=today)
    return product


def number(value: str | None) -> str | None:
    """Return a NIE or NIL without outer or doubled spaces; None when there is none."""
    return " ".join(value.split()) or None if value else None


def _tidy(value):
    return " ".join(value.split()) if isinstance(value, str) else value


def _refuse_inactive(responsible) -> None:
    if not responsible.is_active:
        raise Invalid(
            _("Ce compte est désactivé : choisissez quelqu’un d’autre."), field="responsible"
        )


def _make_lead(product, *, by, today: date) -> None:
    person = product.responsible
    leads = ProductMembership.objects.filter(product=product, role=Role.LEAD, user=person)
    if leads.exists():
        return
    _refuse_inactive(person)
    require_may_change(by, product, person)
    set_role(product, person, Role.LEAD, by=by, today=today)


def _set_nie(product, nie: str | None, *, by, today: date) -> None:
    publisher = Publisher.objects.select_for_update().get(pk=product.publisher_id)
    if publisher.nie == nie:
        return
    publisher.nie = nie
    save_checked(publisher)
    sentence = _("NIE de %(publisher)s : %(nie)s") % {
        "publisher": publisher,
        "nie": nie or _("retiré"),
    }
    record(product, "update_publisher", sentence, by=by, on=today)
