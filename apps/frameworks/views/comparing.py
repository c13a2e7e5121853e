"""Compare two versions of a catalogue: what was added, removed, reworded and moved."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.shortcuts import render

from apps.frameworks.comparison import Comparison
from apps.frameworks.forms import SinceForm
from apps.frameworks.lines import compare_versions
from apps.frameworks.models import CatalogVersion
from apps.frameworks.states import ChangeKind
from apps.frameworks.views.reading import page_urls, version_or_404
from apps.frameworks.wording import count_changes
from apps.products.access import SIGNED_IN, access

CHANGES_PER_PAGE = 25


@dataclass(frozen=True)
class KindTab:
    """A list of changes: its kind, how many it holds, whether it is the one shown."""

    kind: ChangeKind
    count: int
    current: bool

    @property
    def words(self) -> str:
        """Return the list in words, « 1 ajoutée », « 3 ajoutées »."""
        return count_changes(self.kind, self.count)


@access(SIGNED_IN)
def version_compare(request, pk):
    """Show what changed in a version since another one: the one before it, unless told."""
    version = version_or_404(pk)
    since = _since(request, version)
    context = {"version": version, "since": since, "tab": "compare"}
    if since is not None:
        kind = request.GET.get("genre", "")
        comparison = compare_versions(since, version)
        changes = Paginator(comparison.of_kind(kind), CHANGES_PER_PAGE)
        page = changes.get_page(request.GET.get("page"))
        context |= {
            "form": SinceForm(version=version, initial={"depuis": since}),
            "tabs": kind_tabs(comparison, kind),
            "any_kind": kind not in ChangeKind.values,
            "page": page,
            **page_urls(request, page),
        }
    return render(request, "frameworks/version_compare.html", context)


def kind_tabs(comparison: Comparison, current: str = "") -> list[KindTab]:
    """Return the lists of a comparison with their sizes."""
    return [KindTab(kind, count, kind == current) for kind, count in comparison.counts.items()]


def _since(request, version: CatalogVersion) -> CatalogVersion | None:
    """Return the version that the address names, or the last one imported before this one.

    The first version is compared with the one that followed; None when it is alone.
    """
    form = SinceForm(request.GET, version=version)
    if form.is_valid():
        return form.cleaned_data["depuis"]
    others = form.fields["depuis"].queryset
    return others.filter(imported_at__lte=version.imported_at).first() or others.last()
