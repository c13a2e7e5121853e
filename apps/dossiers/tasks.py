"""Work of the dossiers that the calendar asks for."""

from celery import shared_task
from django.utils import timezone

from apps.dossiers.services import refresh_clocks as refresh


@shared_task(name="dossiers.refresh_clocks")
def refresh_clocks() -> int:
    """Bring the clocks up to the day; twice in one day changes nothing the second time."""
    return refresh(today=timezone.localdate())
