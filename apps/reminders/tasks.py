"""Work that beat wakes up each minute; the truth of it is in the database."""

from celery import shared_task
from django.utils import timezone

from apps.reminders import services


@shared_task(name="reminders.send_due_reminders")
def send_due_reminders() -> None:
    """Plan what is reached and send what may leave now."""
    now = timezone.now()
    services.plan(today=timezone.localdate(now))
    services.send_due(now=now)
