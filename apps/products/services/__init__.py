"""What people do with products: facts, parts, members, accounts."""

from apps.products.services.accounts import deactivate_account
from apps.products.services.identity import FACTS, create_product, update_product
from apps.products.services.members import grant_access, revoke_access
from apps.products.services.parts import (
    add_component,
    add_version,
    remove_component,
    update_component,
    update_version,
)

__all__ = [
    "FACTS",
    "add_component",
    "add_version",
    "create_product",
    "deactivate_account",
    "grant_access",
    "remove_component",
    "revoke_access",
    "update_component",
    "update_product",
    "update_version",
]
