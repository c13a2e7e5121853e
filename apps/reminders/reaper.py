"""Take back what dead workers left, and settle what may have arrived.

Before the bytes were handed over, a row simply waits again. After that the message is uncertain
until the relay, or an administrator, says what became of it.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from apps.reminders.crash import crash_point
from apps.reminders.delivery import close, doubts_once_more
from apps.reminders.knows import Known, ask_relay
from apps.reminders.models import Attempt, Mail, Reminder
from apps.reminders.states import Phase, ReminderState


def reap(*, now: datetime) -> None:
    """Take back every claim older than the reap delay; the trace says how far each went."""
    before = now - timedelta(seconds=settings.REMINDERS_REAP_SECONDS)
    with transaction.atomic():
        stuck = dict(Mail.objects.stuck(before=before).values_list("pk", "token"))
        if stuck:
            _settle_by_trace(stuck, now=now)
        Reminder.objects.stuck(before=before).exclude(mail__in=stuck).release()
    crash_point("reaped")


def _settle_by_trace(stuck: dict[int, UUID], *, now: datetime) -> None:
    """Settle claims by what they noted.

    They are taken from their holders first: what those note from then on, they do not.
    """
    taken = Mail.objects.filter(pk__in=stuck, token__in=set(stuck.values()))
    taken.move(ReminderState.UNCERTAIN, claimed_at=None)
    Reminder.objects.filter(mail__in=stuck).move(ReminderState.UNCERTAIN, token=None)
    accepted = set(Attempt.objects.filter(mail__in=stuck).accepted().values_list("mail", flat=True))
    close(sorted(accepted), at=now)
    unanswered = _unanswered(stuck.keys() - accepted)
    Attempt.objects.bulk_create(
        [Attempt(mail_id=pk, token=token, phase=Phase.REAPED, at=now) for pk, token in unanswered]
    )
    handed = {pk for pk, _token in unanswered}
    taken.filter(pk__in=handed).update(token=None, **doubts_once_more(at=now))
    untold = stuck.keys() - accepted - handed
    taken.filter(pk__in=untold).release()
    Reminder.objects.filter(mail__in=untold).release()


def _unanswered(mails: set[int]) -> list[tuple[int, UUID]]:
    """Return the attempts that handed the bytes over and noted no end."""
    trace = Attempt.objects.filter(mail__in=mails).values_list("mail", "token", "phase")
    ends = {(pk, token) for pk, token, phase in trace if phase in (Phase.DONE, Phase.REAPED)}
    begun = {(pk, token) for pk, token, phase in trace if phase == Phase.DATA}
    return sorted(begun - ends)


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
