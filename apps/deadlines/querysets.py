"""Questions asked to the register of due dates."""

from datetime import date

from apps.deadlines.states import DeadlineStatus
from apps.products.querysets import ProductScopedQuerySet


class DeadlineQuerySet(ProductScopedQuerySet):
    """Due dates."""

    def open(self):
        """Return those that still ask for an act."""
        return self.filter(status=DeadlineStatus.OPEN)

    def overdue(self, *, on: date):
        """Return the open ones whose day is over: the due day itself is not late."""
        return self.open().filter(due_on__lt=on)

    def due_between(self, first: date, last: date):
        """Return the open ones that fall on `first`, on `last` or between."""
        return self.open().filter(due_on__gte=first, due_on__lte=last)
