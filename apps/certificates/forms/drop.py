"""Forms of the drop of certificate files."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.certificates.forms.pieces import ACCEPT, AdministratorMixin, HolderMixin, MailboxMixin
from apps.certificates.states import Offer, Purpose, Usage


class SeveralFiles(forms.FileInput):
    """The browser's own picker, for several files."""

    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name) -> list:
        """Return every file sent under that name."""
        return files.getlist(name) if hasattr(files, "getlist") else []


class FilesField(forms.FileField):
    """A list of files, each one clean."""

    def clean(self, data, initial=None):
        """Return the list; an empty file is told by the reading, with its name."""
        files = data if isinstance(data, list | tuple) else [data]
        files = [each for each in files if each]
        if not files:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return files


class DropForm(AdministratorMixin, MailboxMixin, forms.Form):
    """Certificate files, who manages them, who is told."""

    files = FilesField(
        label=_("Fichiers"),
        widget=SeveralFiles(attrs={"accept": ACCEPT}),
        help_text=_(
            "PEM, DER ou archives zip, plusieurs à la fois. Jamais une clé privée (.key, .p12, "
            ".pfx, .jks) : elle serait refusée."
        ),
        error_messages={"required": _("Choisissez au moins un fichier.")},
    )
    field_order = ["files", "responsible", "email", "is_shared_mailbox", "has_captcha"]


class LineForm(HolderMixin, forms.Form):
    """One certificate of the drop: kept or not, and what its file does not say."""

    keep = forms.BooleanField(label=_("Garder ce certificat"), required=False)
    offer = forms.ChoiceField(label=_("Offre"), choices=Offer.choices)
    usage = forms.ChoiceField(label=_("Usage"), choices=Usage.choices)
    purpose = forms.ChoiceField(label=_("Service"), choices=Purpose.choices)
    replaces = forms.ModelChoiceField(
        None,
        label=_("Renouvelle"),
        required=False,
        empty_label=_("Aucun : c’est un certificat de plus"),
    )
    field_order = [
        "keep",
        "holder",
        "structure_type",
        "identifier",
        "offer",
        "usage",
        "purpose",
        "replaces",
    ]

    def __init__(self, *args, candidates, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["replaces"].queryset = candidates
