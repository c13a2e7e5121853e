"""The questions about a modification, and the change of a component that products share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.changes.states import Answer
from apps.changes.triage import QUESTIONS
from apps.core.forms import DatedActForm, DayInput


class TriageForm(DatedActForm):
    """One answer a question, and what a « oui » names; the requirements are ticked beside."""

    functions = forms.CharField(
        label=_("Fonctions qui changent"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Nommez-les si vous répondez oui à la première question."),
    )
    component = forms.ChoiceField(
        label=_("Composant qui change"),
        required=False,
        help_text=_("Parmi les composants tiers de la fiche du produit."),
    )
    requirements = forms.ModelMultipleChoiceField(None, required=False)
    comment = forms.CharField(
        label=_("Commentaire"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Gardé avec les réponses : l’ANS peut les demander."),
    )

    def __init__(self, *args, catalog, components, **kwargs):
        super().__init__(*args, **kwargs)
        for question in QUESTIONS:
            self.fields[question.field] = forms.ChoiceField(
                label=question.label,
                help_text=question.help,
                choices=Answer.choices,
                widget=forms.RadioSelect,
            )
        names = [(str(each), str(each)) for each in components]
        self.fields["component"].choices = [("", _("Aucun")), *names]
        self.fields["requirements"].queryset = catalog.requirements.select_related("chapter")
        self.fields["on"].label = _("Répondu le")
        self.order_fields(
            [
                "function_answer",
                "functions",
                "component_answer",
                "component",
                "security_answer",
                "requirement_answer",
            ]
        )

    @property
    def answers(self) -> dict[str, str]:
        """Return the answers of a valid form, by field."""
        return {question.field: self.cleaned_data[question.field] for question in QUESTIONS}

    def facts(self) -> dict:
        """Return what the service takes, of a valid form."""
        names = ("on", "revision", "functions", "component", "requirements", "comment")
        return {name: self.cleaned_data[name] for name in names} | {"answers": self.answers}


class ComponentChangeForm(DatedActForm):
    """A new version of a third-party component, for all the awards that hold it."""

    version = forms.CharField(label=_("Version du composant"), max_length=60)
    title = forms.CharField(
        label=_("Intitulé"), max_length=200, help_text=_("Le même pour chaque modification.")
    )
    released_on = forms.DateField(
        label=_("Mise à disposition le"),
        widget=DayInput,
        required=False,
        help_text=_("De vos versions qui l’embarquent, si c’est le même jour ; sinon vide."),
    )
    nature = forms.CharField(
        label=_("Nature de la modification"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    field_order = ["title", "version", "on", "released_on", "nature"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Connue depuis le")
