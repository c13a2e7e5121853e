"""Questions asked to the vault."""

from apps.products.querysets import ProductScopedQuerySet


class EvidenceVersionQuerySet(ProductScopedQuerySet):
    """Versions of files."""

    product_path = "evidence__product_id"

    def for_display(self):
        """Load what a line of a page shows."""
        return self.select_related("evidence__product", "blob", "uploaded_by")
