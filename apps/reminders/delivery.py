"""Deliver one claimed message: note each phase before the next, then what came of it.

Every write asks for the token of the claim: a worker that lost it changes nothing any more.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Coalesce

from apps.reminders.answers import Answer, Doubt, Refused
from apps.reminders.crash import crash_point
from apps.reminders.models import Attempt, Mail, Reminder
from apps.reminders.run import Run
from apps.reminders.states import Phase, ReminderState

RETRY_MINUTES = (1, 5, 15, 60, 240)

logger = logging.getLogger(__name__)


class Lost(Exception):
    """Another worker holds this message now."""


def deliver(run: Run, mail: Mail) -> None:
    """Hand a claimed message over and note the outcome; `Unreachable` passes through."""
    run.retried += mail.attempts > 1
    try:
        run.line.begin(mail)
        crash_point("recipient accepted")
        _note_data(run, mail)
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
        _note_sent(run, mail, answer)
        crash_point("noted")


@transaction.atomic
def _note_data(run: Run, mail: Mail) -> None:
    handed = Mail.objects.claimed(mail.token).filter(pk=mail.pk)
    at = run.moment
    if not handed.update(handed_at=Coalesce("handed_at", at), doubts=F("doubts") + 1):
        raise Lost
    _trace(mail, Phase.DATA, at)


@transaction.atomic
def _note_sent(run: Run, mail: Mail, answer: Answer) -> None:
    _trace(mail, Phase.DONE, run.moment, answer)
    ours = Mail.objects.claimed(mail.token).filter(pk=mail.pk)
    if ours.move(ReminderState.SENT, sent_at=run.now, token=None, error="", retry_at=None):
        _rows(mail).move(ReminderState.SENT, token=None, error="", retry_at=None)
    run.sent += 1


@transaction.atomic
def _note_refusal(run: Run, mail: Mail, refusal: Refused) -> None:
    """Take this attempt's doubt back; `mail` is as it was claimed. Again later, or never."""
    logger.warning("Reminders: message %s did not leave: %s", mail.pk, refusal)
    facts = {"doubts": mail.doubts, "handed_at": mail.handed_at}
    if refusal.for_good:
        run.dead += 1
        _settle(run, mail, ReminderState.DEAD, refusal.answer, facts)
    else:
        run.failed += 1
        _settle(run, mail, ReminderState.DUE, refusal.answer, facts | later(run, mail))


@transaction.atomic
def _note_doubt(run: Run, mail: Mail, doubt: Doubt) -> None:
    logger.warning("Reminders: message %s may have left: %s", mail.pk, doubt)
    run.uncertain += 1
    _settle(run, mail, ReminderState.UNCERTAIN, Answer(0, str(doubt)), later(run, mail))


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
