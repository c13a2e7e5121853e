"""The parts of a product: its versions, and the third-party components inside it."""

from contextlib import contextmanager
from datetime import date

from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.products.door import locked, refuse_future
from apps.products.journal import record
from apps.products.models import Component, Product, ProductVersion
from apps.products.services.saving import save_checked
from apps.products.states import Action


def add_version(
    product_pk: int, *, by, today: date, label: str, released_on: date | None = None
) -> ProductVersion:
    """Add a version to a product and return it; `released_on` is a fact, never after `today`."""
    with _open(product_pk, by) as product:
        version = ProductVersion(product=product)
        _fill_version(version, label, released_on, today)
        sentence = _("Version %(label)s ajoutée") % {"label": version.label}
        record(product, "add_version", sentence, by=by, on=today)
    return version


def update_version(
    pk: int, *, by, today: date, label: str, released_on: date | None = None
) -> ProductVersion:
    """Change the name or the release day of a version and return it."""
    product_pk = _product_of(ProductVersion, pk, by)
    with _open(product_pk, by) as product:
        version = ProductVersion.objects.get(pk=pk)
        _fill_version(version, label, released_on, today)
        sentence = _("Version %(label)s modifiée") % {"label": version.label}
        record(product, "update_version", sentence, by=by, on=today)
    return version


def add_component(
    product_pk: int, *, by, today: date, name: str, vendor: str, nil: str = ""
) -> Component:
    """Declare a third-party solution inside a product (montage) and return it."""
    with _open(product_pk, by) as product:
        component = Component(product=product)
        _fill_component(component, name, vendor, nil)
        sentence = _("Composant tiers ajouté : %(name)s") % {"name": component}
        record(product, "add_component", sentence, by=by, on=today)
    return component


def update_component(
    pk: int, *, by, today: date, name: str, vendor: str, nil: str = ""
) -> Component:
    """Change the facts of a component and return it."""
    product_pk = _product_of(Component, pk, by)
    with _open(product_pk, by) as product:
        component = Component.objects.get(pk=pk)
        _fill_component(component, name, vendor, nil)
        sentence = _("Composant tiers modifié : %(name)s") % {"name": component}
        record(product, "update_component", sentence, by=by, on=today)
    return component


def remove_component(pk: int, *, by, today: date) -> Product:
    """Remove a component and return its product; refused while a declared montage relies on it."""
    product_pk = _product_of(Component, pk, by)
    with _open(product_pk, by) as product:
        component = Component.objects.get(pk=pk)
        sentence = _("Composant tiers retiré : %(name)s") % {"name": component}
        try:
            component.delete()
        except ProtectedError as error:
            raise Conflict(
                _("Un montage déclaré s’appuie sur ce composant : retirez d’abord ce montage.")
            ) from error
        record(product, "remove_component", sentence, by=by, on=today)
    return product


@contextmanager
def _open(product_pk: int, by):
    """Lock the product that the part belongs to, for a lead."""
    with locked(Product, product_pk, by=by, action=Action.LEAD) as product:
        yield product
        product.save(update_fields=["revision"])


def _product_of(model, pk: int, by) -> int:
    return get_object_or_404(model.objects.visible_to(by), pk=pk).product_id


def _fill_version(version, label: str, released_on: date | None, today: date) -> None:
    if released_on:
        refuse_future(released_on, today, field="released_on")
    version.label = " ".join(label.split())
    version.released_on = released_on
    save_checked(version)


def _fill_component(component, name: str, vendor: str, nil: str) -> None:
    component.name = " ".join(name.split())
    component.vendor = " ".join(vendor.split())
    component.nil = " ".join(nil.split())
    save_checked(component)
