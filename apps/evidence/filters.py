"""Filters of the list of documents."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.evidence.models import Evidence
from apps.evidence.states import EvidenceKind


class EvidenceFilter(django_filters.FilterSet):
    """Documents by title and by kind."""

    q = django_filters.CharFilter(
        "title",
        lookup_expr="icontains",
        label=_("Intitulé"),
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    kind = django_filters.ChoiceFilter(
        choices=EvidenceKind.choices,
        label=_("Nature"),
        empty_label=_("Toutes les natures"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    class Meta:
        model = Evidence
        fields = ["q", "kind"]
