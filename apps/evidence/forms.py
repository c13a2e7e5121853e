"""Forms to deposit a file, and to say what it is."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ActForm, DayInput
from apps.core.refusals import Invalid
from apps.evidence.content import ADMITTED
from apps.evidence.states import EvidenceKind, Language


class NoPatientDataMixin(forms.Form):
    """The tick without which nothing is deposited; it is not a fact, so services never see it."""

    no_patient_data = forms.BooleanField(
        label=_("Ce fichier ne contient aucune donnée de patient"),
        help_text=_("Masquez noms, numéros INS et images avant de déposer."),
        error_messages={
            "required": _("Vérifiez le fichier, puis confirmez qu’il ne contient aucune donnée.")
        },
    )

    def clean(self):
        data = super().clean()
        data.pop("no_patient_data", None)
        return data


class VersionForm(NoPatientDataMixin, ActForm):
    """A file, the date it carries, a word about it."""

    upload = forms.FileField(
        label=_("Fichier"),
        widget=forms.ClearableFileInput(
            attrs={"accept": ",".join(f".{name}" for name in ADMITTED)}
        ),
        help_text=_("PDF, images, vidéos, documents bureautiques, archives ou journaux."),
        error_messages={"empty": _("Ce fichier est vide : choisissez-en un autre.")},
    )
    document_on = forms.DateField(
        label=_("Date portée par le document"),
        widget=DayInput,
        required=False,
        help_text=_("Celle qui est écrite dedans, pas celle du dépôt."),
    )
    comment = forms.CharField(
        label=_("Commentaire"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    field_order = ["upload", "document_on", "comment", "no_patient_data"]

    def clean_upload(self):
        """Say at once, beside the field, that a file was too big."""
        upload = self.cleaned_data["upload"]
        refusal = getattr(upload, "refusal", None)
        if isinstance(refusal, Invalid):
            raise forms.ValidationError(refusal.message)
        return upload

    def clean_document_on(self):
        document_on = self.cleaned_data["document_on"]
        if document_on and document_on > timezone.localdate():
            raise forms.ValidationError(
                _("La date du document est dans le futur : saisissez celle qu’il porte.")
            )
        return document_on


class UploadForm(VersionForm):
    """A new document: the same, with its title and its kind."""

    title = forms.CharField(
        label=_("Intitulé"),
        max_length=255,
        required=False,
        help_text=_("À défaut, le nom du fichier."),
    )
    kind = forms.ChoiceField(
        label=_("Nature"), choices=EvidenceKind.choices, initial=EvidenceKind.DOCUMENT
    )
    field_order = ["upload", "title", "kind", "document_on", "comment", "no_patient_data"]


class DescriptionForm(ActForm):
    """The language of a version; its signature and provider where the kind asks for them."""

    language = forms.ChoiceField(
        label=_("Langue du document"),
        choices=[("", _("Non précisée")), *Language.choices],
        required=False,
    )
    signed = forms.TypedChoiceField(
        label=_("Signé électroniquement"),
        choices=[("", _("Non précisé")), ("oui", _("Oui")), ("non", _("Non"))],
        coerce=lambda value: value == "oui",
        empty_value=None,
        required=False,
    )
    tsp = forms.CharField(
        label=_("Prestataire de confiance (TSP)"),
        max_length=120,
        required=False,
        help_text=_("Celui dont le certificat a servi à signer."),
    )

    def __init__(self, *args, version, **kwargs):
        said = {True: "oui", False: "non", None: ""}[version.signed]
        initial = {"language": version.language, "signed": said, "tsp": version.tsp}
        super().__init__(*args, initial=initial | {"revision": version.revision}, **kwargs)
        if not version.asks_signature:
            del self.fields["signed"], self.fields["tsp"]


class CheckListForm(ActForm):
    """The points of a check-list."""

    codes = forms.MultipleChoiceField(
        label=_("Ce qui se lit dans ce document"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Un point non coché avertit ; il n’empêche aucun dépôt."),
    )

    def __init__(self, *args, version, **kwargs):
        progress = version.checks
        initial = {"codes": list(progress.ticks), "revision": version.revision}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["codes"].choices = [(item.code, item.label) for item in progress.items]
