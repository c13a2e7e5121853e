"""One waking of the sender, with its row: plan, send, and say what was done."""

from datetime import datetime

from django.utils import timezone

from apps.reminders.crash import crash_point
from apps.reminders.models import Tick
from apps.reminders.plan import plan
from apps.reminders.sending import send_due
from apps.reminders.summaries import write_summaries
from apps.rules.counting import days_before

KEPT_DAYS = 30  # how far the page of runs looks back
COUNTS = ("sent", "retried", "failed", "uncertain", "dead", "cancelled", "error")


def tick(*, now: datetime) -> Tick:
    """Plan what is reached at `now` (aware), send what may leave; return the row of this run.

    A run that is killed leaves its row without an end.
    """
    record = Tick.objects.create(started_at=now)
    record.planned = plan(today=timezone.localdate(now))
    write_summaries(now=now)
    crash_point("planned")
    run = send_due(now=now)
    for name in COUNTS:
        setattr(record, name, getattr(run, name))
    record.finished_at = run.moment
    record.save()
    return record


def forget_old_ticks(*, now: datetime) -> int:
    """Delete the runs that no page shows any more; return how many."""
    first = days_before(timezone.localdate(now), KEPT_DAYS)
    return Tick.objects.filter(started_at__date__lt=first).delete()[0]
