"""Work of the certificates that the calendar asks for."""

from celery import shared_task
from django.utils import timezone

from apps.certificates.services import expire_certificates as expire


@shared_task(name="certificates.expire_certificates")
def expire_certificates() -> int:
    """Mark the certificates whose last day is over; twice in one day changes nothing more."""
    return expire(today=timezone.localdate())
