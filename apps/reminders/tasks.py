"""Work that beat wakes up; the truth of it is in the database."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from apps.reminders import services


@shared_task(name="reminders.send_due_reminders", time_limit=settings.REMINDERS_TASK_SECONDS)
def send_due_reminders() -> None:
    """Plan what is reached and send what may leave now."""
    services.tick(now=timezone.now())


@shared_task(name="reminders.reconcile")
def reconcile() -> None:
    """Compare what the ladders say with the rows, and forget the runs that no page shows."""
    now = timezone.now()
    services.reconcile(now=now)
    services.forget_old_ticks(now=now)
