"""Querysets of the catalogues."""

from django.db import models

from apps.frameworks.rem.cells import fold


class CatalogVersionQuerySet(models.QuerySet):
    """Imported workbooks."""

    def frozen(self):
        """Return those that a dossier uses."""
        return self.filter(frozen_at__isnull=False)

    def beside(self, version):
        """Return the other versions of its catalogue, newest first."""
        others = self.filter(catalog=version.catalog_id).exclude(pk=version.pk)
        return others.for_list().order_by("-imported_at", "-pk")

    def with_proofs(self):
        """Return those that ask for proofs: a dossier can be opened on them."""
        return self.filter(pk__in=self.model.proofs.rel.related_model.objects.values("version"))

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
