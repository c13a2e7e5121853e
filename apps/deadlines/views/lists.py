"""The list of due dates of everything a person sees."""

from datetime import date

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.deadlines.filters import DeadlineFilter
from apps.deadlines.models import Deadline
from apps.deadlines.paging import page_of, query_with
from apps.products.access import SIGNED_IN, access
from apps.rules.counting import end_of_week

CLOSED = "closes"


def is_filtered(chosen: DeadlineFilter) -> bool:
    """Return whether a criterion narrows what the page shows."""
    return any(chosen.form[name].value() for name in chosen.filters)


@access(SIGNED_IN)
def deadline_list(request):
    """Show the open due dates by urgency, or the closed ones, newest first."""
    today = timezone.localdate()
    closed = request.GET.get("etat") == CLOSED
    seen = Deadline.objects.visible_to(request.user).select_related("product", "responsible")
    rows = seen.closed().order_by("-closed_on", "-pk") if closed else seen.open()
    chosen = DeadlineFilter(request.GET, queryset=rows, request=request)
    page = page_of(chosen.qs, request)
    context = {
        "filter": chosen,
        "filtered": is_filtered(chosen),
        "face": "list",
        "kept": query_with(request, page=""),
        "page": page,
        "closed": closed,
        "sections": [] if closed else _sections(page.rows, today),
    }
    return render(request, "deadlines/deadline_list.html", context)


def _sections(rows: list[Deadline], today: date) -> list[dict]:
    """Cut rows into late, this week and later, as their pills say; an empty part is left out.

    A due date belongs to the week of its internal target: for a Monday one acts on the Friday.
    """
    sunday = end_of_week(today)
    late, soon, later = [], [], []
    for row in rows:
        if row.due_on < today:
            late.append(row)
        elif (row.target_on or row.due_on) <= sunday:
            soon.append(row)
        else:
            later.append(row)
    parts = ((_("En retard"), late), (_("Cette semaine"), soon), (_("Plus tard"), later))
    return [{"title": title, "rows": part} for title, part in parts if part]
