"""Questions asked to the vault."""

from django.apps import apps
from django.db.models import Prefetch

from apps.products.querysets import ProductScopedQuerySet


class EvidenceQuerySet(ProductScopedQuerySet):
    """Documents."""

    def with_versions(self):
        """Load every version of each document, newest first, for a list."""
        versions = apps.get_model("evidence", "EvidenceVersion").objects
        lines = versions.select_related("blob", "uploaded_by").order_by("-number")
        lines = lines.prefetch_related("ticks__ticked_by")
        return self.prefetch_related(Prefetch("versions", queryset=lines))


class EvidenceVersionQuerySet(ProductScopedQuerySet):
    """Versions of files."""

    product_path = "evidence__product_id"

    def taking_room(self, product):
        """Return those whose contents count in the room of `product`."""
        return self.filter(evidence__product=product)

    def for_display(self):
        """Load what a line of a page shows."""
        rows = self.select_related("evidence__product", "blob", "uploaded_by")
        return rows.prefetch_related("ticks__ticked_by")


class DownloadQuerySet(ProductScopedQuerySet):
    """Files taken."""

    product_path = "version__evidence__product_id"

    def for_display(self):
        """Load what a line of a page shows, the latest first."""
        return self.select_related("person", "version__evidence").order_by("-pk")
