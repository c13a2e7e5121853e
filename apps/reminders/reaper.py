"""Take back what dead workers left, and settle what may have arrived.

Before the bytes were handed over, a row simply waits again. After that the message is uncertain
until the relay, or an administrator, says what became of it.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from apps.reminders.crash import crash_point
from apps.reminders.knows import Known, ask_relay
from apps.reminders.models import Mail, Reminder
from apps.reminders.states import ReminderState

HANDED = Q(handed_at__isnull=False)


def reap(*, now: datetime) -> None:
    """Take back every claim older than the reap delay."""
    before = now - timedelta(seconds=settings.REMINDERS_REAP_SECONDS)
    with transaction.atomic():
        doubtful = list(_stuck(before).filter(HANDED).values_list("pk", flat=True))
        if doubtful:
            _stuck(before).filter(pk__in=doubtful).move(ReminderState.UNCERTAIN, token=None)
            Reminder.objects.filter(mail__in=doubtful).move(ReminderState.UNCERTAIN, token=None)
        _stuck(before).exclude(HANDED).release()
        Reminder.objects.stuck(before=before).exclude(mail__in=doubtful).release()
    crash_point("reaped")


def _stuck(before: datetime):
    return Mail.objects.stuck(before=before)


def settle_doubts(*, now: datetime) -> int:
    """Ask the relay about each message in doubt; return how many are now known as sent."""
    settled = 0
    for mail in Mail.objects.doubtful(now=now).defer("raw", "text", "html").order_by("pk"):
        known = ask_relay(mail, now=now)
        crash_point("relay asked")
        if known == Known.ARRIVED:
            settled += note_arrived(mail, now=now)
        elif known == Known.LOST:
            _wait_again(mail, handed_at=None, doubts=0)
        elif known == Known.REPEAT:
            _wait_again(mail)
    return settled


@transaction.atomic
def note_arrived(mail: Mail, *, now: datetime) -> int:
    """Close a message in doubt, and its reminders: it arrived. Return 0 if it was settled."""
    doubt = Mail.objects.filter(pk=mail.pk, state=ReminderState.UNCERTAIN)
    if not doubt.move(ReminderState.SENT, sent_at=mail.handed_at or now, error="", retry_at=None):
        return 0
    Reminder.objects.filter(mail=mail).move(ReminderState.SENT, error="", retry_at=None)
    return 1


@transaction.atomic
def _wait_again(mail: Mail, **facts) -> None:
    doubt = Mail.objects.filter(pk=mail.pk, state=ReminderState.UNCERTAIN)
    if doubt.release(retry_at=None, **facts):
        Reminder.objects.filter(mail=mail).release(retry_at=None)
