"""Tell administrators, once a day, that messages were refused for good."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.urls import reverse
from django.utils import timezone

from apps.core.mail import render_letter
from apps.reminders.models import Mail
from apps.reminders.outbox import post
from apps.reminders.states import ReminderState

ALERT = "alert"
MOST_SHOWN = 20


def warn_administrators(*, now: datetime) -> int:
    """Post the alert of the day to the administrators who have not had it; return how many."""
    dead = Mail.objects.filter(state=ReminderState.DEAD).exclude(kind=ALERT)
    shown = list(dead.defer("raw", "text", "html").order_by("-pk")[:MOST_SHOWN])
    today, told = timezone.localdate(now), 0
    had_it = Mail.objects.filter(kind=ALERT, digest_on=today, withdrawn_at__isnull=True)
    people = get_user_model().objects.filter(is_active=True, is_superuser=True)
    for person in people.exclude(email="").exclude(pk__in=had_it.values("person")).order_by("pk"):
        context = {
            "person": person,
            "mails": shown,
            "page_url": settings.SITE_URL + reverse("reminders:decisions"),
            "list_url": settings.SITE_URL + reverse("deadlines:list"),
        }
        letter = render_letter("reminders/alert", context, language=person.language)
        post(letter, person=person, kind=ALERT, on=today, at=now)
        told += 1
    return told
