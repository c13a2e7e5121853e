"""The form beside one proof: what the ANS said of it, what the team notes for itself."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.forms import DayInput
from apps.dossiers.forms.batches import VERDICTS
from apps.dossiers.forms.moves import LongText
from apps.dossiers.models import ExpectedProof
from apps.dossiers.services.assigning import LONGEST_COMMENT
from apps.dossiers.states import ProofState

OF_VERDICT = ("outcome", "ground", "on")


class ReviewForm(forms.Form):
    """A verdict with its ground and its day, where one can be noted, and the internal comment."""

    outcome = forms.ChoiceField(
        label=_("Verdict de l’ANS"),
        choices=[*VERDICTS, ("", _("Aucun verdict"))],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    ground = forms.CharField(
        label=_("Motif de l’ANS"),
        widget=LongText,
        required=False,
        max_length=2000,
        help_text=_("Exigé pour KO ou incomplète."),
    )
    on = forms.DateField(
        label=_("Rendu le"), widget=DayInput, required=False, initial=timezone.localdate
    )
    comment = forms.CharField(
        label=_("Commentaire de l’équipe"),
        widget=LongText,
        required=False,
        max_length=LONGEST_COMMENT,
        help_text=_("Relecture interne : l’ANS ne le voit pas."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput, strip=False)

    def __init__(self, *args, proof: ExpectedProof, judged: bool, **kwargs):
        super().__init__(*args, auto_id="revue_%s", **kwargs)
        self.initial = {"comment": proof.comment, "seen": proof.comment} | self.initial
        if not judged:
            for name in OF_VERDICT:
                del self.fields[name]

    def catch_up(self, comment: str) -> None:
        """Take `comment` as seen: the person has just been told of it."""
        self.data = self.data.copy()
        self.data["seen"] = comment

    def clean(self):
        data = super().clean()
        if "outcome" not in self.fields:
            return data
        outcome, ground = data.get("outcome"), (data.get("ground") or "").strip()
        if outcome and outcome != ProofState.CONFORME and not ground:
            self.add_error("ground", _("Écrivez le motif que donne l’ANS."))
        if ground and not outcome and "outcome" not in self.errors:
            self.add_error("outcome", _("Ce motif n’a pas de verdict : choisissez-le."))
        if outcome and not data.get("on") and "on" not in self.errors:
            self.add_error("on", self.fields["on"].error_messages["required"])
        return data

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(
                _("Cette date est dans le futur : saisissez le jour où le fait a eu lieu.")
            )
        return on
