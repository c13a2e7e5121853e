"""Filters of the fleet, the same for the page, for its export and for whoever lists it."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.certificates.models import Certificate
from apps.certificates.states import CertificateState, Environment, Usage, Window
from apps.products.models import Product

EVERY, TO_REPLACE = "tous", "a_remplacer"
SELECT = {"class": "form-select"}


def _select() -> forms.Select:
    return forms.Select(attrs=SELECT)


class CertificateFilter(django_filters.FilterSet):
    """Certificates by words, state, window, usage, environment, product and administrator.

    Without a state, those that somebody still answers for. `on`: the day the window is judged on.
    """

    q = django_filters.CharFilter(
        method="filter_words",
        label=_("Rechercher"),
        widget=forms.TextInput(attrs={"type": "search", "class": "form-control"}),
    )
    state = django_filters.ChoiceFilter(
        method="filter_state",
        label=_("État"),
        choices=[
            *CertificateState.choices,
            (TO_REPLACE, _("Expirés, à remplacer")),
            (EVERY, _("Tous, les anciens compris")),
        ],
        empty_label=_("En cours"),
        widget=_select(),
    )
    window = django_filters.ChoiceFilter(
        method="filter_window",
        label=_("Calendrier"),
        choices=Window.choices,
        empty_label=_("Toutes les dates"),
        widget=_select(),
    )
    usage = django_filters.ChoiceFilter(
        label=_("Usage"), choices=Usage.choices, empty_label=_("Tous les usages"), widget=_select()
    )
    environment = django_filters.ChoiceFilter(
        label=_("Environnement"),
        choices=Environment.choices,
        empty_label=_("Production et test"),
        widget=_select(),
    )
    product = django_filters.ModelChoiceFilter(
        label=_("Produit"),
        queryset=lambda request: Product.objects.visible_to(request.user),
        empty_label=_("Tous les produits"),
        widget=_select(),
    )
    responsible = django_filters.ModelChoiceFilter(
        label=_("Administrateur technique"),
        queryset=lambda request: _administrators(request.user),
        empty_label=_("Tout le monde"),
        widget=_select(),
    )

    class Meta:
        model = Certificate
        fields = ["q", "state", "window", "usage", "environment", "product", "responsible"]

    def __init__(self, *args, on, **kwargs):
        super().__init__(*args, **kwargs)
        self.on = on

    def filter_queryset(self, queryset):
        """Keep those in care unless a state or a window says otherwise."""
        chosen = self.form.cleaned_data
        if not chosen.get("state") and not chosen.get("window"):
            queryset = queryset.open()
        return super().filter_queryset(queryset)

    def filter_words(self, queryset, name, value):
        """Keep what has every word in its name, its structure, its numbers or its product."""
        for word in value.split():
            queryset = queryset.filter(
                Q(name__icontains=word)
                | Q(holder__icontains=word)
                | Q(identifier__icontains=word)
                | Q(serial__iexact=word)
                | Q(product__name__icontains=word)
            )
        return queryset

    def filter_state(self, queryset, name, value):
        """Keep one state, what is to be replaced, or everything."""
        if value == TO_REPLACE:
            return queryset.to_replace(on=self.on)
        return queryset if value == EVERY else queryset.filter(state=value)

    def filter_window(self, queryset, name, value):
        """Keep those that stand in one window of the calendar."""
        return queryset.in_window(value, on=self.on)


def _administrators(user):
    """Return the people who answer for a certificate that `user` may see."""
    seen = Certificate.objects.visible_to(user).order_by().values("responsible")
    return get_user_model().objects.filter(pk__in=seen).order_by("last_name", "username")
