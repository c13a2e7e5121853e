"""Filters of the list of modifications, the same for the page and for whoever lists them."""

import django_filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.changes.models import ChangeRecord
from apps.changes.states import ChangeState
from apps.products.models import Product

OPEN, LATE = "open", "late"
SELECT = {"class": "form-select"}


class ChangeFilter(django_filters.FilterSet):
    """Modifications by words, state, product and lateness.

    `on`: the day that lateness is judged on; the view hands it down.
    """

    q = django_filters.CharFilter(
        method="filter_words",
        label=_("Rechercher"),
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    state = django_filters.ChoiceFilter(
        label=_("État"),
        choices=ChangeState.choices,
        empty_label=_("Tous les états"),
        widget=forms.Select(attrs=SELECT),
    )
    product = django_filters.ModelChoiceFilter(
        label=_("Produit"),
        queryset=lambda request: Product.objects.visible_to(request.user),
        empty_label=_("Tous les produits"),
        widget=forms.Select(attrs=SELECT),
    )
    which = django_filters.ChoiceFilter(
        method="filter_which",
        label=_("Suivi"),
        choices=[(OPEN, _("En cours")), (LATE, _("En retard"))],
        empty_label=_("Toutes"),
        widget=forms.Select(attrs=SELECT),
    )

    class Meta:
        model = ChangeRecord
        fields = ["q", "state", "product", "which"]

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def filter_words(self, queryset, name, value):
        """Keep what has every word in its title, its version, its nature or its product."""
        for word in value.split():
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(new_version__icontains=word)
                | Q(nature__icontains=word)
                | Q(product__name__icontains=word)
            )
        return queryset

    def filter_which(self, queryset, name, value):
        """Keep those that are not at their end, or those with a due date that is over."""
        return queryset.open() if value == OPEN else queryset.late(on=self.on)
