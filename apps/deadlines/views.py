"""The list of due dates of everything a person sees."""

from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.tones import Tone
from apps.deadlines.filters import DeadlineFilter
from apps.deadlines.models import Deadline
from apps.deadlines.paging import page_of
from apps.products.access import SIGNED_IN, access
from apps.rules.counting import end_of_week

CLOSED = "closes"


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
        "filtered": any(chosen.form[name].value() for name in chosen.filters),
        "page": page,
        "closed": closed,
        "sections": [] if closed else _sections(page.rows, today),
    }
    return render(request, "deadlines/deadline_list.html", context)


def _sections(rows: list[Deadline], today) -> list[dict]:
    """Cut rows in date order into late, this week and later; an empty part is left out."""
    sunday = end_of_week(today)
    parts = (
        (_("En retard"), Tone.RED, [row for row in rows if row.due_on < today]),
        (_("Cette semaine"), Tone.AMBER, [row for row in rows if today <= row.due_on <= sunday]),
        (_("Plus tard"), Tone.GREY, [row for row in rows if row.due_on > sunday]),
    )
    return [{"title": title, "tone": tone, "rows": part} for title, tone, part in parts if part]
