"""Filters of the register of due dates, the same for the page and for whoever lists it."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.deadlines.models import Deadline
from apps.products.models import Product
from apps.rules.book import DEADLINE_RULES

MINE = "mine"


class DeadlineFilter(django_filters.FilterSet):
    """Due dates by words, person, kind and product; the choices are those the person may see."""

    q = django_filters.CharFilter(
        method="filter_words",
        label=_("Rechercher"),
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    whose = django_filters.ChoiceFilter(
        method="filter_whose",
        label=_("À qui"),
        choices=[(MINE, _("Les miennes"))],
        empty_label=_("Toute l’équipe"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    kind = django_filters.ChoiceFilter(
        label=_("Nature"),
        choices=[(rule.code, rule.label) for rule in DEADLINE_RULES],
        empty_label=_("Toutes les natures"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    product = django_filters.ModelChoiceFilter(
        label=_("Produit"),
        queryset=lambda request: Product.objects.visible_to(request.user),
        empty_label=_("Tous les produits"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    responsible = django_filters.ModelChoiceFilter(
        label=_("Responsable"),
        queryset=lambda request: _teammates(request.user),
        empty_label=_("Tout le monde"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )

    class Meta:
        model = Deadline
        fields = ["q", "whose", "kind", "product", "responsible"]

    @property
    def near(self):
        """Return the fields that the list always shows."""
        return [self.form[name] for name in ("q", "whose")]

    @property
    def far(self):
        """Return the fields that wait behind « Plus de critères »."""
        return [self.form[name] for name in ("kind", "product", "responsible")]

    @property
    def far_in_use(self) -> bool:
        """Return whether one of the hidden fields narrows the list."""
        return any(field.value() for field in self.far)

    def filter_words(self, queryset, name, value):
        """Keep what has every word in its title, its product or its explanation."""
        for word in value.split():
            queryset = queryset.filter(
                Q(title__icontains=word)
                | Q(product__name__icontains=word)
                | Q(explanation__icontains=word)
            )
        return queryset

    def filter_whose(self, queryset, name, value):
        """Keep what this person answers for."""
        return queryset.filter(responsible=self.request.user)


def _teammates(user):
    """Return the people who answer for a due date of a product that `user` sees."""
    seen = Deadline.objects.visible_to(user).values("responsible")
    return get_user_model().objects.filter(pk__in=seen)
