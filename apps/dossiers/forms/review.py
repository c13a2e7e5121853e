"""Forms of the dated facts that the review clock counts from, and of the ANS's verdicts."""

from itertools import groupby

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.utils.translation import gettext_lazy as _

from apps.core.forms import DatedActForm, DayInput
from apps.core.refusals import Refusal
from apps.deadlines.models import Deadline
from apps.dossiers import services
from apps.dossiers.clock import live_events, open_returns
from apps.dossiers.forms.moves import LongText
from apps.dossiers.models import DossierChapter
from apps.dossiers.states import ProofState, ReviewKind

MENDING = [
    ("", _("Sans verdict")),
    (ProofState.KO.value, ProofState.KO.label),
    (ProofState.INCOMPLETE.value, ProofState.INCOMPLETE.label),
]
ALL_VERDICTS = [*MENDING, (ProofState.CONFORME.value, ProofState.CONFORME.label)]


class EventForm(DatedActForm):
    """A fact of the review.

    In the past, it is first shown what it would change: `preview` is set, the day is put in
    `confirmed_on`, the button says so, and the same form sent again does it.
    """

    kind: ReviewKind

    confirmed_on = forms.DateField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, dossier, today, blocked=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.dossier, self.today, self.blocked = dossier, today, blocked
        self.preview = None
        self.moves = []
        self.submit_label = ""

    def clean(self):
        data = super().clean()
        on = data.get("on")
        confirmed_on = data.pop("confirmed_on", None)
        if not self.errors and not self.blocked and on not in (self.today, confirmed_on):
            self._show_what_moves(on, data.get("chapter"))
        return data

    def _show_what_moves(self, on, chapter):
        try:
            self.preview = services.preview_event(
                self.dossier, self.kind, on, chapter, today=self.today
            )
        except Refusal as refusal:
            self.add_error("on", refusal.message)
            return
        self.moves = _with_rows(self.dossier, self.preview.moves)
        self.submit_label = _("Confirmer et enregistrer")
        self.data = self.data.copy()
        self.data[self.add_prefix("confirmed_on")] = on.isoformat()
        self.add_error(None, _("Ce fait est passé : relisez ce qu’il change, puis confirmez."))


def _with_rows(dossier, moves) -> list[tuple]:
    """Return (move, its row of the register or None): what was already written hangs on the row."""
    rows = Deadline.objects.filter(
        subject_type=ContentType.objects.get_for_model(dossier), subject_id=dossier.pk
    )
    by_key = {(row.kind, row.slot): row for row in rows}
    return [(move, by_key.get((move.kind, move.slot))) for move in moves]


class CompleteForm(EventForm):
    """The whole set of proofs is deposited."""

    kind = ReviewKind.COMPLETE

    note = forms.CharField(label=_("Précisions"), widget=LongText, required=False)


class AwardForm(EventForm):
    """The ANS awards."""

    kind = ReviewKind.DECIDED

    reference = forms.CharField(label=_("Numéro de la décision"), max_length=120, required=False)
    convention_nil = forms.CharField(
        label=_("NIL porté sur la convention"),
        max_length=30,
        required=False,
        help_text=_("Il doit être celui du produit."),
    )


class RefuseForm(EventForm):
    """The ANS refuses."""

    kind = ReviewKind.DECIDED

    note = forms.CharField(
        label=_("Motif de l’ANS"),
        widget=LongText,
        error_messages={"required": _("Écrivez le motif que donne l’ANS.")},
    )


class RedepositForm(EventForm):
    """What was sent back is deposited again, all of it or one chapter."""

    kind = ReviewKind.REDEPOSITED

    chapter = forms.ModelChoiceField(
        DossierChapter.objects.none(),
        label=_("Ce qui est redéposé"),
        required=False,
        empty_label=_("Tout ce qui a été renvoyé"),
    )
    note = forms.CharField(label=_("Précisions"), widget=LongText, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        waiting = open_returns(live_events(self.dossier))
        chapters = [event.chapter_id for event in waiting.values() if event.chapter_id]
        self.fields["chapter"].queryset = DossierChapter.objects.filter(pk__in=chapters)


class VerdictFields:
    """Two fields for each proof: the verdict and its ground; `proofs` come with the form.

    Sets `cleaned_data["verdicts"]`: [(proof pk, outcome, ground)].
    """

    verdicts = ALL_VERDICTS

    def add_verdict_fields(self, proofs):
        self.proofs = list(proofs)
        for proof in self.proofs:
            self.fields[f"verdict_{proof.pk}"] = forms.ChoiceField(
                label=_("Verdict de %(proof)s") % {"proof": proof.reference},
                choices=self.verdicts,
                required=False,
                widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
            )
            self.fields[f"ground_{proof.pk}"] = forms.CharField(
                label=_("Motif de l’ANS pour %(proof)s") % {"proof": proof.reference},
                required=False,
                max_length=2000,
                widget=forms.TextInput(
                    attrs={"class": "form-control form-control-sm", "placeholder": _("Motif")}
                ),
            )

    def verdict_chapters(self):
        """Return (chapter, rows) in their order; a row is (proof, its verdict, its ground)."""
        return [
            (
                chapter,
                [(each, self[f"verdict_{each.pk}"], self[f"ground_{each.pk}"]) for each in proofs],
            )
            for chapter, proofs in groupby(self.proofs, key=lambda proof: proof.chapter)
        ]

    def own_fields(self):
        """Return the fields that belong to no proof."""
        return [field for field in self.visible_fields() if not _is_of_a_proof(field.name)]

    def gather_verdicts(self, data: dict, *, rest: str = "") -> dict:
        """Put the verdicts in one list; those left empty get `rest`, or no verdict without it."""
        verdicts = []
        for proof in self.proofs:
            outcome = data.pop(f"verdict_{proof.pk}", "") or rest
            ground = data.pop(f"ground_{proof.pk}", "").strip()
            if outcome and outcome != ProofState.CONFORME and not ground:
                self.add_error(
                    f"ground_{proof.pk}", _("Écrivez le motif que donne l’ANS pour cette preuve.")
                )
            elif ground and not outcome:
                self.add_error(
                    f"verdict_{proof.pk}", _("Ce motif n’a pas de verdict : choisissez-le.")
                )
            if outcome:
                verdicts.append((proof.pk, str(outcome), ground))
        return data | {"verdicts": verdicts}


def _is_of_a_proof(name: str) -> bool:
    return name.startswith(("verdict_", "ground_"))


class ReturnForm(VerdictFields, EventForm):
    """The ANS sent a chapter, or the whole dossier, back: the clock stops."""

    kind = ReviewKind.RETURNED
    verdicts = MENDING

    note = forms.CharField(label=_("Ce que dit l’ANS"), widget=LongText, required=False)
    upload = forms.FileField(
        label=_("Message de l’ANS"),
        required=False,
        help_text=_("Facultatif : le message ou la copie d’écran du retour."),
    )

    def __init__(self, *args, chapter=None, proofs=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.chapter = chapter
        self.add_verdict_fields(proofs)

    def clean(self):
        self.cleaned_data["chapter"] = self.chapter
        self.cleaned_data = self.gather_verdicts(self.cleaned_data)
        data = super().clean()
        if self.preview and self.files:
            self.add_error(
                "upload", _("Choisissez à nouveau ce fichier : le navigateur ne le garde pas.")
            )
        return data


class VerdictsForm(VerdictFields, DatedActForm):
    """Verdicts of the ANS on several proofs of one chapter, without a return."""

    rest_conform = forms.BooleanField(
        label=_("Toutes celles que je laisse sans verdict sont conformes"), required=False
    )
    upload = forms.FileField(
        label=_("Message de l’ANS"),
        required=False,
        help_text=_("Facultatif : le message ou la copie d’écran de ses verdicts."),
    )

    def __init__(self, *args, proofs=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.add_verdict_fields(proofs)

    def clean(self):
        data = super().clean()
        rest = ProofState.CONFORME if data.pop("rest_conform", False) else ""
        data = self.gather_verdicts(data, rest=rest)
        if not data["verdicts"] and not self.errors:
            self.add_error(None, _("Choisissez au moins un verdict."))
        return data


class ProjectionForm(forms.Form):
    """A day on which everything would be deposited again; no earlier than today."""

    on = forms.DateField(label=_("Et si nous redéposons le"), widget=DayInput)

    def __init__(self, *args, today, **kwargs):
        super().__init__(*args, auto_id="projection_%s", **kwargs)
        self.today = today
        self.fields["on"].widget.attrs["min"] = today.isoformat()

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on < self.today:
            raise forms.ValidationError(_("Choisissez aujourd’hui ou un jour à venir."))
        return on
