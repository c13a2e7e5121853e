"""The address that a monitor asks: 200 while all is well, 503 else."""

from django.http import JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from apps.core.health import site_health


@never_cache
def healthz(request):
    """Answer in JSON which checks hold; nothing in it is secret."""
    checks = site_health(now=timezone.now())
    well = all(checks.values())
    words = {name: "ok" if holds else "red" for name, holds in sorted(checks.items())}
    status = "ok" if well else "red"
    return JsonResponse({"status": status, "checks": words}, status=200 if well else 503)
