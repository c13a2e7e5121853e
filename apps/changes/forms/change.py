"""Forms of the acts on modifications."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ActForm, DatedActForm, DayInput
from apps.dossiers.forms.opening import catalogs_for
from apps.dossiers.models import Dossier
from apps.dossiers.states import OPEN, DmnTrack
from apps.evidence.forms import VersionForm
from apps.products.checks import team_of


class DescriptionMixin(forms.Form):
    """What a modification is, as far as it is known."""

    title = forms.CharField(label=_("Intitulé"), max_length=200)
    new_version = forms.CharField(
        label=_("Version modifiée"),
        max_length=60,
        required=False,
        help_text=_("Telle que les utilisateurs la verront ; vide si elle n’est pas fixée."),
    )
    released_on = forms.DateField(
        label=_("Mise à disposition le"),
        widget=DayInput,
        required=False,
        help_text=_(
            "Faite ou prévue. Le délai de notification part de cette date si elle précède le jour "
            "où l’impact est établi."
        ),
    )
    nature = forms.CharField(
        label=_("Nature de la modification"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        help_text=_("Ce qui change, pour qui, et pourquoi : la notification le demande."),
    )


class RecordForm(DescriptionMixin, DatedActForm):
    """A modification that the team just learnt of."""

    responsible = forms.ModelChoiceField(None, label=_("Responsable"))
    field_order = ["title", "new_version", "on", "released_on", "responsible", "nature"]

    def __init__(self, *args, product, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Connue depuis le")
        self.fields["responsible"].queryset = team_of(product)


class DescriptionForm(DescriptionMixin, ActForm):
    """The same facts, completed or corrected."""


class AssignForm(ActForm):
    """Who follows a modification."""

    responsible = forms.ModelChoiceField(None, label=_("Responsable"))

    def __init__(self, *args, product, **kwargs):
        super().__init__(*args, **kwargs)
        held = self.initial.get("responsible")
        self.fields["responsible"].queryset = team_of(product, with_pk=held)


class DismissForm(DatedActForm):
    """No effect on conformity, and why."""

    justification = forms.CharField(
        label=_("Justification"),
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Pourquoi la conformité n’est pas touchée : l’ANS peut la demander."),
    )


class NewRequestForm(DatedActForm):
    """The ANS asks for a new application."""

    received_on = forms.DateField(
        label=_("Reçue le"),
        widget=DayInput,
        required=False,
        help_text=_("Si le courrier est arrivé un autre jour ; le délai part de sa date."),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Date de la demande de l’ANS")


class FiledForm(DatedActForm):
    """The new application is filed."""

    new_dossier = forms.ModelChoiceField(
        None,
        label=_("Nouveau dossier"),
        required=False,
        help_text=_("S’il est suivi ici : un autre dossier du même produit."),
    )

    def __init__(self, *args, change, **kwargs):
        super().__init__(*args, **kwargs)
        others = Dossier.objects.filter(product=change.product_id, state__in=OPEN)
        self.initial.setdefault("new_dossier", change.new_dossier_id)
        self.fields["new_dossier"].queryset = others.exclude(pk=change.dossier_id).for_display()


class ApplicationForm(DatedActForm):
    """The dossier of the new application."""

    version = forms.ModelChoiceField(
        None, label=_("Version du produit"), help_text=_("Une version se crée sur sa fiche.")
    )
    catalog = forms.ModelChoiceField(None, label=_("Catalogue d’exigences"))
    responsible = forms.ModelChoiceField(None, label=_("Responsable"))
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
    field_order = ["version", "catalog", "responsible", "planned_deposit_on", "on"]

    def __init__(self, *args, change, **kwargs):
        super().__init__(*args, **kwargs)
        parent = change.dossier
        self.fields["on"].label = _("Ouvert le")
        versions = change.product.versions.newest_first().select_related("product")
        self.fields["version"].queryset = versions
        self.fields["catalog"].queryset = catalogs_for(parent.dsr)
        self.fields["responsible"].queryset = team_of(change.product)
        self.initial |= {
            "version": versions.filter(label__iexact=change.new_version).first(),
            "catalog": parent.catalog_id,
            "responsible": change.responsible_id,
            "dmn_track": parent.dmn_track,
        }
        if parent.is_segur:
            del self.fields["dmn_track"], self.fields["track_reason"]


class AttachForm(VersionForm):
    """A file that documents the modification."""

    title = forms.CharField(
        label=_("Intitulé"),
        max_length=255,
        required=False,
        help_text=_("À défaut, le nom du fichier."),
    )
    field_order = ["upload", "title", "document_on", "comment", "no_patient_data"]


class RequirementsForm(ActForm):
    """The requirements that a modification touches, among those of the dossier's catalogue."""

    requirements = forms.ModelMultipleChoiceField(None, required=False)

    def __init__(self, *args, catalog, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["requirements"].queryset = catalog.requirements.select_related("chapter")
