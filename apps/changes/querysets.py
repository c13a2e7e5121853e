"""Questions asked to modifications."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery

from apps.changes.states import FINAL
from apps.deadlines.models import Deadline
from apps.products.querysets import ProductScopedQuerySet


class ChangeRecordQuerySet(ProductScopedQuerySet):
    """Modifications after award."""

    def open(self):
        """Return those that are not at their end, whoever has the next move."""
        return self.exclude(state__in=FINAL)

    def late(self, *, on: date):
        """Return those with a due date that was over before the day `on`."""
        return self.filter(pk__in=self._deadlines().overdue(on=on).values("subject_id"))

    def with_next_due(self):
        """Annotate `next_due_on`: the first open due date of each, None when it has none."""
        mine = self._deadlines().open().filter(subject_id=OuterRef("pk"))
        return self.annotate(next_due_on=Subquery(mine.order_by("due_on").values("due_on")[:1]))

    def for_display(self):
        """Load what a line of a list, or the head of a page, shows."""
        return self.select_related(
            "product__publisher",
            "dossier__product_version__product",
            "dossier__pathway",
            "dossier__dsr",
            "responsible",
            "component_change",
        )

    def _deadlines(self):
        return Deadline.objects.filter(subject_type=ContentType.objects.get_for_model(self.model))


class OfDossierQuerySet(ProductScopedQuerySet):
    """Facts about the award of a dossier."""

    product_path = "dossier__product_id"

    def live(self):
        """Return those that nobody voided."""
        return self.filter(voided_on__isnull=True)
