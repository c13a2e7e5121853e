"""Which awards a change of a shared third-party component reaches."""

from dataclasses import dataclass

from django.db.models import Q

from apps.dossiers.models import Dossier
from apps.dossiers.states import HOLDING
from apps.products.models import Component
from apps.products.policy import products_for
from apps.products.states import Action


@dataclass(frozen=True)
class Reach:
    """Awarded dossiers: those where the person may record, and those that they only read."""

    writable: list[Dossier]
    read_only: list[Dossier]


def awards_with(component: Component, *, by) -> Reach:
    """Return the awards that `by` may know of on every product that holds the same component.

    The same component: the same NIL or, where it has none, the same name and vendor.
    """
    same = Q(name__iexact=component.name, vendor__iexact=component.vendor, nil="")
    if component.nil:
        same = Q(nil__iexact=component.nil)
    products = Component.objects.visible_to(by).filter(same).values("product_id")
    rows = Dossier.objects.visible_to(by).filter(product__in=products, state__in=HOLDING)
    rows = list(rows.for_display().select_related("product_version__product").order_by("pk"))
    mine = set(products_for(by, Action.CONTRIBUTE).values_list("pk", flat=True))
    return Reach(
        [row for row in rows if row.product_id in mine],
        [row for row in rows if row.product_id not in mine],
    )


def release_key(component: Component, version: str) -> str:
    """Return what tells this version of this component from any other, whatever the case."""
    name = component.nil or f"{component.name}/{component.vendor}"
    return f"{name}|{version}".casefold()
