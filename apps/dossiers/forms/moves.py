"""Forms of the moves that carry a date, a note or a reason."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ActForm, DatedActForm, DayInput


class LongText(forms.Textarea):
    """Three lines: enough for a reason."""

    def __init__(self, **attrs):
        super().__init__(attrs={"rows": 3, **attrs})


class NoteForm(DatedActForm):
    """A dated act with a free note."""

    note = forms.CharField(label=_("Précisions"), widget=LongText, required=False)


class ReasonForm(DatedActForm):
    """A dated act that must say why."""

    reason = forms.CharField(
        label=_("Motif"),
        widget=LongText,
        error_messages={"required": _("Écrivez le motif : il reste dans l’historique.")},
    )


class VoidForm(ActForm):
    """Voiding a fact noted by mistake."""

    reason = forms.CharField(
        label=_("Pourquoi ce fait était-il faux ?"),
        widget=LongText,
        error_messages={"required": _("Écrivez pourquoi : le fait annulé reste visible.")},
    )


class OpenProofsForm(DatedActForm):
    """The ANS opened the deposit space."""

    charter_accepted_on = forms.DateField(
        label=_("Charte de référencement acceptée le"), widget=DayInput, required=False
    )
