"""The form that answers several proofs at once: a new file, a document already there, or words."""

from django import forms
from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from apps.core.forms import DatedActForm, DayInput
from apps.dossiers.forms.moves import LongText
from apps.dossiers.models import DossierChapter, ExpectedProof
from apps.dossiers.states import TO_MEND, WRITTEN, ChapterState, Nature, ProofState
from apps.evidence.models import EvidenceVersion
from apps.evidence.states import EvidenceKind


def open_states(chapter: DossierChapter) -> list[ProofState]:
    """Return the states in which the files of a proof of `chapter` may change.

    What was deposited with a submitted chapter is at the ANS.
    """
    waiting = [ProofState.ATTENDUE, *TO_MEND]
    sent = chapter.state in (ChapterState.SOUMIS, ChapterState.VALIDE)
    return waiting if sent else [*waiting, ProofState.DEPOSEE]


class AnswerForm(DatedActForm):
    """What all the ways to answer share: the proofs, ticked in the list, and the day.

    `drawn`: the shared fields that the page draws with this form; the errors of the others are
    its loose ones.
    """

    drawn = ()

    proofs = forms.ModelMultipleChoiceField(
        ExpectedProof.objects.none(),
        label=_("Preuves"),
        error_messages={
            "required": _("Cochez dans la liste les preuves auxquelles ce document répond."),
            "invalid_choice": _(
                "Une des preuves cochées n’est plus à déposer dans ce chapitre. "
                "Rechargez la page, puis reprenez."
            ),
        },
    )

    def __init__(self, *args, chapter, **kwargs):
        kwargs.setdefault("auto_id", f"{type(self).__name__.lower()}_%s")
        super().__init__(*args, **kwargs)
        self.fields["proofs"].queryset = ExpectedProof.objects.filter(
            chapter=chapter, state__in=open_states(chapter)
        )
        self.fields["on"].label = _("Posée le")

    @property
    def loose_errors(self) -> list[str]:
        """Return the errors that stand beside no field of the page."""
        names = [name for name in ("proofs", "on") if name not in self.drawn]
        return [*self.non_field_errors(), *(e for name in names for e in self.errors.get(name, []))]


class FileForm(AnswerForm):
    """A new file."""

    drawn = ("on",)

    upload = forms.FileField(label=_("Fichier"))
    title = forms.CharField(
        label=_("Intitulé"),
        max_length=255,
        required=False,
        help_text=_("Vide : le nom du fichier."),
    )
    kind = forms.ChoiceField(
        label=_("Nature"), choices=EvidenceKind.choices, initial=EvidenceKind.DOCUMENT
    )
    document_on = forms.DateField(
        label=_("Date portée par le document"),
        widget=DayInput,
        required=False,
        help_text=_("Pas celle du dépôt. Exigée pour un formulaire PASSI."),
    )
    comment = forms.CharField(label=_("Commentaire"), required=False, max_length=2000)

    field_order = ["upload", "kind", "document_on", "title", "comment", "on"]


class DocumentForm(AnswerForm):
    """The last version of a document that the product already has."""

    version = forms.ModelChoiceField(
        EvidenceVersion.objects.none(),
        label=_("Document"),
        empty_label=_("Choisissez un document du produit"),
    )

    field_order = ["version", "on"]

    def __init__(self, *args, chapter, **kwargs):
        super().__init__(*args, chapter=chapter, **kwargs)
        self.fields["version"].queryset = _last_versions(chapter.product)


class WordsFields(forms.Form):
    """Words that answer without a file."""

    nature = forms.ChoiceField(
        label=_("Forme"),
        choices=[(nature.value, nature.label) for nature in WRITTEN],
        initial=Nature.TEXT,
    )
    words = forms.CharField(
        label=_("Réponse"),
        widget=LongText,
        help_text=_("Un engagement, un lien en https, ou l’identifiant d’un cas de test exécuté."),
        error_messages={"required": _("Écrivez la réponse.")},
    )


class WordsForm(WordsFields, AnswerForm):
    """Words laid on the ticked proofs."""

    field_order = ["nature", "words", "on"]


class RewriteForm(WordsFields, DatedActForm):
    """The words of one answer, written again."""

    field_order = ["nature", "words", "on"]

    def __init__(self, *args, answer, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Posée le")
        self.initial = {"nature": answer.nature, "words": answer.words} | self.initial


def _last_versions(product):
    """Return the last version of each document of `product`, newest document first."""
    newest = EvidenceVersion.objects.filter(evidence=OuterRef("evidence")).order_by("-number")
    return (
        EvidenceVersion.objects.filter(evidence__product=product)
        .filter(pk=Subquery(newest.values("pk")[:1]))
        .exclude(evidence__kind=EvidenceKind.ANS_MESSAGE)
        .select_related("evidence")
        .order_by("-evidence_id")
    )
