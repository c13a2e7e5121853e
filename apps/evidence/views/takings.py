"""Who saw or took which file of a product, for those who lead it."""

from django.core.paginator import Paginator
from django.shortcuts import render

from apps.evidence.filters import DownloadFilter
from apps.evidence.models import Download
from apps.products.access import access
from apps.products.models import Product
from apps.products.states import Action

PER_PAGE = 50


@access(Action.LEAD, model=Product)
def takings(request, product):
    """List every look and every taking, the latest first, by person, document and way."""
    lines = Download.objects.filter(version__evidence__product=product).for_display()
    chosen = DownloadFilter(request.GET, queryset=lines, product=product)
    context = {
        "product": product,
        "filter": chosen,
        "page": Paginator(chosen.qs, PER_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "evidence/takings.html", context)
