"""What the page of runs shows: each day with its counts, and the runs that did something."""

from datetime import date

from django.db.models import Count, Q, Sum
from django.db.models.functions import TruncDate

from apps.reminders.models import Tick
from apps.reminders.ticks import KEPT_DAYS
from apps.rules.counting import days_before

NOTABLE = ~Q(planned=0, sent=0, retried=0, failed=0, uncertain=0, dead=0, cancelled=0)
SUMS = ("planned", "sent", "retried", "failed", "uncertain", "dead", "cancelled")


def days_of_runs(*, today: date) -> list[dict]:
    """Return a dict of sums per day with a run, the newest first; "interrupted" counts runs."""
    days = _recent(today).annotate(day=TruncDate("started_at")).values("day")
    sums = {f"{name}_sum": Sum(name) for name in SUMS}
    return list(
        days.annotate(
            runs=Count("pk"),
            stopped=Count("pk", filter=Q(finished_at__isnull=True) | ~Q(error="")),
            **sums,
        ).order_by("-day")
    )


def notable_runs(*, today: date):
    """Return the runs that did something or stopped early, the newest first."""
    return _recent(today).filter(NOTABLE | ~Q(error="") | Q(finished_at__isnull=True))


def _recent(today: date):
    return Tick.objects.filter(started_at__date__gte=days_before(today, KEPT_DAYS))
