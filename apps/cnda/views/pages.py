"""What one reads: a request, a montage."""

from django.shortcuts import render
from django.utils import timezone

from apps.cnda.display import papers_of, steps_of
from apps.cnda.guards import withdrawal_blockers
from apps.cnda.models import CndaCoverage, CndaRequest
from apps.cnda.services.papers import Paper
from apps.cnda.verbs import verbs_of
from apps.deadlines.models import Deadline
from apps.products.access import access
from apps.products.journal import events_of
from apps.products.states import Action


@access(Action.VIEW, model=CndaRequest)
def detail(request, row):
    """Show where a request stands, its papers, its due dates and its journal."""
    today = timezone.localdate()
    verbs = verbs_of(row, request.actions)
    events = list(events_of(row))
    awaited = row.awaited_return_on
    context = {
        "row": row,
        "today": today,
        "primary": [verb for verb in verbs if verb.primary],
        "others": [verb for verb in verbs if not verb.primary and verb.name not in Paper.values],
        "steps": steps_of(row, events),
        "papers": papers_of(row, verbs),
        "return_is_late": awaited is not None and awaited < today,
        "deadlines": Deadline.objects.of(row),
        "events": events,
    }
    return render(request, "cnda/cndarequest_detail.html", context)


@access(Action.VIEW, model=CndaCoverage)
def montage(request, coverage):
    """Show a montage, its proof and its journal."""
    actions = request.actions
    context = {
        "coverage": coverage,
        "today": timezone.localdate(),
        "may_withdraw": Action.LEAD in actions and not withdrawal_blockers(coverage),
        "events": events_of(coverage),
    }
    return render(request, "cnda/cndacoverage_detail.html", context)
