"""The form of an act on the ticked proofs of a list."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.forms import DayInput
from apps.dossiers.forms.moves import LongText
from apps.dossiers.states import ProofState
from apps.products.checks import team_of

ASSIGN, RELEASE, JUDGE = "confier", "reprendre", "verdict"
VERDICTS = [
    (each.value, each.label) for each in (ProofState.CONFORME, ProofState.KO, ProofState.INCOMPLETE)
]
ASKED = {ASSIGN: ["responsible"], RELEASE: [], JUDGE: ["outcome", "on"]}
"""What each act cannot do without."""


class BatchForm(forms.Form):
    """Which proofs, which act, and what the act asks for; the fields of the others are ignored.

    `everything`: all the proofs of the filter, `seen` of them when the page was drawn.
    """

    proofs = forms.ModelMultipleChoiceField(
        None,
        required=False,
        error_messages={
            "invalid_choice": _(
                "Une des preuves cochées n’est plus du dossier : cochez de nouveau."
            )
        },
    )
    everything = forms.BooleanField(required=False)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    verb = forms.ChoiceField(
        choices=[(verb, verb) for verb in ASKED],
        error_messages={"required": _("Choisissez ce qu’il faut faire des preuves cochées.")},
    )
    responsible = forms.ModelChoiceField(
        None, label=_("Personne"), required=False, empty_label=_("Choisissez une personne")
    )
    target_on = forms.DateField(
        label=_("Objectif interne"),
        widget=DayInput,
        required=False,
        help_text=_("Vide : chaque preuve garde le sien."),
    )
    outcome = forms.ChoiceField(
        label=_("Verdict de l’ANS"), choices=[("", _("Choisissez")), *VERDICTS], required=False
    )
    on = forms.DateField(
        label=_("Rendu le"), widget=DayInput, required=False, initial=timezone.localdate
    )
    ground = forms.CharField(
        label=_("Motif de l’ANS"),
        widget=LongText,
        required=False,
        max_length=2000,
        help_text=_("Le même pour toutes ; exigé pour KO ou incomplète."),
    )

    def __init__(self, *args, dossier, found, **kwargs):
        super().__init__(*args, auto_id="lot_%s", **kwargs)
        self.found = found
        self.fields["proofs"].queryset = dossier.proofs.current()
        self.fields["responsible"].queryset = team_of(dossier.product).order_by(
            "last_name", "first_name"
        )

    @property
    def chosen_verb(self) -> str:
        """Return the act that was sent, "" on a fresh form."""
        return self.data.get("verb", "")

    def for_assigning(self):
        """Return the fields of the act that entrusts."""
        return [self["responsible"], self["target_on"]]

    def for_judging(self):
        """Return the fields of the act that notes a verdict."""
        return [self["outcome"], self["on"], self["ground"]]

    def clean(self):
        data = super().clean()
        for name in ASKED.get(data.get("verb"), []):
            if not data.get(name) and name not in self.errors:
                self.add_error(name, self.fields[name].error_messages["required"])
        if data.get("verb") == JUDGE:
            self._check_verdict(data)
        if "proofs" not in self.errors:
            data["pks"] = self._chosen(data)
        return data

    def _check_verdict(self, data):
        on, outcome = data.get("on"), data.get("outcome")
        if on and on > timezone.localdate():
            self.add_error(
                "on", _("Cette date est dans le futur : saisissez le jour où le fait a eu lieu.")
            )
        if outcome and outcome != ProofState.CONFORME and not (data.get("ground") or "").strip():
            self.add_error("ground", _("Écrivez le motif que donne l’ANS."))

    def _chosen(self, data) -> list[int]:
        """Return the pks of the proofs that are meant."""
        if not data.get("everything"):
            pks = [proof.pk for proof in data.get("proofs", ())]
            if not pks:
                self.add_error(None, _("Cochez au moins une preuve."))
            return pks
        pks = list(self.found.order_by().values_list("pk", flat=True))
        if len(pks) != data.get("seen"):
            self.add_error(
                None,
                _("Le filtre ne donne plus les mêmes preuves : relisez la liste, puis reprenez."),
            )
        return pks
