"""Bases of the small forms that carry one act each."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, **kwargs):
        super().__init__(format="%Y-%m-%d", **kwargs)


class ActForm(forms.Form):
    """A form that remembers which revision of the row its page showed."""

    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)


class DatedActForm(ActForm):
    """An act that happened on a day: today unless the person says otherwise, never tomorrow."""

    on = forms.DateField(label=_("Date du fait"), widget=DayInput, initial=timezone.localdate)

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(
                _("Cette date est dans le futur : saisissez le jour où le fait a eu lieu.")
            )
        return on
