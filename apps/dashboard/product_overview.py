"""The part of a product's page that crosses the apps: dossiers, CNDA, changes, due dates."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils import timezone

from apps.changes.models import ChangeRecord
from apps.changes.states import FINAL
from apps.cnda.models import CndaCoverage, CndaRequest
from apps.dashboard.portfolio import lines_of
from apps.deadlines.models import Deadline
from apps.dossiers.models import Dossier
from apps.products.access import access
from apps.products.models import Product, ProductVersion
from apps.products.policy import allowed_actions
from apps.products.states import Action

NEAREST = 6


@dataclass(frozen=True)
class VersionCnda:
    """A version with its requests, under way or obtained, and its montages."""

    version: ProductVersion
    requests: list[CndaRequest]
    montages: list[CndaCoverage]


@access(Action.VIEW, model=Product)
def product_overview(request, product):
    """Show where everything of a product stands; alone on a page when no script asked for it."""
    dossiers = Dossier.objects.filter(product=product).for_display().order_by("-opened_on", "-pk")
    deadlines = Deadline.objects.open().filter(product=product).select_related("responsible")
    changes = ChangeRecord.objects.filter(dossier__product=product).exclude(state__in=FINAL)
    context = {
        "product": product,
        "today": timezone.localdate(),
        "actions": allowed_actions(request.user, product),
        "lines": lines_of(list(dossiers)),
        "versions": _cnda_of(product),
        "has_components": product.components.exists(),
        "changes": changes.select_related("dossier__dsr", "dossier__product_version__product"),
        "deadlines": deadlines.order_by("due_on", "pk")[:NEAREST],
    }
    page = "_product_overview" if request.htmx else "product_overview"
    return render(request, f"dashboard/{page}.html", context)


def _cnda_of(product: Product) -> list[VersionCnda]:
    """Return the versions, newest first, with what the CNDA has of each; three queries."""
    requests = CndaRequest.objects.live().filter(product_version__product=product).for_display()
    montages = CndaCoverage.objects.active().filter(product_version__product=product).for_display()
    found = {}
    for version in product.versions.select_related("product").newest_first():
        found[version.pk] = VersionCnda(version, [], [])
    for row in requests.order_by("homologation__name", "pk"):
        found[row.product_version_id].requests.append(row)
    for row in montages.order_by("homologation__name", "pk"):
        found[row.product_version_id].montages.append(row)
    return list(found.values())
