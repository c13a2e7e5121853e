"""Which waiting reminders leave together in one message now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone

from apps.reminders.models import Mail, Reminder
from apps.reminders.querysets import ReminderQuerySet
from apps.rules.counting import is_working_day

SINGLE = "single"
DIGEST = "digest"
MORNING = time(8)


@dataclass(frozen=True)
class Batch:
    """Waiting rows of one person that make one message of a kind; `morning_on` of a digest."""

    kind: str
    person_id: int
    rows: ReminderQuerySet
    morning_on: date | None


def next_batches(*, now: datetime) -> Iterator[Batch]:
    """Yield what may leave at `now` (aware) and is not written yet; nothing is taken.

    Urgent singles at any hour, then, on a working day from `MORNING` in Paris, one digest a
    person, unless that person had it already.
    """
    yield from _singles(now)
    today = timezone.localdate(now)
    if is_working_day(today) and morning_has_come(now):
        yield from _digests(now, today)


def morning_has_come(now: datetime) -> bool:
    """Return whether it is `MORNING` or later in Paris at an aware moment."""
    return timezone.localtime(now).time() >= MORNING


def _singles(now: datetime) -> Iterator[Batch]:
    """One message a person and due date: what waits about the same one leaves along."""
    waiting = Reminder.objects.ready(now=now).filter(mail__isnull=True)
    urgent = waiting.filter(urgent=True).order_by("pk").values_list("person", "deadline")
    for person, deadline in dict.fromkeys(urgent):
        yield Batch(SINGLE, person, waiting.filter(person=person, deadline=deadline), None)


def _digests(now: datetime, today: date) -> Iterator[Batch]:
    had_one = Mail.objects.filter(kind=DIGEST, digest_on=today, withdrawn_at__isnull=True)
    waiting = (
        Reminder.objects.ready(now=now)
        .filter(mail__isnull=True, urgent=False)
        .exclude(person__in=had_one.values("person"))
    )
    people = waiting.order_by("person").values_list("person", flat=True).distinct()
    for person in list(people):
        yield Batch(DIGEST, person, waiting.filter(person=person), today)
