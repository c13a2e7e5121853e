"""The form that chooses the version of the catalogue that a dossier moves to."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.core.forms import ActForm
from apps.dossiers.models import Dossier
from apps.frameworks.models import CatalogVersion


class TargetForm(ActForm):
    """Another version of the catalogue of `dossier`, one that asks for proofs."""

    target = forms.ModelChoiceField(
        label=_("Version du catalogue"),
        queryset=CatalogVersion.objects.none(),
        empty_label=None,
        error_messages={
            "invalid_choice": _("Choisissez une autre version du catalogue de ce dossier."),
            "required": _("Choisissez une autre version du catalogue de ce dossier."),
        },
    )

    def __init__(self, *args, dossier: Dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["target"].queryset = CatalogVersion.objects.beside(
            dossier.catalog
        ).with_proofs()
        self.fields["target"].label_from_instance = lambda version: version.label
        self.initial.setdefault("revision", dossier.revision)

    def chosen(self) -> CatalogVersion | None:
        """Return the version asked for, the newest one where nothing is asked, None without one."""
        if not self.is_bound:
            return self.fields["target"].queryset.first()
        return self.cleaned_data["target"] if self.is_valid() else None
