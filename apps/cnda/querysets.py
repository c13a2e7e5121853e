"""Questions asked to CNDA requests."""

from apps.cnda.states import CLOSED_WITHOUT, CndaOutcome
from apps.products.querysets import ProductScopedQuerySet


class CndaRequestQuerySet(ProductScopedQuerySet):
    """CNDA requests."""

    def open(self):
        """Return those that the CNDA has not answered for good."""
        return self.filter(outcome=CndaOutcome.EN_COURS)

    def live(self):
        """Return those under way or obtained: what covers a homologation in one's own name."""
        return self.exclude(outcome__in=CLOSED_WITHOUT)

    def for_display(self):
        """Load what a line of a list shows."""
        return self.select_related("product_version__product", "homologation", "responsible")


class CndaCoverageQuerySet(ProductScopedQuerySet):
    """Montages."""

    def active(self):
        """Return those that still cover a homologation."""
        return self.filter(withdrawn_on__isnull=True)

    def for_display(self):
        """Load what a line of a list shows."""
        return self.select_related(
            "product_version__product", "homologation", "component", "proof__evidence"
        )
