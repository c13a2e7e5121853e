"""The daily comparison: what the ladders say must have been told, and the rows that say it was.

It counts due dates one by one, not with the query that plans, so that a fault of the plan is seen.
"""

from collections import defaultdict
from datetime import date, datetime

from django.db.models import Q
from django.utils import timezone

from apps.deadlines.models import Deadline
from apps.reminders.models import Acknowledgement, Ladder, Reconciliation, Reminder
from apps.reminders.plan import plan
from apps.reminders.routing import routes_of
from apps.reminders.stages import last_due, stages_of
from apps.reminders.states import Purpose, ReminderState


def reconcile(*, now: datetime) -> Reconciliation:
    """Plan, compare at `now` (aware), and keep both counts: they must be the same."""
    today = timezone.localdate(now)
    plan(today=today)
    reached = _reached(today)
    told = _told(reached)
    planned = sum(any(each <= reached[key] for each in told[key]) for key in reached)
    return Reconciliation.objects.create(compared_at=now, expected=len(reached), planned=planned)


def _reached(today: date) -> dict[tuple[int, int], int]:
    """Return {(due date, revision): its most urgent stage reached} of all that must be told."""
    reached = {}
    for ladder in Ladder.objects.prefetch_related("steps"):
        stages = stages_of(ladder)
        if not stages.steps:
            continue
        edge = last_due(today, stages.steps[0])
        soon = list(Deadline.objects.open().filter(kind=ladder.kind, due_on__lte=edge))
        routes = routes_of(soon, on=today)
        for deadline in soon:
            if routes[deadline.pk] is not None:
                stage = stages.reached(deadline.due_on, today)
                reached[deadline.pk, deadline.revision] = stage
    return {key: reached[key] for key in reached.keys() - _quiet(today)}


def _quiet(today: date) -> set[tuple[int, int]]:
    """Return what its person works on, before the due day."""
    said = Acknowledgement.objects.filter(until_on__gte=today, deadline__due_on__gt=today)
    return set(said.values_list("deadline", "revision"))


def _told(reached: dict[tuple[int, int], int]) -> dict[tuple[int, int], set[int]]:
    """Return the stages that were told, or wait to be, of each due date."""
    dropped = Q(state=ReminderState.CANCELLED, held_at__isnull=True)
    rows = Reminder.objects.filter(purpose=Purpose.LADDER, deadline__status="open").exclude(dropped)
    found = defaultdict(set)
    for deadline, revision, stage in rows.values_list("deadline", "revision", "stage").iterator():
        if (deadline, revision) in reached:
            found[deadline, revision].add(stage)
    return found
