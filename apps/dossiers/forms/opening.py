"""Forms that open a dossier, choose its profiles, edit its facts and those of its chapters."""

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ActForm, DatedActForm, DayInput
from apps.dossiers.states import DmnTrack, DossierState
from apps.frameworks.models import CatalogVersion, Dsr, KnownProfile, Profile
from apps.frameworks.states import Track
from apps.products.checks import team_of


class ProfileField(forms.ModelMultipleChoiceField):
    """The conditional profiles of a catalogue, each with what it means."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, catalog):
        super().__init__(
            Profile.objects.filter(version=catalog, always=False),
            label=_("Profils du produit"),
            required=False,
            help_text=_(
                "Les exigences générales s’appliquent toujours. Un profil non choisi rend ses "
                "preuves non applicables."
            ),
        )
        self.meanings = dict(KnownProfile.objects.values_list("name", "meaning"))

    def label_from_instance(self, profile):
        """Return the name, and under it when to choose it."""
        meaning = self.meanings.get(profile.name, "")
        if not meaning:
            return profile.name
        return format_html(
            '{}<span class="d-block form-text mt-0">{}</span>', profile.name, meaning
        )


def dsrs_for(product):
    """Return the DSR that a dossier of `product` may follow: a DMN pathway asks for a DMN."""
    rows = Dsr.objects.select_related("pathway", "dispositif")
    return rows if product.is_dmn else rows.exclude(pathway__track=Track.DMN)


def catalogs_for(dsr):
    """Return the catalogue versions that go with `dsr`, newest first; none without a DSR."""
    if dsr is None:
        return CatalogVersion.objects.none()
    rows = CatalogVersion.objects.select_related("catalog").order_by("-imported_at")
    return rows.filter(Q(catalog__dsr=dsr) | Q(catalog__dsr__isnull=True))


class FrameForm(forms.Form):
    """The specifications and the catalogue: what the rest of the form depends on."""

    dsr = forms.ModelChoiceField(
        Dsr.objects.none(), label=_("DSR"), empty_label=_("Choisissez le DSR")
    )
    catalog = forms.ModelChoiceField(
        CatalogVersion.objects.none(),
        label=_("Catalogue d’exigences"),
        empty_label=_("Choisissez la version du catalogue"),
        help_text=_("Il est figé pour ce dossier : une version plus récente n’y change rien."),
    )

    def __init__(self, *args, product, catalogs, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["dsr"].queryset = dsrs_for(product)
        self.fields["dsr"].label_from_instance = lambda each: f"{each.code} · {each.title}"
        self.fields["catalog"].queryset = catalogs


class OpenForm(DatedActForm):
    """Everything else that opens a dossier, once its DSR and catalogue are known."""

    responsible = forms.ModelChoiceField(
        get_user_model().objects.none(), label=_("Responsable"), empty_label=None
    )
    planned_deposit_on = forms.DateField(
        label=_("Dépôt prévu le"),
        widget=DayInput,
        required=False,
        help_text=_("La fraîcheur des preuves est jugée à cette date."),
    )
    dmn_track = forms.ChoiceField(label=_("Voie du DMN"), choices=DmnTrack.choices, required=False)
    track_reason = forms.CharField(
        label=_("Motif de la seconde voie"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Demandé si un dossier est déjà ouvert sur l’autre voie."),
    )

    field_order = ["profiles", "responsible", "planned_deposit_on", "on"]

    def __init__(self, *args, product, dsr, catalog, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Ouvert le")
        self.fields["responsible"].queryset = team_of(product)
        self.fields["profiles"] = ProfileField(catalog)
        if not self.fields["profiles"].queryset.exists():
            del self.fields["profiles"]
        if dsr.pathway.track != Track.DMN:
            del self.fields["dmn_track"], self.fields["track_reason"]
        self.order_fields(self.field_order)


class FactsForm(ActForm):
    """Facts of a dossier that no transition writes."""

    responsible = forms.ModelChoiceField(
        get_user_model().objects.none(), label=_("Responsable"), empty_label=None
    )
    ans_contact = forms.CharField(
        label=_("Référent ANS de la candidature"), max_length=200, required=False
    )
    planned_deposit_on = forms.DateField(
        label=_("Dépôt prévu le"),
        widget=DayInput,
        required=False,
        help_text=_("La fraîcheur des preuves est jugée à cette date."),
    )
    charter_accepted_on = forms.DateField(
        label=_("Charte acceptée le"), widget=DayInput, required=False
    )
    dmn_track = forms.ChoiceField(
        label=_("Voie du DMN"), choices=[("", _("À choisir")), *DmnTrack.choices]
    )
    track_reason = forms.CharField(
        label=_("Motif de la seconde voie"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Demandé si un dossier est déjà ouvert sur l’autre voie."),
    )

    def __init__(self, *args, dossier, may_lead, **kwargs):
        super().__init__(*args, **kwargs)
        team = team_of(dossier.product, with_pk=dossier.responsible_id)
        self.fields["responsible"].queryset = team
        if not may_lead:
            del self.fields["responsible"]
        if not dossier.is_segur:
            del self.fields["charter_accepted_on"]
        if dossier.is_segur or dossier.state != DossierState.BROUILLON or not may_lead:
            del self.fields["dmn_track"], self.fields["track_reason"]


class ChapterFactsForm(ActForm):
    """Facts of a chapter that no state hangs on."""

    reviewer = forms.CharField(
        label=_("Vérificateur ANS"),
        max_length=200,
        required=False,
        help_text=_("La personne de l’ANS qui lit ce chapitre, comme Convergence la nomme."),
    )


class ProfilesForm(DatedActForm):
    """The profiles of a dossier."""

    def __init__(self, *args, catalog, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["profiles"] = ProfileField(catalog)
        self.order_fields(["profiles", "on"])
