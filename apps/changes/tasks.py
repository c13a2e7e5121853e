"""Work about awards that the calendar asks for."""

from celery import shared_task
from django.utils import timezone

from apps.changes.services import close_dues_of_lost_awards


@shared_task(name="changes.close_dues_of_lost_awards")
def close_dues() -> int:
    """Close what a withdrawn award no longer asks for; twice changes nothing the second time."""
    return close_dues_of_lost_awards(today=timezone.localdate())
