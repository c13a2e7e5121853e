"""Read the catalogues: every signed-in person may, they hold nothing of a product."""

from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers

from apps.frameworks.filters import RequirementFilter
from apps.frameworks.models import CatalogVersion, RequirementCatalog
from apps.frameworks.oddities import grouped, stored
from apps.products.access import SIGNED_IN, access

REQUIREMENTS_PER_PAGE = 25
LINES_PER_PAGE = 50


@access(SIGNED_IN)
def catalog_list(request):
    """Show every catalogue with its versions, newest first."""
    versions = CatalogVersion.objects.for_list().order_by("-imported_at", "-pk")
    catalogs = RequirementCatalog.objects.select_related("dsr").prefetch_related(
        Prefetch("versions", versions)
    )
    return render(request, "frameworks/catalog_list.html", {"catalogs": catalogs})


@access(SIGNED_IN)
def catalog_detail(request, pk):
    """Show the requirements of one version; to htmx, only the filtered list."""
    version = version_or_404(pk)
    chosen = RequirementFilter(request.GET, version=version)
    page = Paginator(chosen.qs.with_whole(), REQUIREMENTS_PER_PAGE).get_page(
        request.GET.get("page")
    )
    context = {"version": version, "filter": chosen, "page": page, "tab": "requirements"}
    partly = request.htmx and not request.htmx.history_restore_request
    template = "frameworks/_requirements.html" if partly else "frameworks/catalog_detail.html"
    response = render(request, template, context | page_urls(request, page))
    patch_vary_headers(response, ["HX-Request"])
    return response


@access(SIGNED_IN)
def chapter_list(request, pk):
    """Show the chapters and the profiles of one version, with their sizes."""
    version = version_or_404(pk)
    sizes = {
        "requirement_count": Count("requirements", distinct=True),
        "proof_count": Count("requirements__proofs", distinct=True),
    }
    profile_sizes = {
        "requirement_count": Count("requirements", distinct=True),
        "proof_count": Count("proofs", distinct=True),
    }
    context = {
        "version": version,
        "chapters": version.chapters.annotate(**sizes).order_by("order", "pk"),
        "profiles": version.profiles.annotate(**profile_sizes).order_by("-always", "name"),
        "tab": "chapters",
    }
    return render(request, "frameworks/chapter_list.html", context)


@access(SIGNED_IN)
def oddity_list(request, pk):
    """Show what the import found odd, all kinds or one, in the order of the sheet."""
    version = version_or_404(pk, with_oddities=True)
    oddities = stored(version.oddities)
    groups = grouped(oddities)
    kind = request.GET.get("nature", "")
    if kind:
        oddities = [oddity for oddity in oddities if oddity.code == kind]
    page = Paginator(oddities, LINES_PER_PAGE).get_page(request.GET.get("page"))
    shown = {oddity.row for oddity in page}
    context = {
        "version": version,
        "groups": groups,
        "kind": kind,
        "page": page,
        "kept_rows": set(version.rows.filter(number__in=shown).values_list("number", flat=True)),
        "tab": "oddities",
    }
    return render(request, "frameworks/oddity_list.html", context | page_urls(request, page))


@access(SIGNED_IN)
def row_list(request, pk):
    """Show the rows of the workbook as they stand."""
    version = version_or_404(pk)
    page = Paginator(version.rows.all(), LINES_PER_PAGE).get_page(request.GET.get("page"))
    context = {"version": version, "page": page, "tab": "rows"}
    return render(request, "frameworks/row_list.html", context | page_urls(request, page))


@access(SIGNED_IN)
def row_detail(request, pk, number):
    """Show one row of the workbook, cell by cell, and what was read from it."""
    version = version_or_404(pk, with_oddities=True)
    row = get_object_or_404(version.rows, number=number)
    from_row = Q(row_number=number) | Q(scenarios__row_number=number) | Q(proofs__row_number=number)
    context = {
        "version": version,
        "row": row,
        "previous": version.rows.filter(number__lt=number).order_by("-number").first(),
        "following": version.rows.filter(number__gt=number).order_by("number").first(),
        "requirements": version.requirements.filter(from_row).distinct(),
        "oddities": [oddity for oddity in stored(version.oddities) if oddity.row == number],
        "tab": "rows",
    }
    return render(request, "frameworks/row_detail.html", context)


def version_or_404(pk: int, *, with_oddities: bool = False) -> CatalogVersion:
    """Return the version `pk` with what its pages print of it."""
    versions = CatalogVersion.objects.select_related("catalog__dsr", "imported_by")
    return get_object_or_404(versions if with_oddities else versions.defer("oddities"), pk=pk)


def page_urls(request, page) -> dict[str, str]:
    """Return the addresses of the pages before and after, with the filters of this one."""
    return {
        "previous_url": _page_url(request, page.previous_page_number())
        if page.has_previous()
        else "",
        "next_url": _page_url(request, page.next_page_number()) if page.has_next() else "",
    }


def _page_url(request, number: int) -> str:
    query = request.GET.copy()
    query["page"] = str(number)
    return f"?{query.urlencode()}"
