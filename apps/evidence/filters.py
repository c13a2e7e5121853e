"""Filters of the list of documents, and of who took them."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.evidence.models import Download, Evidence
from apps.evidence.states import EvidenceKind, Origin


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


class DownloadFilter(django_filters.FilterSet):
    """Files taken, by person, by document and by way; only those of one product are offered."""

    person = django_filters.ModelChoiceFilter(
        label=_("Personne"),
        queryset=User.objects.none(),
        empty_label=_("Tout le monde"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    document = django_filters.ModelChoiceFilter(
        "version__evidence",
        label=_("Document"),
        queryset=Evidence.objects.none(),
        empty_label=_("Tous les documents"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    origin = django_filters.ChoiceFilter(
        choices=Origin.choices,
        label=_("Comment"),
        empty_label=_("De toutes les façons"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    class Meta:
        model = Download
        fields = ["person", "document", "origin"]

    def __init__(self, *args, product, **kwargs):
        super().__init__(*args, **kwargs)
        taken = Download.objects.filter(version__evidence__product=product)
        people = User.objects.filter(pk__in=taken.values("person"))
        documents = Evidence.objects.filter(pk__in=taken.values("version__evidence"))
        self.filters["person"].queryset = people.order_by("last_name", "first_name", "pk")
        self.filters["document"].queryset = documents.order_by("title", "pk")
