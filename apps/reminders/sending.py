"""Send what is planned: claim, check again, freeze, hand over, note.

Every step is a committed row before the next begins. A worker that dies leaves its claim, which a
later run takes back; a mail that was frozen is sent again as the same bytes.
"""

import logging
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import monotonic

from django.db import IntegrityError, transaction
from django.utils import timezone

from apps.reminders.batches import Batch, next_batches
from apps.reminders.letters import write
from apps.reminders.models import Mail, Reminder
from apps.reminders.outbox import post
from apps.reminders.relay import Relay, Unreachable, surely_refused
from apps.reminders.wanted import still_wanted

RETRY_MINUTES = (1, 5, 15, 60, 240)
STUCK_MINUTES = 15
LONGEST_RUN_SECONDS = 5 * 60  # far under STUCK_MINUTES: a claim of a living run is never taken back

logger = logging.getLogger(__name__)


class OutOfTime(Exception):
    """This run has lasted enough; the next one goes on."""


@dataclass
class Run:
    """One run of `send_due`: its moment, its relay, what it did."""

    now: datetime
    relay: Relay
    today: date
    started: float = field(default_factory=monotonic)
    sent: int = 0
    failed: int = 0
    cancelled: int = 0
    error: str = ""

    def claim(self, rows):
        """Return the token of rows taken for this run, None when there was nothing to take."""
        if monotonic() - self.started > LONGEST_RUN_SECONDS:
            raise OutOfTime
        self.relay.open()
        return rows.claim(now=self.now)


def send_due(*, now: datetime) -> Run:
    """Send every reminder that may leave at `now` (aware); return what was done.

    Mails frozen before come first, then what is not written yet. An unreachable relay stops the
    run with its `error`; nothing is lost, the next run tries again.
    """
    Reminder.objects.release_stuck(before=now - timedelta(minutes=STUCK_MINUTES))
    with Relay() as relay:
        run = Run(now=now, relay=relay, today=timezone.localdate(now))
        try:
            _send_again(run)
            _send_new(run)
        except (Unreachable, OutOfTime) as stop:
            run.error = str(stop)
            logger.warning("Reminders: run stopped: %r", stop)
    return run


def _send_again(run: Run) -> None:
    """Send mails that were frozen and did not leave, or write their reminders anew."""
    waiting = Reminder.objects.ready(now=run.now).filter(mail__isnull=False)
    for mail in Mail.objects.unsent().filter(pk__in=waiting.values("mail")).order_by("pk"):
        token = run.claim(Reminder.objects.ready(now=run.now).filter(mail=mail))
        if token is None:
            continue
        rows = _claimed(token)
        valid = still_wanted(rows, now=run.now)
        may_have_arrived = mail.handed_at is not None
        same_morning = timezone.localdate(mail.created_at) == run.today
        whole = len(valid) == mail.reminders.count()
        if valid and (may_have_arrived or (same_morning and whole)):
            _hand_over(run, mail, token)
        else:
            _withdraw(run, mail, rows, valid)


def _send_new(run: Run) -> None:
    """Write and send what waits without a mail."""
    for batch in next_batches(now=run.now):
        if token := run.claim(batch.rows):
            _write_and_send(run, batch, token)


def _write_and_send(run: Run, batch: Batch, token) -> None:
    rows = _claimed(token)
    valid = still_wanted(rows, now=run.now)
    _cancel_others(run, rows, valid)
    if not valid:
        return
    try:
        mail = _freeze(run, batch, token, valid)
    except IntegrityError:
        Reminder.objects.claimed(token).release()  # another worker wrote this morning's digest
    except Exception as error:  # one mail that cannot be written must not hold up the others
        _note_failure(run, token, error)
    else:
        _hand_over(run, mail, token)


def _claimed(token) -> list[Reminder]:
    rows = Reminder.objects.claimed(token).select_related("deadline__product", "person")
    return list(rows.order_by("pk"))


def _cancel_others(run: Run, rows: list[Reminder], valid: list[Reminder]) -> None:
    gone = {row.pk for row in rows} - {row.pk for row in valid}
    if gone:
        run.cancelled += Reminder.objects.filter(pk__in=gone).cancel()


@transaction.atomic
def _freeze(run: Run, batch: Batch, token, rows: list[Reminder]) -> Mail:
    person = rows[0].person
    letter = write(batch.kind, person, rows, today=run.today)
    mail = post(letter, person=person, kind=batch.kind, on=batch.morning_on, at=run.now)
    Reminder.objects.claimed(token).update(mail=mail)
    return mail


def _withdraw(run: Run, mail: Mail, rows: list[Reminder], valid: list[Reminder]) -> None:
    """Give up a mail that is not true any more; what still holds is written anew."""
    with transaction.atomic():
        _cancel_others(run, rows, valid)
        Reminder.objects.filter(pk__in=[row.pk for row in valid]).detach()
        mail.withdrawn_at = run.now
        mail.save(update_fields=["withdrawn_at"])


def _hand_over(run: Run, mail: Mail, token) -> None:
    mail.handed_at = run.now
    mail.save(update_fields=["handed_at"])
    try:
        run.relay.send(mail)
    except Exception as error:
        if surely_refused(error):
            mail.handed_at = None
            mail.save(update_fields=["handed_at"])
        _note_failure(run, token, error)
    else:
        with transaction.atomic():
            mail.sent_at = run.now
            mail.save(update_fields=["sent_at"])
            mail.reminders.note_sent()
        run.sent += 1


def _note_failure(run: Run, token, error: Exception) -> None:
    """Keep the error and the moment of the next attempt, later each time."""
    ours = None if isinstance(error, OSError) else error
    logger.warning("Reminders: a mail did not leave: %r", error, exc_info=ours)
    rows = Reminder.objects.claimed(token)
    attempts = rows.order_by("-attempts").values_list("attempts", flat=True).first() or 0
    minutes = RETRY_MINUTES[min(attempts, len(RETRY_MINUTES) - 1)]
    rows.fail(str(error) or repr(error), retry_at=run.now + timedelta(minutes=minutes))
    run.failed += 1
