"""Querysets of the catalogues."""

from django.db import models

from apps.frameworks.rem.cells import fold


class CatalogVersionQuerySet(models.QuerySet):
    """Imported workbooks."""

    def frozen(self):
        """Return those that a dossier uses."""
        return self.filter(frozen_at__isnull=False)

    def for_list(self):
        """Return what a list prints, without the oddities, which may be long."""
        return self.select_related("imported_by").defer("oddities")


class RequirementQuerySet(models.QuerySet):
    """Requirements of catalogues."""

    def search(self, text: str):
        """Return those that hold every word of `text`, whatever the accents and capitals."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_text__contains=word)
        return found

    def with_whole(self):
        """Load all that the unfolded requirement shows, in four queries whatever the number."""
        return self.select_related("chapter", "profile").prefetch_related(
            "scenarios", "proofs__profile"
        )
