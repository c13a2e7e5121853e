"""Forms of the team's own notes on proofs: one proof, or a whole workbook."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ActForm, DayInput
from apps.dossiers.forms.moves import LongText
from apps.dossiers.models import ExpectedProof
from apps.dossiers.services.assigning import LONGEST_COMMENT
from apps.products.checks import team_of


class PlanForm(ActForm):
    """Who gets a proof ready, for when, and what to know about it."""

    responsible = forms.ModelChoiceField(
        label=_("Confiée à"), queryset=None, required=False, empty_label=_("Personne")
    )
    target_on = forms.DateField(
        label=_("Objectif interne"),
        widget=DayInput,
        required=False,
        help_text=_("Le jour où la preuve doit être prête, pour l’équipe."),
    )
    comment = forms.CharField(
        label=_("Commentaire"), widget=LongText, required=False, max_length=LONGEST_COMMENT
    )

    def __init__(self, *args, proof: ExpectedProof, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["responsible"].queryset = team_of(
            proof.product, with_pk=proof.responsible_id
        ).order_by("last_name", "first_name")
        self.initial = {
            "responsible": proof.responsible_id,
            "target_on": proof.target_on,
            "comment": proof.comment,
        } | self.initial


class TableForm(forms.Form):
    """The workbook that comes back."""

    upload = forms.FileField(
        label=_("Tableau rempli"),
        widget=forms.FileInput(
            attrs={
                "accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
        error_messages={"required": _("Choisissez le tableau que vous avez rempli.")},
    )
