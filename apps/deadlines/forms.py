"""What a person chooses for their calendar address."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ActForm
from apps.deadlines.states import FeedScope


class FeedForm(ActForm):
    """Which due dates the calendar shows."""

    whose = forms.ChoiceField(
        label=_("Échéances à montrer"),
        choices=FeedScope.choices,
        widget=forms.RadioSelect,
        initial=FeedScope.MINE,
    )
