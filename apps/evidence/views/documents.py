"""The documents of a product, and one of them."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from apps.evidence.filters import EvidenceFilter
from apps.evidence.models import Download, Evidence
from apps.evidence.names import clean_name
from apps.evidence.quota import room_of
from apps.evidence.register import register_of
from apps.evidence.taken import downloads_of
from apps.products.access import access
from apps.products.models import Product
from apps.products.states import Action

PER_PAGE = 25


@access(Action.VIEW, model=Product)
def evidence_list(request, product):
    """Show the documents of a product with all their versions."""
    documents = Evidence.objects.filter(product=product).with_versions()
    chosen = EvidenceFilter(request.GET, queryset=documents)
    context = {
        "product": product,
        "filter": chosen,
        "page": Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page")),
        "actions": request.actions,
        "room": room_of(product),
    }
    return render(request, "evidence/evidence_list.html", context)


@access(Action.VIEW, model=Evidence)
def evidence_detail(request, document):
    """Show a document, its versions, a preview, and to those who lead who took it."""
    versions = Evidence.objects.with_versions().get(pk=document.pk).versions.all()
    latest = next(iter(versions), None)
    taken = downloads_of(document) if Action.LEAD in request.actions else Download.objects.none()
    context = {
        "product": document.product,
        "document": document,
        "versions": versions,
        "latest": latest,
        "page": Paginator(taken, PER_PAGE).get_page(request.GET.get("page")),
        "actions": request.actions,
    }
    return render(request, "evidence/evidence_detail.html", context)


@access(Action.VIEW, model=Product)
def export(request, product):
    """Send the register of the documents, a line per version, for a spreadsheet."""
    response = HttpResponse(register_of(product), content_type="text/csv; charset=utf-8")
    name = _("Documents de %(product)s.csv") % {"product": product.name}
    response["Content-Disposition"] = content_disposition_header(True, clean_name(name))
    response["X-Content-Type-Options"] = "nosniff"
    return response
