"""Questions asked to dossiers."""

from apps.dossiers.states import OPEN, UNDER_REVIEW, ClockState
from apps.products.querysets import ProductScopedQuerySet


class DossierQuerySet(ProductScopedQuerySet):
    """Dossiers."""

    def open(self):
        """Return those that no decision has closed."""
        return self.filter(state__in=OPEN)

    def under_review(self):
        """Return those in the hands of the ANS, or sent back by it."""
        return self.filter(state__in=UNDER_REVIEW)

    def paused(self):
        """Return those whose clock waits for us."""
        return self.filter(clock_state=ClockState.PAUSED)

    def for_display(self):
        """Load what a line of a list shows."""
        return self.select_related(
            "product", "product_version", "pathway", "dsr__dispositif__couloir", "responsible"
        )


class DossierPartQuerySet(ProductScopedQuerySet):
    """Rows that belong to a dossier."""

    product_path = "dossier__product_id"
