"""The form where an answer of the ANS is pasted: read line by line first, noted once confirmed."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from apps.core.forms import DatedActForm
from apps.core.refusals import Refusal
from apps.dossiers import services
from apps.dossiers.answer_reading import read_answer
from apps.dossiers.forms.moves import LongText
from apps.dossiers.pasting import LONGEST_TEXT
from apps.dossiers.states import ReviewKind


class PastedAnswerForm(DatedActForm):
    """A pasted table. `reading` is set once there is a text to read; `preview` shows what the
    returns do to the clock. `confirmed` is the token of the reading that the page showed."""

    text = forms.CharField(
        label=_("Réponse de l’ANS"),
        max_length=LONGEST_TEXT,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 10, "spellcheck": "false", "class": "paste"}),
        help_text=_(
            "Une ligne par preuve ou par chapitre : numéro, verdict (conforme, KO, incomplète), "
            "motif. Colonnes séparées par une tabulation, comme un tableau copié, ou par un "
            "point-virgule. La ligne de titres est facultative."
        ),
        error_messages={"required": _("Collez la réponse de l’ANS.")},
    )
    note = forms.CharField(label=_("Précisions"), widget=LongText, required=False)
    upload = forms.FileField(
        label=_("Message de l’ANS"),
        required=False,
        help_text=_("Facultatif : joignez-le au moment de confirmer."),
    )
    confirmed = forms.CharField(required=False, widget=forms.HiddenInput)

    field_order = ["text", "on", "note", "upload"]

    def __init__(self, *args, dossier, today, **kwargs):
        super().__init__(*args, **kwargs)
        self.dossier, self.today = dossier, today
        self.reading = self.preview = None

    def clean(self):
        data = super().clean()
        if data.get("text"):
            self.reading = read_answer(self.dossier, data["text"])
            self._judge(data)
        return data

    @property
    def is_confirmable(self) -> bool:
        """Return whether the reading shown has nothing to mend and something to note."""
        return bool(self.reading and self.reading.ready and not self.reading.wrong)

    def _judge(self, data: dict) -> None:
        wrong = len(self.reading.wrong)
        if wrong:
            said = ngettext(
                "%(count)d ligne est à corriger : rien n’est noté.",
                "%(count)d lignes sont à corriger : rien n’est noté.",
                wrong,
            )
            self.add_error("text", said % {"count": wrong})
        elif not self.reading.ready:
            self.add_error("text", _("Aucune ligne n’apporte de verdict nouveau."))
        elif not self.errors:
            self._ask(data["on"], data.get("confirmed", ""))

    def _ask(self, on, confirmed: str) -> None:
        """Ask to confirm this reading, unless it is the one that was confirmed."""
        token = self.reading.token(on)
        if confirmed == token:
            return
        try:
            for chapter in self.reading.opens[:1]:
                self.preview = services.preview_event(
                    self.dossier, ReviewKind.RETURNED, on, chapter, today=self.today
                )
        except Refusal as refusal:
            self.add_error("on", refusal.message)
            return
        self.data = self.data.copy()
        self.data[self.add_prefix("confirmed")] = token
        self.add_error(None, _("Rien n’est encore noté : relisez chaque ligne, puis confirmez."))
        if self.files:
            self.add_error(
                "upload", _("Choisissez à nouveau ce fichier : le navigateur ne le garde pas.")
            )
