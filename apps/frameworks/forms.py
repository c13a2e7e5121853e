"""The form that takes a requirement workbook in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.frameworks.models import CatalogVersion, Dsr, RequirementCatalog


class ImportForm(forms.Form):
    """A workbook, the catalogue that it belongs to and the name of its version."""

    upload = forms.FileField(
        label=_("Classeur d’exigences"),
        help_text=_("Le fichier .xlsx de l’ANS, tel quel : les colonnes sont trouvées par titre."),
        widget=forms.FileInput(
            attrs={
                "accept": ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            }
        ),
    )
    catalog = forms.ModelChoiceField(
        label=_("Catalogue"),
        queryset=RequirementCatalog.objects.all(),
        required=False,
        empty_label=_("Nouveau catalogue"),
    )
    code = forms.CharField(
        label=_("Code du nouveau catalogue"),
        max_length=60,
        required=False,
        help_text=_("Court et sans espace : rem-lgc-va2. Vide pour un catalogue existant."),
    )
    name = forms.CharField(
        label=_("Nom du nouveau catalogue"),
        max_length=160,
        required=False,
        help_text=_("Par exemple : REM des logiciels de cabinet, vague 2."),
    )
    label = forms.CharField(
        label=_("Version"),
        max_length=CatalogVersion._meta.get_field("label").max_length,
        help_text=_("Le numéro que l’ANS donne au document, par exemple 1.2."),
    )
    dsr = forms.ModelChoiceField(
        label="DSR",
        queryset=Dsr.objects.all(),
        required=False,
        empty_label=_("Sans changement"),
        help_text=_("Le dossier de spécifications dont c’est le catalogue."),
    )

    def clean(self):
        """Give `code` the catalogue's own; exactly one of both says where the version goes."""
        data = super().clean()
        catalog, code = data.get("catalog"), data.get("code")
        if catalog and code and code != catalog.code:
            self.add_error(
                "code", _("Choisissez un catalogue existant, ou donnez un code nouveau : pas deux.")
            )
        elif catalog:
            data["code"], data["name"] = catalog.code, ""
        elif not code and "catalog" in data and "code" in data:
            self.add_error("code", _("Donnez un code au nouveau catalogue, ou choisissez-en un."))
        return data


class SinceForm(forms.Form):
    """The version that another one is compared with."""

    depuis = forms.ModelChoiceField(
        label=_("Depuis la version"), queryset=CatalogVersion.objects.none(), empty_label=None
    )

    def __init__(self, *args, version: CatalogVersion, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["depuis"].queryset = CatalogVersion.objects.beside(version)
        self.fields["depuis"].label_from_instance = lambda other: other.label
