"""The page of the grounds that the ANS gives most often."""

from django.core.paginator import Paginator
from django.shortcuts import render

from apps.dossiers.filters import GroundFilter
from apps.dossiers.pages.grounds import by_requirement, refusals, with_grounds
from apps.products.access import SIGNED_IN, access

PER_PAGE = 20


@access(SIGNED_IN)
def grounds(request):
    """Requirements sent back, with what the ANS said, over the products that the person sees."""
    seen = refusals(request.user)
    chosen = GroundFilter(request.GET, queryset=seen)
    page = Paginator(by_requirement(chosen.qs), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": chosen,
        "page": page,
        "lines": with_grounds(page, chosen.qs),
        "is_empty": not seen.exists(),
    }
    return render(request, "dossiers/grounds.html", context)
