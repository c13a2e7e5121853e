"""The form that chooses the case of a scenario."""

from django import forms
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.forms import DatedActForm

LONGEST = 160


class CaseForm(DatedActForm):
    """One of the cases, each with the beginning of what it asks for, or none yet."""

    case = forms.TypedChoiceField(
        label=gettext_lazy("Cas"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    field_order = ["case", "on"]

    def __init__(self, *args, group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["case"].choices = [
            *((case, _words(proofs)) for case, proofs in group.cases.items()),
            ("", _("Pas encore choisi : les preuves de tous les cas sont attendues")),
        ]
        self.fields["on"].label = _("Choisi le")
        self.initial = {"case": group.chosen or ""} | self.initial


def _words(proofs) -> str:
    text = " ".join(proofs[0].catalog_proof.text.split())
    return Truncator(text).chars(LONGEST)
