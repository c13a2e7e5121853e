"""Who has access to a product, and the accounts that a person manages."""

from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.acts import act
from apps.core.forms import ActForm
from apps.products import services
from apps.products.access import SIGNED_IN, access
from apps.products.forms import MemberForm, RoleForm
from apps.products.models import Product, ProductMembership
from apps.products.people import accounts_managed_by, may_be_invited
from apps.products.states import Action


@access(Action.LEAD, model=Product, methods=("GET", "POST"))
def member_create(request, product):
    """Give the product to one more person."""
    today = timezone.localdate()
    people = may_be_invited(product, by=request.user)
    intro = (
        ""
        if people.exists()
        else _("Aucun compte rattaché au vôtre ne reste à ajouter : demandez à un administrateur.")
    )
    return act(
        request,
        MemberForm,
        do=lambda data: services.grant_access(
            product.pk, by=request.user, user=data["user"], role=data["role"], today=today
        ),
        title=_("Donner accès à %(product)s") % {"product": product},
        submit=_("Donner accès"),
        back=product.get_absolute_url(),
        done=_("L’accès est donné."),
        intro=intro,
        form_kwargs={"people": people},
    )


@access(Action.LEAD, model=ProductMembership, methods=("GET", "POST"))
def member_update(request, membership):
    """Change the role of a person."""
    today = timezone.localdate()
    product, user = membership.product, membership.user
    return act(
        request,
        RoleForm,
        do=lambda data: services.grant_access(
            product.pk, by=request.user, user=user, role=data["role"], today=today
        ),
        title=_("Rôle de %(user)s") % {"user": user},
        submit=_("Enregistrer"),
        back=product.get_absolute_url(),
        done=_("Le rôle est changé."),
        form_kwargs={"initial": {"role": membership.role}},
    )


@access(Action.LEAD, model=ProductMembership, methods=("GET", "POST"))
def member_remove(request, membership):
    """Take the product away from a person."""
    today = timezone.localdate()
    product, user = membership.product, membership.user
    return act(
        request,
        ActForm,
        do=lambda data: services.revoke_access(product.pk, by=request.user, user=user, today=today),
        title=_("Retirer l’accès de %(user)s ?") % {"user": user},
        submit=_("Retirer l’accès"),
        back=product.get_absolute_url(),
        done=_("L’accès est retiré."),
        intro=_("Cette personne ne verra plus rien de ce produit ; ce qu’elle a fait reste."),
        danger=True,
    )


@access(SIGNED_IN)
def people(request):
    """Show the accounts that the person manages, and what each still answers for."""
    accounts = accounts_managed_by(request.user).annotate(
        product_count=Count("memberships", distinct=True),
        held_count=Count("responsible_products", distinct=True),
        attached_count=Count("attached", filter=Q(attached__is_active=True), distinct=True),
    )
    accounts = accounts.select_related("manager").order_by("-is_active", "last_name", "username")
    return render(request, "products/people.html", {"accounts": accounts})


@access(SIGNED_IN, methods=("GET", "POST"))
def account_deactivate(request, account_pk):
    """Disable an account that the person manages."""
    today = timezone.localdate()
    person = get_object_or_404(accounts_managed_by(request.user), pk=account_pk)
    return act(
        request,
        ActForm,
        do=lambda data: services.deactivate_account(person.pk, by=request.user, today=today),
        title=_("Désactiver le compte de %(user)s ?") % {"user": person},
        submit=_("Désactiver"),
        back=reverse("products:people"),
        done=_("Le compte est désactivé."),
        intro=_("Cette personne ne pourra plus se connecter et perd ses accès aux produits."),
        danger=True,
    )
