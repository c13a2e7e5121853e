"""Screens that follow the proofs of a dossier: its map, and the list with its filters."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from apps.core.chips import chips_of, clean_query
from apps.deadlines.paging import page_of
from apps.dossiers.filters import ProofFilter
from apps.dossiers.models import Dossier
from apps.dossiers.pages.coverage import coverage_of
from apps.dossiers.pages.proof_list import for_lines, lines_of
from apps.products.access import access
from apps.products.states import Action


@access(Action.VIEW, model=Dossier, rows="for_page")
def coverage(request, dossier):
    """Where the proofs of each chapter stand."""
    context = {"dossier": dossier, "coverage": coverage_of(dossier)}
    return render(request, "dossiers/dossier_coverage.html", context)


@access(Action.VIEW, model=Dossier, rows="for_page")
def proofs(request, dossier):
    """The proofs of one dossier, filtered."""
    today = timezone.localdate()
    filters = ProofFilter(
        request.GET, dossier.proofs.current(), request=request, dossier=dossier, today=today
    )
    page = page_of(for_lines(filters.qs), request)
    context = {
        "dossier": dossier,
        "filters": filters,
        "chips": chips_of(filters),
        "count": filters.qs.order_by().count(),
        "page": page,
        "lines": lines_of(page.rows, today=today),
        "has_proofs": bool(page.rows) or dossier.proofs.current().exists(),
    }
    response = render(request, "dossiers/dossier_proofs.html", context)
    if request.htmx:
        response["HX-Push-Url"] = f"{request.path}?{clean_query(request.GET)}".rstrip("?")
    patch_vary_headers(response, ["HX-Request"])
    return response
