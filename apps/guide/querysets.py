"""Questions about the guide: what is published, what holds the words asked for."""

from django.db import models
from django.db.models import Case, Count, Q, Value, When

from apps.guide.wording import fold


class EntryQuerySet(models.QuerySet):
    """Entries of the guide."""

    def published(self):
        """Return those that people read."""
        return self.filter(is_published=True)

    def search(self, text: str):
        """Return those that hold every word, whatever its accents and capitals; titles first."""
        words = fold(text).split()
        if not words:
            return self
        found, in_title = self, Q()
        for word in words:
            found = found.filter(search_text__contains=word)
            in_title &= Q(search_title__contains=word)
        rank = Case(When(in_title, then=Value(0)), default=Value(1))
        return found.annotate(rank=rank).order_by("rank", "order", "pk")

    def for_list(self):
        """Load what a list of entries prints."""
        return self.prefetch_related("topics")

    def explaining(self, kind: str, code: str):
        """Return the entry of a rule, of a blocker or of a field; none or one."""
        return self.filter(anchors__kind=kind, anchors__code=code)

    def near(self, entry):
        """Return the others that share its topics, those that share most first."""
        shared = Count("topics", filter=Q(topics__in=entry.topics.all()))
        others = self.exclude(pk=entry.pk).annotate(shared=shared).filter(shared__gt=1)
        return others.order_by("-shared", "order", "pk")


class TermQuerySet(models.QuerySet):
    """Words of the glossary."""

    def search(self, text: str):
        """Return those whose name holds every word, the shortest first."""
        found = self
        for word in fold(text).split():
            found = found.filter(search_name__contains=word)
        return found.order_by(models.functions.Length("name"), "name")


class VoteQuerySet(models.QuerySet):
    """What people think of the entries."""

    def unread(self):
        """Return the comments that no administrator has marked as read."""
        return self.exclude(comment="").filter(read_at__isnull=True)
