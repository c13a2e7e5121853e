"""Decisions of administrators: after a restore, after a refusal, where a doubt remains.

A held row leaves or is closed; a message refused for good is written anew; a doubt is settled.
Each takes the moment `at` of the decision, and keeps who took it.
"""

from datetime import datetime

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.products.policy import require
from apps.products.states import Action
from apps.reminders.models import Decision, Hold, Mail, Reminder
from apps.reminders.plan import plan
from apps.reminders.reaper import note_arrived
from apps.reminders.states import ReminderState, Verdict

SENDING = ReminderState.SENDING


@transaction.atomic
def hold_reminders(*, before: datetime, at: datetime) -> int:
    """Hold what was due up to the day of `before` and is not known as told; return the count.

    The saved database may be older than the last messages that left. So the stages reached by
    that day are planned first, then held with everything that still waits; what is reached later
    leaves as usual. Both moments are aware.
    """
    day = timezone.localdate(before)
    Hold.objects.create(before=before, asked_at=at)
    plan(today=day)
    Mail.objects.filter(created_at__date__lte=day).hold(at=at)
    return Reminder.objects.filter(planned_on__lte=day).hold(at=at)


@transaction.atomic
def release_reminder(pk: int, *, by, at: datetime) -> None:
    """Let a held reminder without message leave; `Conflict` when it is not held any more."""
    _must(_held(Reminder, pk, by).filter(mail__isnull=True).update(held_at=None))
    _keep(Verdict.RELEASED, Reminder.objects.get(pk=pk), by=by, at=at)


@transaction.atomic
def cancel_reminder(pk: int, *, by, at: datetime) -> None:
    """Close a held reminder without message: it was told already, or never shall be."""
    _must(_held(Reminder, pk, by).filter(mail__isnull=True).cancel())
    _keep(Verdict.CLOSED, Reminder.objects.get(pk=pk), by=by, at=at)


@transaction.atomic
def release_mail(pk: int, *, by, at: datetime) -> None:
    """Let a held message leave, with its reminders."""
    _must(_held(Mail, pk, by).update(held_at=None))
    Reminder.objects.filter(mail=pk).update(held_at=None)
    _keep(Verdict.RELEASED, Mail.objects.get(pk=pk), by=by, at=at)


@transaction.atomic
def cancel_mail(pk: int, *, by, at: datetime) -> None:
    """Close a held message and its reminders; nothing of it is ever told."""
    _must(_held(Mail, pk, by).move(ReminderState.CANCELLED, withdrawn_at=at, token=None))
    Reminder.objects.filter(mail=pk).cancel()
    _keep(Verdict.CLOSED, Mail.objects.get(pk=pk), by=by, at=at)


@transaction.atomic
def release_all(*, by, at: datetime) -> int:
    """Let everything that is held leave; return how many reminders and messages it was."""
    require(by, Action.ADMINISTER)
    many = sum(rows.update(held_at=None) for rows in _all_held())
    return _keep_all(Verdict.RELEASED, many, by=by, at=at)


@transaction.atomic
def cancel_all(*, by, at: datetime) -> int:
    """Close everything that is held; return how many reminders and messages it was."""
    require(by, Action.ADMINISTER)
    reminders, mails = _all_held()
    many = reminders.cancel()
    many += mails.move(ReminderState.CANCELLED, withdrawn_at=at, token=None)
    return _keep_all(Verdict.CLOSED, many, by=by, at=at)


@transaction.atomic
def confirm_mail(pk: int, *, by, at: datetime) -> None:
    """Note that a message in doubt arrived: its person has it."""
    mail = _known(pk, by)
    _must(note_arrived(mail, now=at))
    _keep(Verdict.RECEIVED, mail, by=by, at=at)


@transaction.atomic
def resend_mail(pk: int, *, by, at: datetime) -> None:
    """Send again what was refused for good or is in doubt.

    A message in doubt leaves as the same bytes. One that was refused is written anew, to the
    address that its person has now; without reminders it leaves as it is.
    """
    mail = _known(pk, by)
    rows = Reminder.objects.filter(mail=mail)
    if mail.state == ReminderState.UNCERTAIN or not rows.exists():
        _must(Mail.objects.filter(pk=pk).exclude(state=ReminderState.CANCELLED).again())
        rows.again()
    else:
        dead = Mail.objects.filter(pk=pk, state=ReminderState.DEAD)
        _must(dead.move(ReminderState.CANCELLED, withdrawn_at=at))
        rows.detach()
    _keep(Verdict.RESENT, mail, by=by, at=at)


def _all_held() -> tuple:
    return Reminder.objects.held().exclude(state=SENDING), Mail.objects.held().exclude(
        state=SENDING
    )


def _held(model, pk: int, by):
    require(by, Action.ADMINISTER)
    get_object_or_404(model, pk=pk)
    return model.objects.held().filter(pk=pk).exclude(state=SENDING)


def _known(pk: int, by) -> Mail:
    require(by, Action.ADMINISTER)
    return get_object_or_404(Mail.objects.select_for_update(), pk=pk)


def _keep(verdict: Verdict, row: Mail | Reminder, *, by, at: datetime) -> None:
    about = row.subject if isinstance(row, Mail) else f"{row.deadline}, {row.deadline.product}"
    Decision.objects.create(at=at, by=by, verdict=verdict, about=about[:400], told=str(row.person))


def _keep_all(verdict: Verdict, many: int, *, by, at: datetime) -> int:
    if many:
        Decision.objects.create(at=at, by=by, verdict=verdict, many=many)
    return many


def _must(changed: int) -> None:
    if not changed:
        raise Conflict(_("Ce message n’attend plus de décision : rechargez la page."))
