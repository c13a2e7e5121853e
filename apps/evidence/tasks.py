"""Work that a deposit or beat wakes up; the truth of it is in the database."""

from celery import shared_task
from django.utils import timezone

from apps.evidence import scanning


@shared_task(name="evidence.scan_pending")
def scan_pending() -> None:
    """Have the antivirus look at the contents that wait for it."""
    now = timezone.now()
    scanning.scan_pending(now=now, today=timezone.localdate(now))
