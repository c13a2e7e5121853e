"""The map of the proofs of a dossier: chapters by states."""

from django.shortcuts import render

from apps.dossiers.models import Dossier
from apps.dossiers.pages.coverage import coverage_of
from apps.products.access import access
from apps.products.states import Action


@access(Action.VIEW, model=Dossier, rows="for_page")
def coverage(request, dossier):
    """Where the proofs of each chapter stand."""
    context = {"dossier": dossier, "coverage": coverage_of(dossier)}
    return render(request, "dossiers/dossier_coverage.html", context)
