"""Questions asked to the register of due dates."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import models

from apps.deadlines.states import DeadlineStatus
from apps.products.querysets import ProductScopedQuerySet


class DeadlineQuerySet(ProductScopedQuerySet):
    """Due dates."""

    def of(self, subject):
        """Return those of one object, whatever their status."""
        kind = ContentType.objects.get_for_model(subject)
        return self.filter(subject_type=kind, subject_id=subject.pk)

    def open(self):
        """Return those that still ask for an act."""
        return self.filter(status=DeadlineStatus.OPEN)

    def closed(self):
        """Return those that are done or without object."""
        return self.exclude(status=DeadlineStatus.OPEN)

    def overdue(self, *, on: date):
        """Return the open ones whose day is over: the due day itself is not late."""
        return self.open().filter(due_on__lt=on)

    def due_between(self, first: date, last: date):
        """Return the open ones that fall on `first`, on `last` or between."""
        return self.open().filter(due_on__gte=first, due_on__lte=last)

    def coming(self, *, on: date):
        """Return the open ones whose day is not over."""
        return self.open().filter(due_on__gte=on)

    def closed_between(self, first: date, last: date):
        """Return those that were closed on `first`, on `last` or between."""
        return self.closed().filter(closed_on__gte=first, closed_on__lte=last)


class DeadlineMoveQuerySet(models.QuerySet):
    """Moves of due dates."""

    def unannounced(self):
        """Return those of which nobody has yet looked for whom they concern."""
        return self.filter(announced=False)

    def announce(self) -> int:
        """Note that whoever knew the old day is being told the new one."""
        return self.update(announced=True)
