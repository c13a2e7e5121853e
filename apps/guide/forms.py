"""The form of an opinion on an entry."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.guide.models import LONGEST_COMMENT


class VoteForm(forms.Form):
    """Useful or not, and what is missing; the answer is the button that was pressed."""

    YES, NO, NONE = "oui", "non", "aucun"

    answer = forms.ChoiceField(
        choices=[(YES, _("Oui")), (NO, _("Non")), (NONE, _("Retirer mon avis"))],
        error_messages={
            "required": _("Répondez par oui ou par non."),
            "invalid_choice": _("Répondez par oui ou par non."),
        },
        widget=forms.HiddenInput,
    )
    comment = forms.CharField(
        label=_("Ce qui manque, ce qui est faux ou peu clair (facultatif)"),
        help_text=_("Les administrateurs du site le lisent, avec votre nom."),
        max_length=LONGEST_COMMENT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "class": "form-control"}),
    )
