"""Fields that several forms share: the holder, the mailbox, the certificate file."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.certificates.identifiers import clean_number, fault_of
from apps.certificates.states import StructureType
from apps.certificates.x509.reading import Reading, read_files
from apps.core.forms import DayInput
from apps.products.checks import team_of

KEY_ADVICE = _(
    "Ce fichier contient une clé privée : il est refusé, et rien n’en est conservé. Une clé ne "
    "quitte jamais son serveur : si c’est celle d’un certificat en service, demandez sa révocation "
    "puis un nouveau certificat. Déposez seulement le certificat (.pem, .cer, .crt)."
)
ACCEPT = ".pem,.cer,.crt,.der,.zip,application/x-x509-ca-cert,application/pem-certificate-chain"


class HolderMixin(forms.Form):
    """The structure that holds the certificate, and the number it orders on."""

    holder = forms.CharField(label=_("Structure titulaire"), max_length=200)
    structure_type = forms.ChoiceField(label=_("Type de structure"), choices=StructureType.choices)
    identifier = forms.CharField(
        label=_("Identifiant"),
        max_length=30,
        required=False,
        help_text=_("SIRET ; RPPS rang pour un cabinet individuel ou de groupe."),
    )

    def clean(self):
        """Say beside the field that the number is not the one of this type of structure."""
        data = super().clean() or self.cleaned_data
        number = clean_number(data.get("identifier", ""))
        if number and data.get("structure_type"):
            kind = StructureType(data["structure_type"]).identifier_kind
            if fault := fault_of(kind, number):
                self.add_error("identifier", fault)
        return data


class MailboxMixin(forms.Form):
    """A mailbox that the ANS warns before the end."""

    email = forms.EmailField(
        label=_("Adresse d’alerte"),
        help_text=_(
            "Celle à laquelle l’ANS écrit avant la fin. Autorisez son expéditeur : "
            "noreply@pfc.eservices.esante.gouv.fr."
        ),
    )
    is_shared_mailbox = forms.BooleanField(
        label=_("Boîte partagée ou générique"),
        required=False,
        help_text=_("Elle survit aux départs et aux absences."),
    )
    has_captcha = forms.BooleanField(
        label=_("Demande un CAPTCHA à qui lui écrit"),
        required=False,
        help_text=_("Un message automatique n’y arriverait pas."),
    )


class AdministratorMixin(forms.Form):
    """Who manages the certificate, and is reminded here."""

    responsible = forms.ModelChoiceField(
        None,
        label=_("Administrateur technique"),
        help_text=_("La personne que SegurTrack prévient."),
    )

    def __init__(self, *args, product, with_pk=None, **kwargs):
        super().__init__(*args, **kwargs)
        people = team_of(product, with_pk=with_pk)
        self.fields["responsible"].queryset = people.order_by("last_name", "username")


class FileMixin(forms.Form):
    """One certificate file, whose dates are the real ones; without it, dates by hand (E16)."""

    upload = forms.FileField(
        label=_("Fichier du certificat"),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
        help_text=_("Jamais la clé privée. Ses dates remplacent celles du formulaire."),
    )
    issued_on = forms.DateField(label=_("Délivré le"), widget=DayInput, required=False)
    valid_until = forms.DateField(
        label=_("Dernier jour de validité"),
        widget=DayInput,
        required=False,
        help_text=_("À défaut, calculé depuis la délivrance."),
    )

    def clean(self):
        """Read the file; ask for the day of issue where there is none."""
        data = super().clean() or self.cleaned_data
        upload = data.pop("upload", None)
        data["read"] = None
        if upload:
            self._read(data, read_uploads([upload]))
        elif not data.get("issued_on") and "issued_on" not in self.errors:
            self.add_error(
                "issued_on", _("Déposez le certificat, ou saisissez le jour de sa délivrance.")
            )
        return data

    def _read(self, data: dict, reading: Reading) -> None:
        if reading.held_key:
            self.add_error("upload", KEY_ADVICE)
        elif len(reading.found) != 1:
            said = [sentence for _name, sentence in (*reading.refused, *reading.ignored)]
            self.add_error(
                "upload", said[0] if said else _("Déposez un seul certificat, celui-ci.")
            )
        else:
            facts = reading.found[0].facts
            data["read"] = facts
            data["issued_on"], data["valid_until"] = facts.issued_on, facts.valid_until


def read_uploads(uploads) -> Reading:
    """Return what files received by `in_memory` say; one that was too large says so."""
    whole = [each for each in uploads if not getattr(each, "too_large", False)]
    reading = read_files([(each.name, each.read()) for each in whole])
    for each in uploads:
        if getattr(each, "too_large", False):
            sentence = _("Trop lourd : déposez moins de fichiers à la fois.")
            reading.refuse(each.name, str(sentence))
    return reading
