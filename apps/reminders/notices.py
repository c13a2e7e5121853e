"""What the site itself tells a person: their reminders, read or not, and how many are unread."""

from datetime import datetime

from django.core.cache import cache
from django.shortcuts import get_object_or_404

from apps.reminders.models import Reminder

SHOWN_AT_MOST = 99
SECONDS = 60  # a new reminder shows in the header after that long at most


def unread_count(person) -> int:
    """Return how many reminders `person` has not read, one more than `SHOWN_AT_MOST` at most.

    Kept for a minute: the header of every page asks.
    """
    key = _key(person)
    count = cache.get(key)
    if count is None:
        count = len(
            Reminder.objects.told_to(person).unread().values_list("pk")[: SHOWN_AT_MOST + 1]
        )
        cache.set(key, count, SECONDS)
    return count


def mark_read(pk: int, *, by, now: datetime) -> Reminder:
    """Note that `by` has seen one of their reminders; return it."""
    reminder = get_object_or_404(Reminder.objects.told_to(by), pk=pk)
    Reminder.objects.filter(pk=pk).unread().update(read_at=now)
    cache.delete(_key(by))
    return reminder


def mark_all_read(*, by, now: datetime) -> int:
    """Note that `by` has seen all of their reminders; return how many were new."""
    count = Reminder.objects.told_to(by).unread().update(read_at=now)
    cache.delete(_key(by))
    return count


def _key(person) -> str:
    return f"reminders-unread-{person.pk}"
