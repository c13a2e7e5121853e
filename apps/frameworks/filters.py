"""Filters of the requirements of one catalogue version, the same for page and API."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.frameworks.models import (
    CatalogChapter,
    CatalogProof,
    CatalogVersion,
    Profile,
    Requirement,
)
from apps.frameworks.states import RequirementKind


class RequirementFilter(django_filters.FilterSet):
    """Requirements of `version` by words, chapter, profile and nature."""

    q = django_filters.CharFilter(
        method="filter_words",
        label=_("Rechercher"),
        widget=forms.TextInput(
            attrs={"type": "search", "placeholder": _("Identifiant, mot de l’énoncé, n° de preuve")}
        ),
    )
    chapter = django_filters.ModelChoiceFilter(
        label=_("Chapitre"),
        queryset=CatalogChapter.objects.none(),
        empty_label=_("Tous les chapitres"),
    )
    profile = django_filters.ModelChoiceFilter(
        label=_("Profil"),
        queryset=Profile.objects.none(),
        method="filter_profile",
        empty_label=_("Tous les profils"),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Nature"),
        choices=RequirementKind.choices,
        empty_label=_("Toutes les natures"),
    )

    class Meta:
        model = Requirement
        fields = ["q", "chapter", "profile", "kind"]

    def __init__(self, *args, version: CatalogVersion, **kwargs):
        super().__init__(*args, queryset=version.requirements.all(), **kwargs)
        self.filters["chapter"].queryset = version.chapters.all()
        self.filters["profile"].queryset = version.profiles.all()

    @property
    def is_set(self) -> bool:
        """Return whether anything is filtered out."""
        return any(self.form[name].value() for name in self.filters)

    def filter_words(self, queryset, name, value):
        """Keep what holds every word, whatever the accents and capitals."""
        return queryset.search(value)

    def filter_profile(self, queryset, name, value):
        """Keep the requirements of the profile, and those with a proof of that profile."""
        proofs = CatalogProof.objects.filter(profile=value)
        return queryset.filter(Q(profile=value) | Q(pk__in=proofs.values("requirement")))
