"""The one answer to "who may do what": views, templates, admin, tasks and exports ask here."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.products.models import Product, ProductMembership
from apps.products.states import ALLOWED_TO, Action


def allowed_actions(user, product) -> set[Action]:
    """Return all that `user` may do on `product`; nothing for nobody or a disabled account."""
    if not user.is_authenticated or not user.is_active:
        return set()
    if user.is_administrator:
        return set(Action)
    role = (
        ProductMembership.objects.filter(user=user, product=product)
        .values_list("role", flat=True)
        .first()
    )
    return ALLOWED_TO.get(role, set())


def can(user, action: Action, obj=None) -> bool:
    """Return whether `user` may do `action` on `obj`, an object that has a `product`.

    Without an object, only an administrator can.
    """
    if obj is None:
        return user.is_authenticated and user.is_administrator
    return action in allowed_actions(user, obj.product)


def require(user, action: Action, obj=None) -> None:
    """Raise `PermissionDenied` with a French sentence unless `user` may do `action` on `obj`."""
    if not can(user, action, obj):
        raise PermissionDenied(
            _("Votre rôle sur ce produit ne permet pas cette action. Demandez à son responsable.")
        )


def products_for(user, action: Action):
    """Return the products on which `user` may do `action`, in no order."""
    seen = Product.objects.visible_to(user)
    if not user.is_authenticated or user.is_administrator:
        return seen
    roles = [role for role, actions in ALLOWED_TO.items() if action in actions]
    mine = ProductMembership.objects.filter(user=user, role__in=roles)
    return seen.filter(pk__in=mine.values("product"))


def can_somewhere(user, action: Action) -> bool:
    """Return whether `user` may do `action` on at least one product."""
    administers = user.is_authenticated and user.is_administrator
    return administers or products_for(user, action).exists()


def may_change_access(by, product, user) -> bool:
    """Return whether `by` may change what `user` sees of `product` (FAQ ANS, comptes).

    Never one's own access; an administrator anybody else's; a lead of the product that of the
    accounts attached to them, directly or not.
    """
    if by.pk == user.pk or not can(by, Action.LEAD, product):
        return False
    return by.is_administrator or User.objects.attached_to(by).filter(pk=user.pk).exists()
