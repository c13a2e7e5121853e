"""Forms of the acts on CNDA requests and montages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ActForm, DatedActForm, DayInput
from apps.evidence.forms import VersionForm
from apps.frameworks.models import HomologationType
from apps.products.checks import team_of
from apps.products.models import Component


class ExpectedReturnMixin(forms.Form):
    """The return that the personal space announces."""

    expected_return_on = forms.DateField(
        label=_("Date de retour prévisionnelle"),
        widget=DayInput,
        required=False,
        help_text=_("Telle que l’espace personnel CNDA l’affiche. Vide si rien n’est annoncé."),
    )


class OpenForm(ExpectedReturnMixin, DatedActForm):
    """A new request for one version."""

    homologation = forms.ModelChoiceField(HomologationType.objects.all(), label=_("Homologation"))
    reference = forms.CharField(
        label=_("Référence dans l’espace CNDA"),
        max_length=120,
        required=False,
        help_text=_("Numéro ou adresse de la demande, pour la retrouver d’un coup."),
    )
    responsible = forms.ModelChoiceField(None, label=_("Responsable"))
    field_order = ["homologation", "on", "responsible", "reference", "expected_return_on"]

    def __init__(self, *args, product, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Ouverte au CNDA le")
        self.fields["responsible"].queryset = team_of(product)


class FollowForm(ActForm):
    """Who follows a request, and its reference."""

    responsible = forms.ModelChoiceField(None, label=_("Responsable"))
    reference = forms.CharField(
        label=_("Référence dans l’espace CNDA"), max_length=120, required=False
    )

    def __init__(self, *args, product, **kwargs):
        super().__init__(*args, **kwargs)
        held = self.initial.get("responsible")
        self.fields["responsible"].queryset = team_of(product, with_pk=held)


class AdvanceForm(ExpectedReturnMixin, DatedActForm):
    """One status forward; `to` keeps what the page showed as the next status."""

    to = forms.CharField(widget=forms.HiddenInput)
    field_order = ["on", "expected_return_on"]


class CheckForm(ExpectedReturnMixin, DatedActForm):
    """A look at the personal space."""

    field_order = ["on", "expected_return_on"]


class ReasonForm(DatedActForm):
    """An act that leaves its reason in the journal."""

    reason = forms.CharField(
        label=_("Motif"),
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Il reste dans le journal."),
    )


class PaperForm(VersionForm, DatedActForm):
    """A paper of the CNDA, with the date that it carries."""

    document_on = None
    field_order = ["upload", "on", "comment", "no_patient_data"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Date portée par le document")


class ScreenshotForm(PaperForm):
    """A screenshot of the personal space, and what can be read on it."""

    shows_software = forms.BooleanField(
        label=_("On y lit les informations du logiciel"), required=False
    )
    shows_status = forms.BooleanField(
        label=_("On y lit le statut, Pré-examen (« En cours actif ») au moins"), required=False
    )
    shows_expected_return = forms.BooleanField(
        label=_("On y lit la date de retour prévisionnelle"), required=False
    )
    field_order = [
        "upload",
        "on",
        "shows_software",
        "shows_status",
        "shows_expected_return",
        "comment",
        "no_patient_data",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Capture faite le")


class MontageForm(VersionForm, DatedActForm):
    """A homologation held by a third party's component, with the proof of it."""

    homologation = forms.ModelChoiceField(
        HomologationType.objects.all(),
        label=_("Homologation"),
        help_text=_("Un moteur EAI embarqué demande toujours une homologation en propre."),
    )
    component = forms.ModelChoiceField(
        None,
        label=_("Composant tiers"),
        help_text=_("Parmi ceux du produit ; son NIL est remis à l’ANS."),
    )
    document_on = None
    comment = None
    field_order = ["homologation", "component", "on", "upload", "no_patient_data"]

    def __init__(self, *args, product, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["component"].queryset = Component.objects.filter(product=product)
        self.fields["on"].label = _("Déclaré le")
        self.fields["upload"].label = _("Preuve de l’homologation du tiers")
