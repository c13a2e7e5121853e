"""Questions asked to reminders and mails, and the moves that give a row to one worker only."""

from datetime import date, datetime
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from apps.products.models import Product
from apps.products.people import accounts_managed_by
from apps.reminders.states import REACHED_FROM, UNFINISHED, WAITING, Phase, ReminderState

ACCEPTED = 250


class MachineQuerySet(models.QuerySet):
    """Rows with a state, a claim and a next attempt; each move is one conditional UPDATE."""

    def move(self, state: ReminderState, **facts) -> int:
        """Bring to `state` those from which it is reached; return how many they were."""
        return self.filter(state__in=REACHED_FROM[state]).update(state=state, **facts)

    def ready(self, *, now: datetime):
        """Return those that wait to leave, not held, whose next attempt, if any, has come."""
        waits = self.filter(state__in=WAITING, held_at__isnull=True)
        return waits.filter(Q(retry_at__isnull=True) | Q(retry_at__lte=now))

    def claim(self, token: UUID, *, now: datetime, **facts) -> int:
        """Take these waiting rows for the holder of `token`; return how many it got.

        One conditional UPDATE: a row that another worker took meanwhile does not match any more.
        """
        return self.move(ReminderState.SENDING, token=token, claimed_at=now, **facts)

    def claimed(self, token: UUID):
        """Return the rows that this token holds: the fence of every write after the claim."""
        return self.filter(token=token, state=ReminderState.SENDING)

    def stuck(self, *, before: datetime):
        """Return what was claimed before a moment and not finished: its worker died."""
        return self.filter(state=ReminderState.SENDING, claimed_at__lt=before)

    def release(self, **facts) -> int:
        """Give these rows back: they wait again."""
        return self.move(ReminderState.DUE, token=None, claimed_at=None, **facts)

    def again(self) -> int:
        """Let these rows wait anew, as if nothing had been tried."""
        return self.release(retry_at=None, attempts=0)

    def held(self):
        """Return those that wait for the decision of an administrator."""
        return self.filter(held_at__isnull=False, state__in=UNFINISHED)

    def hold(self, *, at: datetime) -> int:
        """Keep these unfinished rows until an administrator decides."""
        return self.filter(held_at__isnull=True, state__in=UNFINISHED).update(held_at=at)


class ReminderQuerySet(MachineQuerySet):
    """Reminders."""

    def unfinished(self):
        """Return those that still have to be told."""
        return self.filter(state__in=UNFINISHED)

    def cancel(self) -> int:
        """Close these rows: they have no object any more."""
        return self.move(ReminderState.CANCELLED, token=None, mail=None)

    def supersede(self) -> int:
        """Close these rows: a more urgent stage took their place.

        A frozen mail stays linked: it is not whole any more, so it will be written anew.
        """
        return self.move(ReminderState.SUPERSEDED, token=None)

    def revive(self, *, planned_on, **facts) -> int:
        """Open cancelled rows again: what stood in the way is gone.

        Those that an administrator cancelled while they were held stay closed.
        """
        return self.filter(state=ReminderState.CANCELLED, held_at__isnull=True).move(
            ReminderState.DUE,
            planned_on=planned_on,
            planned_at=Now(),
            mail=None,
            retry_at=None,
            error="",
            **facts,
        )

    def told_to(self, person):
        """Return what this person was told, by mail or on the site, and may still see."""
        seen = Product.objects.visible_to(person).values("pk")
        return self.filter(person=person, state=ReminderState.SENT, deadline__product__in=seen)

    def visible_to(self, user):
        """Return what `user` was told: a reminder is its reader's own."""
        return self.told_to(user) if user.is_authenticated and user.is_active else self.none()

    def unread(self):
        """Return those that their reader has not seen on the site."""
        return self.filter(read_at__isnull=True)

    def detach(self) -> int:
        """Let these rows wait without the mail that was written for them."""
        return self.release(mail=None, retry_at=None)

    def fail(self, error: str, *, retry_at: datetime) -> int:
        """Note a failed attempt and when the next may be made."""
        return self.release(attempts=F("attempts") + 1, error=error, retry_at=retry_at)


class MailQuerySet(MachineQuerySet):
    """Mails."""

    def visible_to(self, user):
        """Return the mails that `user` may read: an administrator all, the others their own."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        return self if user.is_administrator else self.filter(person=user)

    def sent(self):
        """Return those that were accepted."""
        return self.filter(sent_at__isnull=False)

    def dead(self):
        """Return those that were refused for good, the newest first."""
        return self.filter(state=ReminderState.DEAD).order_by("-pk")

    def in_doubt(self):
        """Return those that may have arrived, the oldest first."""
        return self.filter(state=ReminderState.UNCERTAIN).order_by("pk")

    def doubtful(self, *, now: datetime):
        """Return those that may have arrived and whose next look, if any, has come."""
        doubts = self.filter(state=ReminderState.UNCERTAIN, held_at__isnull=True)
        return doubts.filter(Q(retry_at__isnull=True) | Q(retry_at__lte=now))


class AttemptQuerySet(models.QuerySet):
    """The trace of the attempts: it grows, nothing in it changes."""

    def update(self, **facts):
        """Refuse: what happened stays as it was noted."""
        raise TypeError("an attempt is never changed")

    def accepted(self):
        """Return the answers by which a relay took the message."""
        return self.filter(phase=Phase.DONE, code=ACCEPTED)


class AbsenceQuerySet(models.QuerySet):
    """Absences."""

    def covering(self, on: date):
        """Return those that hold on a day, their first and last included."""
        return self.filter(starts_on__lte=on, ends_on__gte=on)

    def visible_to(self, user):
        """Return those that `user` may end: their own, and those of the accounts they manage."""
        return self.filter(Q(person=user) | Q(person__in=accounts_managed_by(user).values("pk")))
