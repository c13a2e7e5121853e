"""Who has access to a product (FAQ ANS, comptes): a manager decides, never the person itself."""

from datetime import date

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid
from apps.products.door import locked
from apps.products.journal import record
from apps.products.models import Product, ProductMembership
from apps.products.policy import may_change_access
from apps.products.responsibilities import responsibilities_of, summary_of
from apps.products.states import Action, Role


def grant_access(product_pk: int, *, by, user, role: str, today: date) -> ProductMembership:
    """Give `user` a role on a product, or change the one they have; return the membership.

    Allowed to administrators, and to a lead of the product who manages the account of `user`;
    to nobody for themselves. The product's responsible person stays a lead.
    """
    with locked(Product, product_pk, by=by, action=Action.LEAD) as product:
        require_may_change(by, product, user)
        if role not in Role.values:
            raise Invalid(_("Choisissez un rôle dans la liste."), field="role")
        if not user.is_active:
            raise Invalid(_("Ce compte est désactivé : réactivez-le d’abord."), field="user")
        if user.pk == product.responsible_id and role != Role.LEAD:
            raise Conflict(_still_responsible(user))
        return set_role(product, user, role, by=by, today=today)


def revoke_access(product_pk: int, *, by, user, today: date) -> Product:
    """Take a product away from `user`, by the same people as `grant_access`; return the product.

    Refused while the person answers for the product or for something open on it.
    """
    with locked(Product, product_pk, by=by, action=Action.LEAD) as product:
        require_may_change(by, product, user)
        membership = ProductMembership.objects.filter(product=product, user=user).first()
        if membership is None:
            raise Conflict(_("%(user)s n’a déjà plus accès à ce produit.") % {"user": user})
        if user.pk == product.responsible_id:
            raise Conflict(_still_responsible(user))
        if held := responsibilities_of(user, product=product):
            raise Conflict(
                _(
                    "%(user)s est encore responsable de %(what)s sur ce produit : "
                    "désignez d’abord quelqu’un d’autre."
                )
                % {"user": user, "what": summary_of(held)}
            )
        remove(membership, by=by, today=today)
    return product


def set_role(product, user, role: str, *, by, today: date) -> ProductMembership:
    """Write the role of `user` and a line of the journal; nothing when it is theirs already."""
    membership = ProductMembership.objects.filter(product=product, user=user).first()
    if membership is not None and membership.role == role:
        return membership
    before = membership.role if membership else ""
    membership = membership or ProductMembership(product=product, user=user)
    membership.role = role
    membership.save()
    sentence = _("Accès de %(user)s : %(role)s")
    facts = {"user": user, "role": membership.get_role_display()}
    record(product, "grant_access", sentence % facts, by=by, on=today, before=before, after=role)
    return membership


def remove(membership: ProductMembership, *, by, today: date) -> None:
    """Delete a membership and write a line of the journal."""
    sentence = _("Accès retiré à %(user)s") % {"user": membership.user}
    product, before = membership.product, membership.role
    membership.delete()
    record(product, "revoke_access", sentence, by=by, on=today, before=before)


def require_may_change(by, product, user) -> None:
    """Raise `PermissionDenied`, in French, unless `by` may change the access of `user`."""
    if by.pk == user.pk:
        raise PermissionDenied(
            _("Personne ne change la liste de ses propres produits : demandez à votre responsable.")
        )
    if not may_change_access(by, product, user):
        raise PermissionDenied(
            _("Le compte de %(user)s ne vous est pas rattaché : demandez à un administrateur.")
            % {"user": user}
        )


def _still_responsible(user) -> str:
    return _(
        "%(user)s est encore responsable de ce produit : désignez d’abord quelqu’un d’autre."
    ) % {"user": user}
