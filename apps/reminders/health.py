"""What makes the site's health red: messages that do not leave as they should.

These delays are operational: how long a fault of ours may last before somebody looks.
"""

from datetime import datetime, timedelta
from itertools import islice

from apps.reminders.batches import next_batches
from apps.reminders.models import Mail, Reconciliation, Reminder, Tick

LONGEST_SENDING = timedelta(minutes=5)
LONGEST_WAIT = timedelta(minutes=15)
LONGEST_SILENCE = timedelta(minutes=3)
MOST_BATCHES = 200  # looked at: the oldest come first


def reminder_health(*, now: datetime) -> dict[str, bool]:
    """Return {check: whether all is well} at the moment `now` (aware)."""
    return {
        "reminders_sending": not _is_stuck(now - LONGEST_SENDING),
        "reminders_waiting": not _waits(now - LONGEST_WAIT),
        "reminders_tick": Tick.objects.filter(started_at__gte=now - LONGEST_SILENCE).exists(),
        "reminders_reconciliation": _agrees(),
    }


def _is_stuck(since: datetime) -> bool:
    return any(model.objects.stuck(before=since).exists() for model in (Mail, Reminder))


def _waits(since: datetime) -> bool:
    """Return whether something that could leave at that moment still waits."""
    if Mail.objects.ready(now=since).filter(created_at__lte=since).exists():
        return True
    batches = islice(next_batches(now=since), MOST_BATCHES)
    return any(batch.rows.filter(planned_at__lte=since).exists() for batch in batches)


def _agrees() -> bool:
    last = Reconciliation.objects.first()
    return last is None or last.expected == last.planned
