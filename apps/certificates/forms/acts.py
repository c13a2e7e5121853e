"""One form per act on a certificate, an order, a card or a delegation."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.certificates.forms.pieces import (
    AdministratorMixin,
    FileMixin,
    HolderMixin,
    MailboxMixin,
)
from apps.certificates.states import (
    USAGES_OF,
    Environment,
    Offer,
    Purpose,
    RevocationGround,
    Usage,
)
from apps.core.forms import ActForm, DatedActForm, DayInput


class RecordForm(AdministratorMixin, HolderMixin, MailboxMixin, ActForm):
    """A certificate entered by hand."""

    name = forms.CharField(
        label=_("Nom du certificat"), max_length=200, help_text=_("Le nom (CN) inscrit dedans.")
    )
    offer = forms.ChoiceField(label=_("Offre"), choices=Offer.choices)
    usage = forms.ChoiceField(label=_("Usage"), choices=Usage.choices)
    purpose = forms.ChoiceField(label=_("Service"), choices=Purpose.choices)
    environment = forms.ChoiceField(label=_("Environnement"), choices=Environment.choices)
    serial = forms.CharField(label=_("Numéro de série"), max_length=80, required=False)
    issued_on = forms.DateField(label=_("Délivré le"), widget=DayInput)
    valid_until = forms.DateField(
        label=_("Dernier jour de validité"),
        widget=DayInput,
        required=False,
        help_text=_("À défaut, calculé depuis la délivrance."),
    )
    field_order = [
        "name",
        "holder",
        "structure_type",
        "identifier",
        "offer",
        "usage",
        "purpose",
        "environment",
        "serial",
        "issued_on",
        "valid_until",
        "responsible",
        "email",
        "is_shared_mailbox",
        "has_captcha",
    ]


class UpdateForm(HolderMixin, ActForm):
    """What is known of the holder and of the use."""

    purpose = forms.ChoiceField(label=_("Service"), choices=Purpose.choices)
    comment = forms.CharField(
        label=_("Commentaire"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class AssignForm(AdministratorMixin, ActForm):
    """Another technical administrator."""


class MailboxForm(MailboxMixin, ActForm):
    """One more mailbox."""


class NoteForm(ActForm):
    """Days that the team notes."""

    ans_notice_on = forms.DateField(
        label=_("Préavis de l’ANS reçu le"), widget=DayInput, required=False
    )
    installed_on = forms.DateField(label=_("Installé le"), widget=DayInput, required=False)


class StepForm(DatedActForm):
    """The day a step of the renewal was done."""


class ActivateForm(FileMixin, DatedActForm):
    """The certificate that was collected."""

    field_order = ["upload", "issued_on", "valid_until", "on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Retiré le")


class RenewForm(FileMixin, DatedActForm):
    """The certificate that takes the place of this one."""

    field_order = ["upload", "issued_on", "valid_until", "on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Renouvelé le")


class RevokeForm(DatedActForm):
    """The ground of a revocation."""

    ground = forms.ChoiceField(label=_("Motif"), choices=RevocationGround.choices)
    comment = forms.CharField(
        label=_("Précision"),
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("Nécessaire pour « Autre motif »."),
    )


class GiveUpForm(DatedActForm):
    """Why an expired certificate is not replaced."""

    reason = forms.CharField(label=_("Raison"), widget=forms.Textarea(attrs={"rows": 3}))


def _lines() -> list[tuple[str, str]]:
    """Return the certificates that a form may order: each service with each of its usages."""
    return [
        (f"{purpose}:{usage}", f"{purpose.label} – {usage.label}")
        for purpose, usages in (
            (Purpose.DMP, (Usage.AUTH_CLI, Usage.SIGN)),
            (Purpose.INSI, (Usage.AUTH_CLI,)),
            (Purpose.MSSANTE, (Usage.AUTH_CLI, Usage.SSL_SERV, Usage.S_MIME)),
            (Purpose.OTHER, tuple(Usage)),
        )
        for usage in usages
    ]


class OrderForm(AdministratorMixin, HolderMixin, MailboxMixin, DatedActForm):
    """A form 413 or 414: for which structure, which certificates."""

    environment = forms.ChoiceField(
        label=_("Environnement"),
        choices=Environment.choices,
        help_text=_("Production : formulaire 413. Test : formulaire 414."),
    )
    offer = forms.ChoiceField(label=_("Offre"), choices=Offer.choices)
    lines = forms.MultipleChoiceField(
        label=_("Certificats à commander"),
        choices=_lines,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Un seul formulaire suffit pour le DMP et INSi."),
        error_messages={"required": _("Choisissez au moins un certificat.")},
    )
    field_order = [
        "holder",
        "structure_type",
        "identifier",
        "environment",
        "offer",
        "lines",
        "on",
        "responsible",
        "email",
        "is_shared_mailbox",
        "has_captcha",
    ]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Préparée le")
        self.fields["identifier"].required = True

    def clean(self):
        """Split the lines, and refuse a usage that the offer does not have."""
        data = super().clean()
        lines = [tuple(each.split(":")) for each in data.get("lines", [])]
        offer = data.get("offer")
        wrong = [
            usage for _purpose, usage in lines if offer and usage not in USAGES_OF[Offer(offer)]
        ]
        if wrong:
            sentence = _("L’offre %(offer)s n’a pas l’usage %(usage)s.")
            self.add_error("lines", sentence % {"offer": offer, "usage": wrong[0]})
        data["lines"] = lines
        return data


class CheckForm(ActForm):
    """The two items of the form's check-list; their words are those of the order."""

    type_ticked = forms.BooleanField(required=False)
    usage_described = forms.BooleanField(required=False)

    def __init__(self, *args, items, **kwargs):
        super().__init__(*args, **kwargs)
        for name, label in items:
            self.fields[name].label = label


class CardForm(DatedActForm):
    """The card that an administrator uses from a day on."""

    person = forms.ModelChoiceField(None, label=_("Porteur"))
    number = forms.CharField(label=_("Numéro de la carte"), max_length=30)
    national_id = forms.CharField(
        label=_("Identifiant national"),
        max_length=20,
        required=False,
        help_text=_("« 8 », puis les 11 chiffres du RPPS, s’il y en a un."),
    )
    valid_until = forms.DateField(label=_("Fin de validité"), widget=DayInput, required=False)
    field_order = ["person", "number", "national_id", "on", "valid_until"]

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("En service depuis le")
        self.fields["person"].queryset = people


class DelegationForm(HolderMixin, ActForm):
    """Who manages the certificates of a structure in its place."""

    delegate = forms.CharField(label=_("Délégataire"), max_length=200)
    scope = forms.CharField(
        label=_("Périmètre"), max_length=300, help_text=_("Tous les certificats, ou lesquels.")
    )
    starts_on = forms.DateField(label=_("À partir du"), widget=DayInput)
    ends_on = forms.DateField(label=_("Jusqu’au"), widget=DayInput, required=False)


class EndForm(ActForm):
    """The last day of a delegation, past or to come."""

    on = forms.DateField(label=_("Dernier jour"), widget=DayInput)
