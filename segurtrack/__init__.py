"""The SegurTrack site: settings, URLs, Celery application."""

from segurtrack.celery import app as celery_app

__all__ = ["celery_app"]
