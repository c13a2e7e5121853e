"""A month of due dates, as a grid or as the agenda of its days."""

from collections import defaultdict

from django.shortcuts import render
from django.utils import timezone

from apps.deadlines.filters import DeadlineFilter
from apps.deadlines.models import Deadline
from apps.deadlines.paging import query_with
from apps.deadlines.views.lists import CLOSED, is_filtered
from apps.products.access import SIGNED_IN, access
from apps.rules.months import Month, month_of

MOST_SHOWN = 250
LATE_SHOWN = 5
IN_A_CELL = 3


@access(SIGNED_IN)
def month(request):
    """Show a month in whole weeks; on a phone it reads as the agenda does."""
    return _calendar(request, "month")


@access(SIGNED_IN)
def agenda(request):
    """Show the days of a month that have a due date, one under the other."""
    return _calendar(request, "agenda")


def _calendar(request, face: str):
    """Show the open due dates on their last day, or the closed ones on the day of their act."""
    today = timezone.localdate()
    drawn = month_of(request.GET.get("mois", ""), today)
    closed = request.GET.get("etat") == CLOSED
    seen = Deadline.objects.visible_to(request.user).select_related("product", "responsible")
    chosen = _chosen(request, _rows_of(seen, drawn, face, closed=closed))
    rows = list(chosen.qs[: MOST_SHOWN + 1])
    after = None
    if not rows and not closed:
        after = _chosen(request, seen.coming(on=max(drawn.last, today))).qs.first()
    late = [] if closed else list(_chosen(request, seen.overdue(on=today)).qs[: LATE_SHOWN + 1])
    context = {
        "face": face,
        "month": drawn,
        "days": [
            cell | {"rest_url": query_with(request, page="", mois=f"{cell['day'].on:%Y-%m}")}
            for cell in _days(drawn, rows[:MOST_SHOWN], face, closed=closed)
        ],
        "weekdays": drawn.days[:7],
        "in_a_cell": IN_A_CELL,
        "empty": not rows,
        "cut": len(rows) > MOST_SHOWN,
        "after": after,
        "late": late[:LATE_SHOWN],
        "more_late": len(late) > LATE_SHOWN,
        "closed": closed,
        "filter": chosen,
        "filtered": is_filtered(chosen),
        "kept": query_with(request, page=""),
        "at": {
            "previous": drawn.previous and query_with(request, page="", mois=drawn.previous),
            "next": drawn.next and query_with(request, page="", mois=drawn.next),
            "today": query_with(request, page="", mois=""),
            "after": after and query_with(request, mois=f"{after.due_on:%Y-%m}"),
        },
    }
    return render(request, "deadlines/deadline_calendar.html", context)


def _chosen(request, queryset) -> DeadlineFilter:
    return DeadlineFilter(request.GET, queryset=queryset, request=request)


def _rows_of(seen, drawn: Month, face: str, *, closed: bool):
    """Return the rows of the weeks that the grid draws, or of the month alone for the agenda."""
    span = (drawn.first_drawn, drawn.last_drawn)
    if face == "agenda":
        span = (drawn.first, drawn.last)
    if closed:
        return seen.closed_between(*span).order_by("closed_on", "pk")
    return seen.due_between(*span)


def _days(drawn: Month, rows: list[Deadline], face: str, *, closed: bool) -> list[dict]:
    """Return the days to draw with their rows; the agenda leaves out those without any."""
    by_day = defaultdict(list)
    for row in rows:
        by_day[row.closed_on if closed else row.due_on].append(row)
    return [
        {"day": day, "rows": by_day[day.on], "more": max(len(by_day[day.on]) - IN_A_CELL, 0)}
        for day in drawn.days
        if face == "month" or by_day[day.on]
    ]
