"""Deliver one claimed message: note each phase before the next, then what came of it.

The trace is the truth of an attempt, and each phase of it is one committed row. A worker that lost
its claim adds no phase "data" any more; the states of a handful follow its trace, here or, where
the worker died, in the reaper.
"""

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from apps.reminders.answers import Answer, Doubt, Refused
from apps.reminders.crash import crash_point
from apps.reminders.models import Attempt, Mail, Reminder
from apps.reminders.run import Run
from apps.reminders.states import Phase, ReminderState

RETRY_MINUTES = (1, 5, 15, 60, 240)
NOTE_DATA = """
    INSERT INTO reminders_attempt (mail_id, token, phase, at, code, answer)
    SELECT id, token, %s, %s, 0, '' FROM reminders_mail
    WHERE id = %s AND token = %s AND state = %s
"""

logger = logging.getLogger(__name__)


class Lost(Exception):
    """Another worker holds this message now."""


def deliver(run: Run, mail: Mail) -> bool:
    """Hand a claimed message over; return whether it was accepted, which the trace then says.

    Any other outcome is settled at once; `Unreachable` passes through.
    """
    run.retried += mail.attempts > 1
    try:
        run.line.begin(mail)
        crash_point("recipient accepted")
        _note_data(mail, at=run.moment)
        crash_point("data noted")
        answer = run.line.finish(mail)
        crash_point("accepted")
    except Lost:
        run.line.close()
    except Refused as refusal:
        _note_refusal(run, mail, refusal)
    except Doubt as doubt:
        _note_doubt(run, mail, doubt)
    else:
        _trace(mail, Phase.DONE, run.moment, answer)
        crash_point("noted")
        run.sent += 1
        return True
    return False


def _note_data(mail: Mail, *, at: datetime) -> None:
    """Commit the phase "data" in one statement, which locks the message it asks for."""
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    token = Mail._meta.get_field("token").get_db_prep_value(mail.token, connection)
    moment = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        values = [Phase.DATA.value, moment, mail.pk, token, ReminderState.SENDING.value]
        cursor.execute(NOTE_DATA + lock, values)
        if not cursor.rowcount:
            raise Lost


@transaction.atomic
def settle_accepted(mails: list[Mail], *, at: datetime) -> None:
    """Close accepted messages of this worker's claims, and their reminders, in one commit."""
    pks, tokens = [mail.pk for mail in mails], [mail.token for mail in mails]
    ours = Mail.objects.filter(pk__in=pks, token__in=tokens, state=ReminderState.SENDING)
    closed = list(ours.values_list("pk", flat=True))
    close(closed, at=at)


def close(pks: list[int], *, at: datetime) -> None:
    """Bring messages that were accepted, and their reminders, to "sent"."""
    facts = {"token": None, "error": "", "retry_at": None}
    handed_at = Coalesce("handed_at", at)
    if Mail.objects.filter(pk__in=pks).move(
        ReminderState.SENT, sent_at=at, handed_at=handed_at, **facts
    ):
        Reminder.objects.filter(mail__in=pks).move(ReminderState.SENT, **facts)


@transaction.atomic
def _note_refusal(run: Run, mail: Mail, refusal: Refused) -> None:
    """Again later, or never, as the answer says; it leaves no doubt of its own."""
    logger.warning("Reminders: message %s did not leave: %s", mail.pk, refusal)
    if refusal.for_good:
        run.dead += 1
        _settle(run, mail, ReminderState.DEAD, refusal.answer, {})
    else:
        run.failed += 1
        _settle(run, mail, ReminderState.DUE, refusal.answer, later(run, mail))


@transaction.atomic
def _note_doubt(run: Run, mail: Mail, doubt: Doubt) -> None:
    logger.warning("Reminders: message %s may have left: %s", mail.pk, doubt)
    run.uncertain += 1
    facts = doubts_once_more(at=run.moment) | later(run, mail)
    _settle(run, mail, ReminderState.UNCERTAIN, Answer(0, str(doubt)), facts)


def doubts_once_more(*, at: datetime) -> dict:
    """Return what a message that may have arrived keeps of it."""
    return {"handed_at": Coalesce("handed_at", at), "doubts": F("doubts") + 1}


def later(run: Run, mail: Mail) -> dict:
    """Return the moment of the next attempt of a message, further each time."""
    wait = RETRY_MINUTES[min(max(mail.attempts, 1), len(RETRY_MINUTES)) - 1]
    return {"retry_at": run.now + timedelta(minutes=wait)}


def _settle(run: Run, mail: Mail, state, answer: Answer, facts: dict) -> None:
    _trace(mail, Phase.DONE, run.moment, answer)
    ours = Mail.objects.claimed(mail.token).filter(pk=mail.pk)
    if ours.move(state, token=None, error=str(answer), **facts):
        shown = {name: facts[name] for name in facts if name == "retry_at"}
        _rows(mail).move(state, token=None, error=str(answer), attempts=F("attempts") + 1, **shown)


def _rows(mail: Mail):
    return Reminder.objects.filter(mail=mail)


def _trace(mail: Mail, phase: Phase, at, answer: Answer | None = None) -> None:
    said = {"code": answer.code, "answer": answer.text} if answer else {}
    Attempt.objects.create(mail=mail, token=mail.token, phase=phase, at=at, **said)


def begin_trace(run: Run, mails: list[Mail]) -> None:
    """Note that a claim begins for each of these messages."""
    Attempt.objects.bulk_create(
        [Attempt(mail=mail, token=mail.token, phase=Phase.CONNECT, at=run.moment) for mail in mails]
    )
