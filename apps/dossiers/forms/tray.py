"""Forms of the tray: bring files in, say which proofs one of them answers."""

from itertools import groupby

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.forms import ActForm, DayInput
from apps.dossiers.models import TrayFile
from apps.dossiers.services.tray import choices_of
from apps.dossiers.services.tray_plan import with_files
from apps.dossiers.states import OnConflict
from apps.evidence.content import ADMITTED
from apps.evidence.forms import NoPatientDataMixin
from apps.evidence.states import EvidenceKind


class ManyFilesInput(forms.ClearableFileInput):
    """The browser's own picker, for several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """One or several files; each is judged by the vault, so that one refused spoils no other."""

    widget = ManyFilesInput(attrs={"accept": ",".join(f".{name}" for name in ADMITTED)})

    def clean(self, data, initial=None):
        if not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return data


class ReceiveForm(NoPatientDataMixin, forms.Form):
    """Files for the tray."""

    uploads = ManyFilesField(
        label=gettext_lazy("Choisissez des fichiers"),
        error_messages={"required": gettext_lazy("Choisissez au moins un fichier.")},
    )
    field_order = ["uploads", "no_patient_data"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        tick = self.fields["no_patient_data"]
        tick.label = _("Ces fichiers ne contiennent aucune donnée de patient")


class TrayForm(ActForm):
    """What becomes of one file of the tray."""

    proofs = forms.ModelMultipleChoiceField(
        None,
        required=False,
        error_messages={
            "invalid_choice": gettext_lazy(
                "Une des preuves n’est plus attendue : rechargez la page, puis reprenez."
            )
        },
    )
    kind = forms.ChoiceField(label=gettext_lazy("Nature"), choices=EvidenceKind.choices)
    document_on = forms.DateField(
        label=gettext_lazy("Date portée par le document"),
        widget=DayInput,
        required=False,
        help_text=gettext_lazy("Pas celle du dépôt. Exigée pour un formulaire PASSI."),
    )
    title = forms.CharField(
        label=gettext_lazy("Intitulé"),
        max_length=255,
        required=False,
        help_text=gettext_lazy("Vide : le nom du fichier."),
    )
    on_conflict = forms.ChoiceField(
        label=gettext_lazy("Si une preuve a déjà un fichier"), choices=OnConflict.choices
    )
    ans_told = forms.BooleanField(
        label=gettext_lazy("L’ANS est prévenue que cette preuve est commune à plusieurs dossiers"),
        required=False,
    )

    def __init__(self, *args, file: TrayFile, **kwargs):
        names = ("kind", "document_on", "title", "on_conflict", "ans_told")
        initial = {name: getattr(file, name) for name in names}
        initial["proofs"] = list(file.proofs.values_list("pk", flat=True))
        super().__init__(*args, initial=initial, **kwargs)
        self.file = file
        self.fields["proofs"].queryset = choices_of(file.dossier.product)
        if file.version_id:
            for name in ("kind", "document_on", "title"):
                self.fields[name].disabled = True

    def groups(self) -> list[tuple[str, list[tuple]]]:
        """Return [(title, [(proof, chosen)])]: those chosen, each chapter, each other dossier."""
        chosen = {int(pk) for pk in self["proofs"].value() or [] if str(pk).isdigit()}
        here = self.file.dossier_id
        proofs = with_files(self.fields["proofs"].queryset).order_by("dossier", "order", "pk")
        rows = sorted(proofs, key=lambda p: (p.dossier_id != here, p.dossier_id, p.chapter.order))
        first = [(proof, True) for proof in rows if proof.pk in chosen]
        groups = [(_("Preuves choisies"), first)] if first else []
        rest = [proof for proof in rows if proof.pk not in chosen]
        for title, members in groupby(rest, key=lambda p: self._title(p, here)):
            groups.append((title, [(proof, False) for proof in members]))
        return groups

    @staticmethod
    def _title(proof, here: int) -> str:
        if proof.dossier_id == here:
            return proof.chapter.name
        return _("Preuve commune : %(dossier)s") % {"dossier": proof.dossier}
