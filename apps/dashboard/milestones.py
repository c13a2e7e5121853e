"""The milestones of the DSR, for every dossier that a person sees."""

from dataclasses import dataclass

from django.db.models import OuterRef, Subquery
from django.shortcuts import render
from django.utils import timezone

from apps.deadlines.paging import page_of
from apps.dossiers.milestones import Against, Standing, against_milestones
from apps.dossiers.models import Dossier
from apps.dossiers.states import REACHED
from apps.frameworks.models import DsrMilestone
from apps.products.access import SIGNED_IN, access

PER_PAGE = 25


@dataclass(frozen=True)
class Line:
    """One dossier with its milestones."""

    dossier: Dossier
    rows: list[Against]

    @property
    def behind(self) -> int:
        """Return how many milestones it is late for."""
        return sum(row.standing == Standing.BEHIND for row in self.rows)


@access(SIGNED_IN)
def milestones(request):
    """Say of each dossier whether it is ahead, on time or behind, the nearest milestone first."""
    today = timezone.localdate()
    coming = DsrMilestone.objects.filter(dsr=OuterRef("dsr"), due_on__gte=today).order_by("due_on")
    rows = (
        Dossier.objects.visible_to(request.user)
        .filter(state__in=list(REACHED), dsr__milestones__isnull=False)
        .for_display()
        .select_related("product_version__product")
        .prefetch_related("dsr__milestones")
        .annotate(next_on=Subquery(coming.values("due_on")[:1]))
        .order_by("next_on", "product__name", "pk")
        .distinct()
    )
    page = page_of(rows, request, per_page=PER_PAGE)
    lines = [Line(each, against_milestones(each, today=today)) for each in page.rows]
    context = {"page": page, "lines": [line for line in lines if line.rows], "today": today}
    return render(request, "dashboard/milestones.html", context)
