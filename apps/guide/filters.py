"""Filters of the entries: words and facets, each value with how many entries it would leave."""

from collections import Counter, defaultdict

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.guide.models import Entry, Topic
from apps.guide.states import Facet


class EntryFilter(django_filters.FilterSet):
    """Published entries by words and by one value of each facet."""

    q = django_filters.CharFilter(
        method="filter_words",
        label=_("Rechercher"),
        max_length=100,
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("NIL, montage, certificat expiré…")}
        ),
    )
    offre = django_filters.ChoiceFilter(label=Facet.OFFER.label, empty_label=_("Toutes"))
    couloir = django_filters.ChoiceFilter(label=Facet.COULOIR.label, empty_label=_("Tous"))
    dispositif = django_filters.ChoiceFilter(label=Facet.DISPOSITIF.label, empty_label=_("Tous"))
    service = django_filters.ChoiceFilter(label=Facet.PRODUCT.label, empty_label=_("Tous"))
    theme = django_filters.ChoiceFilter(label=Facet.THEME.label, empty_label=_("Tous"))

    class Meta:
        model = Entry
        fields: list[str] = []

    def __init__(self, *args, **kwargs):
        super().__init__(*args, queryset=Entry.objects.published(), **kwargs)
        topics = Topic.objects.order_by("facet", "name", "pk")
        named = {facet: [] for facet in Facet.values}
        for topic in topics:
            named[topic.facet].append((topic.code, topic.name))
        for facet in Facet.values:
            self.filters[facet].method = "filter_topic"
            self.filters[facet].extra["choices"] = named[facet]
        self.named = named

    @property
    def is_set(self) -> bool:
        """Return whether anything is filtered out."""
        return any(self.form[name].value() for name in self.filters)

    @property
    def words(self) -> str:
        """Return the words searched for, "" when there are none."""
        return self._cleaned().get("q") or ""

    @property
    def facets_set(self) -> list[tuple[str, str]]:
        """Return (facet, name of its value) of each facet that is set."""
        cleaned = self._cleaned()
        chosen = [(facet, cleaned.get(facet)) for facet in Facet.values]
        return [(facet, dict(self.named[facet])[code]) for facet, code in chosen if code]

    def filter_words(self, queryset, name, value):
        """Keep what holds every word, titles first."""
        return queryset.search(value)

    def filter_topic(self, queryset, name, value):
        """Keep what is filed under a value of the facet `name`."""
        return queryset.filter(topics__facet=name, topics__code=value)

    def count_choices(self) -> None:
        """Write beside each value how many entries it leaves under the other criteria.

        A value that leaves none goes, unless it is the one chosen. Two queries: the guide is a
        few hundred entries, and counting them here costs less than a query a facet.
        """
        cleaned = self._cleaned()
        found = Entry.objects.published().search(cleaned.get("q") or "").order_by()
        filed = defaultdict(lambda: defaultdict(set))
        rows = Entry.topics.through.objects.filter(
            entry__in=list(found.values_list("pk", flat=True))
        )
        for entry, facet, code in rows.values_list("entry", "topic__facet", "topic__code"):
            filed[entry][facet].add(code)
        for facet in Facet.values:
            others = {
                name: cleaned[name] for name in Facet.values if name != facet and cleaned.get(name)
            }
            counts = Counter(
                code
                for facets in filed.values()
                if all(value in facets[name] for name, value in others.items())
                for code in facets[facet]
            )
            field = self.form.fields[facet]
            field.choices = [
                (code, f"{name} ({counts[code]})")
                for code, name in self.named[facet]
                if counts[code] or code == cleaned.get(facet)
            ]

    def _cleaned(self) -> dict:
        return self.form.cleaned_data if self.form.is_valid() else {}
