"""The list of products, the page of one, its journal, and its facts."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.forms.models import model_to_dict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.core.acts import act
from apps.products import services
from apps.products.access import SIGNED_IN, access
from apps.products.forms import NewProductForm, ProductForm
from apps.products.models import Event, Product
from apps.products.people import may_become_responsible, members_of
from apps.products.states import Action

PER_PAGE = 25
LATEST = 8


@access(SIGNED_IN)
def product_list(request):
    """Show the products of the person, found by name, NIL or publisher."""
    query = " ".join(request.GET.get("q", "").split())
    products = Product.objects.visible_to(request.user).with_counts()
    if query:
        products = products.filter(
            Q(name__icontains=query) | Q(nil__icontains=query) | Q(publisher__name__icontains=query)
        )
    products = products.select_related("publisher", "responsible").order_by("name", "pk")
    context = {
        "page": Paginator(products, PER_PAGE).get_page(request.GET.get("page")),
        "query": query,
        "may_create": request.user.is_administrator,
    }
    return render(request, "products/product_list.html", context)


@access(Action.VIEW, model=Product)
def product_detail(request, product):
    """Show who a product is, its parts, its people and what happened lately."""
    context = {
        "product": product,
        "actions": request.actions,
        "versions": product.versions.newest_first(),
        "components": product.components.order_by("name", "pk"),
        "members": members_of(product, seen_by=request.user),
        "events": _journal_of(product)[:LATEST],
    }
    return render(request, "products/product_detail.html", context)


@access(Action.VIEW, model=Product)
def journal(request, product):
    """Show everything that was noted about a product, newest first."""
    page = Paginator(_journal_of(product), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "products/journal.html", {"product": product, "page": page})


@access(Action.ADMINISTER, methods=("GET", "POST"))
def product_create(request):
    """Follow one more product."""
    today = timezone.localdate()

    def create(data):
        data.pop("revision")
        return services.create_product(by=request.user, today=today, **data)

    return act(
        request,
        NewProductForm,
        do=create,
        title=_("Suivre un nouveau produit"),
        submit=_("Créer le produit"),
        back=reverse("products:list"),
        done=_("Le produit est créé."),
        form_kwargs={"people": User.objects.filter(is_active=True)},
    )


@access(Action.LEAD, model=Product, methods=("GET", "POST"))
def product_update(request, product):
    """Correct the facts of a product."""
    today = timezone.localdate()
    initial = model_to_dict(product, fields=ProductForm.own)
    initial |= {"nie": product.publisher.nie, "revision": product.revision}
    return act(
        request,
        ProductForm,
        do=lambda data: services.update_product(product.pk, by=request.user, today=today, **data),
        title=_("Fiche de %(product)s") % {"product": product},
        submit=_("Enregistrer"),
        back=product.get_absolute_url(),
        done=_("La fiche est à jour."),
        form_kwargs={
            "initial": initial,
            "people": may_become_responsible(product, chosen_by=request.user),
        },
    )


def _journal_of(product):
    return Event.objects.filter(product=product).select_related("recorded_by").order_by("-pk")
