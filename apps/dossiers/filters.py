"""Filters of the grounds of the ANS, and of the proofs of a dossier."""

import django_filters
from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.dossiers.models import DossierChapter, ExpectedProof, ProofVerdict
from apps.dossiers.pages.grounds import CHAPTER, REQUIREMENT, chapters_of
from apps.dossiers.states import TO_MEND, ProofState
from apps.evidence.states import EvidenceKind
from apps.frameworks.models import Profile
from apps.frameworks.rem.cells import fold
from apps.products.models import Product

WAITING = "a-faire"
NOBODY, MINE = "personne", "moi"
TO_DO = [ProofState.ATTENDUE, *TO_MEND]


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


class ProofFilter(django_filters.FilterSet):
    """The proofs of one dossier; without a state, those that apply. `today` says what is late."""

    texte = django_filters.CharFilter(
        label=_("Numéro, exigence ou mots"), method="filter_text", max_length=100
    )
    chapitre = django_filters.ModelChoiceFilter(
        field_name="chapter",
        label=_("Chapitre"),
        queryset=DossierChapter.objects.none(),
        empty_label=_("Tous"),
    )
    etat = django_filters.ChoiceFilter(
        label=_("État"),
        choices=[(WAITING, _("À faire")), *ProofState.choices],
        method="filter_state",
        empty_label=_("Applicables"),
    )
    personne = django_filters.ChoiceFilter(
        label=_("Confiée à"), method="filter_person", empty_label=_("Tout le monde")
    )
    profil = django_filters.ModelChoiceFilter(
        field_name="catalog_proof__profile",
        label=_("Profil"),
        queryset=Profile.objects.none(),
        empty_label=_("Tous"),
    )
    nature = django_filters.ChoiceFilter(
        field_name="kind",
        label=_("Nature attendue"),
        choices=EvidenceKind.choices,
        empty_label=_("Toutes"),
    )
    retard = django_filters.BooleanFilter(
        label=_("Objectif interne dépassé"), method="filter_late", widget=forms.CheckboxInput
    )
    bloquantes = django_filters.BooleanFilter(
        label=_("Bloquantes seulement"), method="filter_blocking", widget=forms.CheckboxInput
    )

    class Meta:
        model = ExpectedProof
        fields: list[str] = []

    def __init__(self, *args, dossier, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.today = today
        self.filters["chapitre"].queryset = dossier.chapters.all()
        used = dossier.proofs.current().order_by().values("catalog_proof__profile")
        self.filters["profil"].queryset = Profile.objects.filter(pk__in=used)
        held = dossier.proofs.current().filter(responsible__isnull=False).order_by()
        people = get_user_model().objects.filter(pk__in=held.values("responsible"))
        self.filters["personne"].extra["choices"] = [
            (MINE, _("Moi")),
            (NOBODY, _("Sans personne")),
            *((str(each.pk), str(each)) for each in people.order_by("last_name", "first_name")),
        ]

    def filter_queryset(self, queryset):
        """Leave out what does not apply, unless a state is asked for."""
        found = super().filter_queryset(queryset)
        return found if self.form.cleaned_data.get("etat") else found.applicable()

    def filter_text(self, rows, name, value):
        """Match every word in the number, the words, the requirement or the comment."""
        for word in value.split():
            rows = rows.filter(
                Q(reference__icontains=word)
                | Q(comment__icontains=word)
                | Q(catalog_proof__text__icontains=word)
                | Q(catalog_proof__requirement__search_text__contains=fold(word))
            )
        return rows

    def filter_state(self, rows, name, value):
        """Keep one state, or all those that wait for the team."""
        if value == WAITING:
            return rows.filter(state__in=TO_DO)
        return rows.filter(state=value)

    def filter_person(self, rows, name, value):
        """Keep what one person has, or what nobody has."""
        if value == NOBODY:
            return rows.filter(responsible__isnull=True)
        return rows.filter(responsible=self.request.user.pk if value == MINE else int(value))

    def filter_late(self, rows, name, value):
        """Keep what is still to do after its internal target; an unticked box keeps all."""
        if not value:
            return rows
        return rows.filter(target_on__lt=self.today, state__in=TO_DO)

    def filter_blocking(self, rows, name, value):
        """Keep what an award waits for; an unticked box keeps all."""
        return rows.blocking() if value else rows
