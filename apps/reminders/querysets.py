"""Questions asked to reminders and mails, and the claim that gives a row to one worker only."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import models
from django.db.models import F, Q

from apps.products.people import accounts_managed_by
from apps.reminders.states import WAITING, ReminderState


class ReminderQuerySet(models.QuerySet):
    """Reminders."""

    def ready(self, *, now: datetime):
        """Return those that wait to leave and whose next attempt, if any, has come."""
        return self.filter(state__in=WAITING).filter(
            Q(retry_at__isnull=True) | Q(retry_at__lte=now)
        )

    def claim(self, *, now: datetime) -> UUID | None:
        """Take these waiting rows for one worker; return its token, None if another was faster.

        One conditional UPDATE: a row that another worker took meanwhile does not match any more.
        """
        token = uuid4()
        taken = self.filter(state__in=WAITING).update(
            **_as(ReminderState.SENDING), token=token, claimed_at=now
        )
        return token if taken else None

    def claimed(self, token: UUID):
        """Return the rows that this token holds."""
        return self.filter(token=token, state=ReminderState.SENDING)

    def release(self) -> int:
        """Give these rows back: they wait again, as before the claim."""
        return self.update(**_as(ReminderState.DUE), token=None, claimed_at=None)

    def release_stuck(self, *, before: datetime) -> int:
        """Give back what was claimed before a moment: its worker died. A frozen mail stays."""
        return self.filter(state=ReminderState.SENDING, claimed_at__lt=before).release()

    def cancel(self) -> int:
        """Close these rows: they have no object any more."""
        return self.update(**_as(ReminderState.CANCELLED), token=None, mail=None)

    def supersede(self) -> int:
        """Close these rows: a more urgent stage took their place.

        A frozen mail stays linked: it is not whole any more, so it will be written anew.
        """
        return self.filter(state__in=WAITING).update(**_as(ReminderState.SUPERSEDED), token=None)

    def revive(self, *, planned_on, **facts) -> int:
        """Open cancelled rows again: what stood in the way is gone."""
        return self.filter(state=ReminderState.CANCELLED).update(
            **_as(ReminderState.DUE),
            planned_on=planned_on,
            mail=None,
            retry_at=None,
            error="",
            **facts,
        )

    def detach(self) -> int:
        """Let these rows wait without the mail that was written for them."""
        return self.update(**_as(ReminderState.DUE), token=None, mail=None, retry_at=None)

    def fail(self, error: str, *, retry_at: datetime) -> int:
        """Note a failed attempt and when the next may be made."""
        return self.update(
            **_as(ReminderState.FAILED),
            token=None,
            attempts=F("attempts") + 1,
            error=error,
            retry_at=retry_at,
        )

    def note_sent(self) -> int:
        """Close these rows, claimed or taken back meanwhile: their mail was accepted."""
        return self.filter(state__in=[*WAITING, ReminderState.SENDING]).update(
            **_as(ReminderState.SENT), token=None, error="", retry_at=None
        )


def _as(state: ReminderState) -> dict:
    return {"state": state}


class MailQuerySet(models.QuerySet):
    """Mails."""

    def visible_to(self, user):
        """Return the mails that `user` may read: an administrator all, the others their own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.is_administrator else self.filter(person=user)

    def sent(self):
        """Return those that were accepted."""
        return self.filter(sent_at__isnull=False)

    def unsent(self):
        """Return those that are written and still have to leave."""
        return self.filter(sent_at__isnull=True, withdrawn_at__isnull=True)


class AbsenceQuerySet(models.QuerySet):
    """Absences."""

    def covering(self, on: date):
        """Return those that hold on a day, their first and last included."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def visible_to(self, user):
        """Return those that `user` may end: their own, and those of the accounts they manage."""
        return self.filter(Q(person=user) | Q(person__in=accounts_managed_by(user).values("pk")))
