"""What every page knows."""

from django.conf import settings
from django.utils import timezone


def site(request) -> dict:
    """Return the Paris day, the address of the site and whether this is the demo."""
    return {"today": timezone.localdate(), "site_url": settings.SITE_URL, "demo": settings.DEMO}
