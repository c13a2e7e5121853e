"""Claim a handful of messages for this worker: those frozen before, then those to be written.

A handful shares its commits; each message still leaves, and is noted, by itself.
"""

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from uuid import UUID, uuid4

from django.db import IntegrityError, transaction
from django.db.models import Count, F
from django.utils import timezone

from apps.reminders.batches import Batch, next_batches
from apps.reminders.crash import crash_point
from apps.reminders.delivery import RETRY_MINUTES, Lost, begin_trace
from apps.reminders.letters import write
from apps.reminders.models import Mail, Reminder
from apps.reminders.outbox import compose
from apps.reminders.run import Run
from apps.reminders.states import ReminderState
from apps.reminders.wanted import still_wanted

HANDFUL = 50

logger = logging.getLogger(__name__)


def claim_frozen(run: Run) -> Iterator[list[Mail]]:
    """Yield messages that were frozen and did not leave, true still; others are withdrawn."""
    ready = Mail.objects.ready(now=run.now)
    for pks in _handfuls(list(ready.order_by("pk").values_list("pk", flat=True))):
        run.make_ready()
        token = uuid4()
        with transaction.atomic():
            ready.filter(pk__in=pks).claim(token, now=run.now, attempts=F("attempts") + 1)
            mails = Mail.objects.claimed(token)
            Reminder.objects.filter(mail__in=mails.values("pk")).claim(token, now=run.now)
        found = mails.select_related("person").annotate(told=Count("reminders"))
        yield _worth_sending(run, list(found.order_by("pk")), _rows([token]))


def _worth_sending(run: Run, mails: list[Mail], rows: list[Reminder]) -> list[Mail]:
    by_mail, wanted = defaultdict(list), _wanted(run, rows)
    for row in rows:
        by_mail[row.mail_id].append(row)
    kept = []
    for mail in mails:
        mine = by_mail[mail.pk]
        valid = [row for row in mine if row.pk in wanted]
        if _stands(run, mail, valid):
            kept.append(mail)
        else:
            _withdraw(run, mail, mine, valid)
    begin_trace(run, kept)
    return kept


def _stands(run: Run, mail: Mail, valid: list[Reminder]) -> bool:
    """Return whether the frozen bytes may still leave.

    A message without reminders does as long as its person has an account. One that may have
    arrived does while any line of it is true: nothing but an identical copy may follow it.
    """
    if not mail.told:
        return mail.person.is_active
    same_day = timezone.localdate(mail.created_at) == run.today
    whole = len(valid) == mail.told
    return bool(valid) and (mail.handed_at is not None or (same_day and whole))


@transaction.atomic
def _withdraw(run: Run, mail: Mail, rows: list[Reminder], valid: list[Reminder]) -> None:
    """Give up a mail that is not true any more; what still holds is written anew."""
    ours = Mail.objects.claimed(mail.token).filter(pk=mail.pk)
    if ours.move(ReminderState.CANCELLED, withdrawn_at=run.now, token=None):
        kept = [row.pk for row in valid]
        held = Reminder.objects.claimed(mail.token).filter(pk__in=[row.pk for row in rows])
        run.cancelled += held.exclude(pk__in=kept).cancel()
        held.filter(pk__in=kept).detach()


def claim_fresh(run: Run) -> Iterator[list[Mail]]:
    """Yield messages just written and frozen, from what waits without one."""
    for batches in _handfuls(next_batches(now=run.now)):
        run.make_ready()
        taken = {}
        for batch in batches:
            token = uuid4()
            if batch.rows.claim(token, now=run.now):
                taken[token] = batch
        crash_point("claimed")
        yield _freeze_all(run, _written(run, taken))


def _written(run: Run, taken: dict[UUID, Batch]) -> list[tuple[Mail, list[Reminder]]]:
    """Return a message, not saved, for each claim that still has an object, with its rows."""
    rows, found = _rows(taken), []
    wanted = _wanted(run, rows)
    gone = [row.pk for row in rows if row.pk not in wanted]
    if gone:
        run.cancelled += Reminder.objects.filter(pk__in=gone, token__in=taken).cancel()
    by_token = defaultdict(list)
    for row in rows:
        if row.pk in wanted:
            by_token[row.token].append(row)
    for token, mine in by_token.items():
        try:
            found.append((_write(run, taken[token], token, mine), mine))
        except Exception as error:  # one mail that cannot be written must not hold up the others
            _note_unwritten(run, token, mine, error)
    crash_point("written")
    return found


def _write(run: Run, batch: Batch, token: UUID, rows: list[Reminder]) -> Mail:
    person = rows[0].person
    letter = write(batch.kind, person, rows, today=run.today)
    mail = compose(letter, person=person, kind=batch.kind, on=batch.morning_on, at=run.now)
    mail.state, mail.token, mail.claimed_at = ReminderState.SENDING, token, run.now
    mail.attempts = 1
    return mail


def _note_unwritten(run: Run, token: UUID, rows: list[Reminder], error: Exception) -> None:
    logger.warning("Reminders: a mail could not be written: %r", error, exc_info=error)
    attempts = min(max(row.attempts for row in rows), len(RETRY_MINUTES) - 1)
    retry_at = run.now + timedelta(minutes=RETRY_MINUTES[attempts])
    Reminder.objects.claimed(token).fail(str(error) or repr(error), retry_at=retry_at)
    run.failed += 1


def _freeze_all(run: Run, written: list[tuple[Mail, list[Reminder]]]) -> list[Mail]:
    """Save messages in one commit; where one of them meets another worker's, one by one."""
    try:
        mails = _freeze(run, written)
    except (IntegrityError, Lost):
        mails = [mail for each in written for mail in _freeze_alone(run, each)]
    crash_point("frozen")
    return mails


def _freeze_alone(run: Run, written: tuple[Mail, list[Reminder]]) -> list[Mail]:
    mail, _rows_of_it = written
    mail.pk = None  # a number given by a commit that was taken back
    try:
        return _freeze(run, [written])
    except (IntegrityError, Lost):  # this morning's digest is there already
        Reminder.objects.claimed(mail.token).release()
        return []


@transaction.atomic
def _freeze(run: Run, written: list[tuple[Mail, list[Reminder]]]) -> list[Mail]:
    mails = Mail.objects.bulk_create([mail for mail, _rows in written])
    told = []
    for mail, rows in written:
        for row in rows:
            row.mail = mail
        told += rows
    tokens = [mail.token for mail in mails]
    ours = Reminder.objects.filter(token__in=tokens, state=ReminderState.SENDING)
    if told and ours.bulk_update(told, ["mail"]) != len(told):
        raise Lost
    begin_trace(run, mails)
    return mails


def give_back(mails: list[Mail]) -> None:
    """Let claimed messages wait again, as before their claim."""
    pks, tokens = [mail.pk for mail in mails], [mail.token for mail in mails]
    with transaction.atomic():
        ours = Mail.objects.filter(pk__in=pks, token__in=tokens)
        ours.release(attempts=F("attempts") - 1)
        Reminder.objects.filter(mail__in=pks, token__in=tokens).release()


def _rows(tokens: Iterable[UUID]) -> list[Reminder]:
    held = Reminder.objects.filter(token__in=list(tokens), state=ReminderState.SENDING)
    return list(held.select_related("deadline__product", "person").order_by("pk"))


def _wanted(run: Run, rows: list[Reminder]) -> set[int]:
    by_person = defaultdict(list)
    for row in rows:
        by_person[row.person_id].append(row)
    return {row.pk for mine in by_person.values() for row in still_wanted(mine, now=run.now)}


def _handfuls(many: Iterable) -> Iterator[list]:
    many = iter(many)
    while handful := list(islice(many, HANDFUL)):
        yield handful
