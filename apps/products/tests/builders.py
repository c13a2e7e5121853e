"""Products for tests, and the team that every test of rights needs."""

from dataclasses import dataclass

from apps.accounts.models import User
from apps.accounts.tests.builders import make_user
from apps.products.models import Product, ProductMembership, ProductVersion, Publisher
from apps.products.states import Role


def make_publisher(name="Santalis", nie="NIE-1001") -> Publisher:
    """Return the publisher of that name, made on first use."""
    return Publisher.objects.get_or_create(name=name, defaults={"nie": nie})[0]


def make_product(name="MediCab", *, responsible, nil="5512", publisher=None, **fields) -> Product:
    """Return a saved product."""
    return Product.objects.create(
        publisher=publisher or make_publisher(),
        name=name,
        nil=nil,
        responsible=responsible,
        **fields,
    )


def make_version(product, label="8.1", **fields) -> ProductVersion:
    """Return a saved version of a product."""
    return ProductVersion.objects.create(product=product, label=label, **fields)


def make_member(product, user, role=Role.READER) -> ProductMembership:
    """Give a person a role on a product."""
    return ProductMembership.objects.create(product=product, user=user, role=role)


@dataclass
class Team:
    """Alice leads, Bob contributes, Rita reads, Charlie must not see, Ada administers."""

    product: Product
    version: ProductVersion
    alice: User
    bob: User
    rita: User
    charlie: User
    admin: User


def make_team(**product_fields) -> Team:
    """Return a product, one version of it and its five people."""
    alice, bob, rita, charlie = (make_user(name) for name in ("alice", "bob", "rita", "charlie"))
    product = make_product(responsible=alice, **product_fields)
    for user, role in ((alice, Role.LEAD), (bob, Role.CONTRIBUTOR), (rita, Role.READER)):
        make_member(product, user, role)
    admin = make_user("ada", is_superuser=True)
    return Team(product, make_version(product), alice, bob, rita, charlie, admin)
