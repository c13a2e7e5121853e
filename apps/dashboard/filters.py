"""The filters of the portfolio; the same names in the address, the form and the chips."""

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import User
from apps.cnda.states import CndaStatus
from apps.dashboard import querysets
from apps.dashboard.turns import Turn
from apps.dossiers.models import Dossier
from apps.dossiers.states import ClockState, DossierState
from apps.frameworks.models import Couloir, Dispositif
from apps.frameworks.states import Wave
from apps.products.models import Product, ProductMembership

CNDA_CHOICES = [
    *((status.value, status.label) for status in CndaStatus),
    ("manque", _("Une homologation manque")),
    ("acquis", _("Toutes obtenues ou couvertes")),
]


def colleagues(request):
    """Return the people who may answer for a dossier that this person sees."""
    people = User.objects.filter(is_active=True)
    if request.user.is_administrator:
        return people
    mine = Product.objects.visible_to(request.user)
    members = ProductMembership.objects.filter(user=OuterRef("pk"), product__in=mine)
    return people.filter(Q(Exists(members)) | Q(pk=request.user.pk))


class DossierFilter(django_filters.FilterSet):
    """Filters over the dossiers that a person may see; `today` decides what is late."""

    texte = django_filters.CharFilter(
        label=_("Produit, version, NIL ou décision"), method="filter_text", max_length=100
    )
    chez = django_filters.ChoiceFilter(
        label=_("Qui agit"), choices=Turn.choices, method="filter_turn", empty_label=_("Tous")
    )
    etat = django_filters.ChoiceFilter(
        field_name="state", label=_("Étape"), choices=DossierState.choices, empty_label=_("Toutes")
    )
    horloge = django_filters.ChoiceFilter(
        field_name="clock_state",
        label=_("Horloge ANS"),
        choices=ClockState.choices,
        empty_label=_("Toutes"),
    )
    cnda = django_filters.ChoiceFilter(
        label=_("CNDA"), choices=CNDA_CHOICES, method="filter_cnda", empty_label=_("Tous")
    )
    couloir = django_filters.ModelChoiceFilter(
        field_name="dsr__dispositif__couloir",
        label=_("Couloir"),
        queryset=Couloir.objects.all(),
        empty_label=_("Tous"),
    )
    dispositif = django_filters.ModelChoiceFilter(
        field_name="dsr__dispositif",
        label=_("Dispositif"),
        queryset=Dispositif.objects.all(),
        empty_label=_("Tous"),
    )
    vague = django_filters.ChoiceFilter(
        field_name="dsr__wave", label=_("Vague"), choices=Wave.choices, empty_label=_("Toutes")
    )
    responsable = django_filters.ModelChoiceFilter(
        field_name="responsible",
        label=_("Responsable"),
        queryset=colleagues,
        empty_label=_("Tous"),
    )
    retard = django_filters.BooleanFilter(
        label=_("En retard seulement"), method="filter_late", widget=forms.CheckboxInput
    )

    class Meta:
        model = Dossier
        fields: list[str] = []

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today

    def filter_text(self, rows, name, value):
        """Match every word in product, version, NIL or decision number."""
        for word in value.split():
            rows = rows.filter(
                Q(product__name__icontains=word)
                | Q(product_version__label__icontains=word)
                | Q(product__nil__istartswith=word)
                | Q(convention_nil__istartswith=word)
                | Q(award_reference__icontains=word)
            )
        return rows

    def filter_turn(self, rows, name, value):
        """Keep the states of those who have to act."""
        return rows.filter(state__in=Turn(value).states)

    def filter_cnda(self, rows, name, value):
        """Keep a status of the CNDA, or the dossiers by what they still lack there."""
        if value in CndaStatus.values:
            return querysets.with_cnda_status(rows, value)
        return querysets.without_cnda_gap(rows, gap=value == "manque")

    def filter_late(self, rows, name, value):
        """Keep what is late; an unticked box keeps all."""
        return querysets.late(rows, on=self.today) if value else rows
