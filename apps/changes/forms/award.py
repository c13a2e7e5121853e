"""Forms about an award: its record, audits, formal notices, sanctions, order forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from apps.changes.states import AuditOutcome, Environment, NoticeEnd, SanctionLevel
from apps.core.forms import ActForm, DatedActForm, DayInput


def _day(label, help_text="", *, required=False) -> forms.DateField:
    return forms.DateField(label=label, widget=DayInput, required=required, help_text=help_text)


def _text(label, help_text="", *, required=True, rows=3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, required=required, help_text=help_text)


class AwardForm(ActForm):
    """What the certificate or the convention says."""

    framework_version = forms.CharField(
        label=_("Référentiel et version"), max_length=120, required=False
    )
    convention_signed_on = _day(_("Convention signée le"))
    next_control_on = _day(_("Prochain contrôle le"), _("S’il est écrit sur le certificat."))
    new_framework = forms.CharField(
        label=_("Nouveau référentiel approuvé"),
        max_length=120,
        required=False,
        help_text=_("L’arrêté qui l’approuve dit quand redemander un certificat."),
    )
    recertify_by = _day(_("Nouveau certificat à demander avant le"))
    recertified_on = _day(_("Nouveau certificat demandé le"))

    def __init__(self, *args, is_segur, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_segur:
            del self.fields["convention_signed_on"]


class AuditForm(ActForm):
    """An audit, planned or held."""

    held_on = _day(_("Date de l’audit"), required=True)
    auditor = forms.CharField(
        label=_("Auditeur"), max_length=200, help_text=_("L’ANS ou son prestataire.")
    )
    scope = _text(_("Périmètre"), _("Version, fonctions, exigences."), rows=2)
    environment = forms.ChoiceField(
        label=_("Environnement"), choices=Environment.choices, initial=Environment.TEST
    )
    environment_ready = forms.BooleanField(
        label=_("L’environnement est prêt pour l’auditeur"), required=False
    )


class AuditResultForm(DatedActForm):
    """What an audit found."""

    result = forms.ChoiceField(label=_("Résultat"), choices=AuditOutcome.choices[1:])
    findings = _text(_("Constats"), required=False)
    field_order = ["result", "findings", "on"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Résultat reçu le")


class NoticeForm(DatedActForm):
    """A formal notice."""

    due_on = _day(_("À satisfaire avant la fin du"), required=True)
    grounds = _text(_("Manquements relevés"))
    audit = forms.ModelChoiceField(
        None, label=_("À la suite de l’audit"), required=False, empty_label=_("Aucun")
    )

    def __init__(self, *args, dossier, term, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Date de la mise en demeure")
        self.fields["due_on"].help_text = _("%(term)s au plus après cette date.") % {"term": term}
        self.fields["audit"].queryset = dossier.audits.live()


class AnswerNoticeForm(DatedActForm):
    """What was answered to a formal notice."""

    answer = _text(_("Réponse"), _("Ce qui a été corrigé, et ce qui a été envoyé."))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Répondu le")


class EndNoticeForm(DatedActForm):
    """How a formal notice ends."""

    ending = forms.ChoiceField(label=_("Issue"), choices=NoticeEnd.choices[1:])


class SanctionForm(DatedActForm):
    """A sanction."""

    level = forms.ChoiceField(label=_("Niveau"), choices=SanctionLevel.choices)
    amount = forms.DecimalField(
        label=_("Montant, en euros"),
        required=False,
        max_digits=12,
        decimal_places=2,
        min_value=0,
        help_text=_("D’une pénalité financière seulement."),
    )
    grounds = _text(_("Motif"))
    notice = forms.ModelChoiceField(
        None, label=_("À la suite de la mise en demeure"), required=False, empty_label=_("Aucune")
    )

    def __init__(self, *args, dossier, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["on"].label = _("Prononcée le")
        self.fields["notice"].queryset = dossier.formalnotices.live()


class VoidForm(ActForm):
    """Why a fact is voided."""

    reason = _text(_("Motif de l’annulation"), rows=2)


class OrderForm(forms.Form):
    """The day an order form was signed, and the day of completeness where it is not known yet."""

    signe = _day(_("Bon de commande signé le"), required=True)
