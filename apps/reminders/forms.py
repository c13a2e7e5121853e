"""Forms of what people decide about their messages."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ActForm, DayInput
from apps.reminders.states import Channel

WEEKLY_CHOICES = [
    (Channel.DIGEST, _("Le premier matin ouvré de la semaine")),
    (Channel.SITE, _("Jamais")),
]


class PreferenceForm(ActForm):
    """How one kind of due date is told. `required`: on the site alone, it asks for a substitute."""

    channel = forms.ChoiceField(
        label=_("Comment le recevoir"), choices=Channel.choices, widget=forms.RadioSelect
    )
    substitute = forms.ModelChoiceField(
        label=_("Qui les reçoit à votre place"),
        queryset=None,
        required=False,
        empty_label=_("Aucun remplaçant"),
        help_text=_("Obligatoire pour ne les garder que sur le site."),
    )

    def __init__(self, *args, colleagues, optional: bool, weekly: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["substitute"].queryset = colleagues
        if weekly:
            self.fields["channel"].choices = WEEKLY_CHOICES
        if weekly or optional:
            del self.fields["substitute"]


class AbsenceForm(ActForm):
    """When somebody is away, and who is told meanwhile."""

    person = forms.ModelChoiceField(label=_("Qui"), queryset=None, empty_label=None)
    starts_on = forms.DateField(
        label=_("Premier jour d’absence"), widget=DayInput, initial=timezone.localdate
    )
    ends_on = forms.DateField(label=_("Dernier jour d’absence"), widget=DayInput)
    delegate = forms.ModelChoiceField(
        label=_("Remplaçant"),
        queryset=None,
        empty_label=_("Choisissez"),
        help_text=_("Il reçoit les messages des produits qu’il voit ; les autres restent à vous."),
    )

    def __init__(self, *args, people, delegates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["delegate"].queryset = delegates


class AcknowledgementForm(ActForm):
    """Until when one works on a due date."""

    until_on = forms.DateField(label=_("J’y travaille, jusqu’au"), widget=DayInput)
