"""The form that answers a proof with a file that passed elsewhere."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from apps.core.forms import DatedActForm
from apps.rules.wording import french_day


class ReuseForm(DatedActForm):
    """One of the offers, and the day on which it is laid."""

    answer = forms.TypedChoiceField(
        label=gettext_lazy("Fichier à reprendre"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choisissez un fichier.")},
    )

    field_order = ["answer", "on"]

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["answer"].choices = [(offer.answer.pk, _words(offer)) for offer in offers]
        self.fields["on"].label = gettext_lazy("Posée le")


def _words(offer) -> str:
    words = _("%(file)s (v%(number)d), conforme dans %(version)s le %(day)s") % {
        "file": offer.version.evidence.title,
        "number": offer.version.number,
        "version": offer.proof.dossier.product_version,
        "day": french_day(offer.proof.state_on),
    }
    return f"{words}. {offer.complaint}" if offer.complaint else words
