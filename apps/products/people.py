"""Questions about the people of a product; nothing here changes anything."""

from dataclasses import dataclass

from django.db.models import Q

from apps.accounts.models import User
from apps.products.models import Product, ProductMembership
from apps.products.policy import can
from apps.products.states import Action, Role


@dataclass(frozen=True)
class Member:
    """A line of the list of people: a membership, and what the reader may do with it."""

    membership: ProductMembership
    is_responsible: bool
    is_reader: bool
    may_change: bool


def accounts_managed_by(person):
    """Return the accounts that `person` looks after: everybody else's for an administrator."""
    if not person.is_active:
        return User.objects.none()
    if person.is_administrator:
        return User.objects.exclude(pk=person.pk)
    return User.objects.attached_to(person)


def members_of(product: Product, *, seen_by) -> list[Member]:
    """Return the people of a product by name, with what `seen_by` may change (see policy)."""
    managed = set()
    if can(seen_by, Action.LEAD, product):
        managed = set(accounts_managed_by(seen_by).values_list("pk", flat=True))
    memberships = product.memberships.select_related("user").order_by(
        "user__last_name", "user__first_name", "user__username"
    )
    return [
        Member(
            membership,
            is_responsible=membership.user_id == product.responsible_id,
            is_reader=membership.user_id == seen_by.pk,
            may_change=membership.user_id in managed,
        )
        for membership in memberships
    ]


def may_be_invited(product: Product, *, by):
    """Return the active accounts that `by` may give the product to and that lack it."""
    return accounts_managed_by(by).filter(is_active=True).exclude(memberships__product=product)


def may_become_responsible(product: Product, *, chosen_by):
    """Return who `chosen_by` may name responsible: leads already, or accounts they manage."""
    managed = accounts_managed_by(chosen_by).values("pk")
    leads = ProductMembership.objects.filter(product=product, role=Role.LEAD).values("user")
    return User.objects.filter(
        Q(pk__in=managed) | Q(pk__in=leads) | Q(pk=product.responsible_id), is_active=True
    )


def who_sees(people, products) -> set[tuple[int, int]]:
    """Return the (person, product) pairs of keys where the person sees the product.

    The same answer as `visible_to`, for many people and products in two queries.
    """
    active = User.objects.filter(pk__in=people, is_active=True)
    pairs = ProductMembership.objects.filter(
        user__in=active.filter(is_superuser=False).values("pk"), product__in=products
    )
    everywhere = active.filter(is_superuser=True).values_list("pk", flat=True)
    return {
        *pairs.values_list("user_id", "product_id"),
        *((person, product) for person in everywhere for product in products),
    }
