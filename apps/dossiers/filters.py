"""Filters of the grounds of the ANS."""

import django_filters
from django import forms
from django.utils.translation import gettext_lazy as _

from apps.dossiers.models import ProofVerdict
from apps.dossiers.pages.grounds import CHAPTER, REQUIREMENT, chapters_of
from apps.products.models import Product


class GroundFilter(django_filters.FilterSet):
    """Refusals by requirement, chapter and product; only what the person sees is offered."""

    q = django_filters.CharFilter(
        REQUIREMENT,
        lookup_expr="icontains",
        label=_("Exigence"),
        widget=forms.TextInput(attrs={"class": "form-control", "type": "search"}),
    )
    chapitre = django_filters.ChoiceFilter(
        CHAPTER,
        label=_("Chapitre"),
        empty_label=_("Tous les chapitres"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    produit = django_filters.ModelChoiceFilter(
        "proof__dossier__product",
        queryset=Product.objects.none(),
        label=_("Produit"),
        empty_label=_("Tous les produits"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    class Meta:
        model = ProofVerdict
        fields = ["q", "chapitre", "produit"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["chapitre"].extra["choices"] = [
            (name, name) for name in chapters_of(self.queryset)
        ]
        seen = self.queryset.order_by().values("proof__dossier__product")
        self.filters["produit"].queryset = Product.objects.filter(pk__in=seen)
