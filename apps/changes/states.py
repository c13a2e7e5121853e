"""States of a modification after award."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.core.tones import TonedChoices


class ChangeState(TonedChoices):
    """From the discovery of a modification to its end."""

    A_EVALUER = "a_evaluer", "amber", "question-circle", _("À évaluer")
    SANS_IMPACT = "sans_impact", "green", "check2", _("Sans impact")
    A_NOTIFIER = "a_notifier", "amber", "envelope-exclamation", _("À notifier")
    NOTIFIEE = "notifiee", "blue", "envelope-check", _("Notifiée")
    CLOSE = "close", "green", "check2-circle", pgettext_lazy("état d’une modification", "Close")
    NOUVELLE_DEMANDE = "nouvelle_demande", "amber", "file-plus", _("Nouvelle demande exigée")
    DEMANDE_DEPOSEE = "demande_deposee", "green", "file-check", _("Nouvelle demande déposée")


OPEN = [ChangeState.A_EVALUER, ChangeState.A_NOTIFIER, ChangeState.NOUVELLE_DEMANDE]
FINAL = [ChangeState.SANS_IMPACT, ChangeState.CLOSE, ChangeState.DEMANDE_DEPOSEE]


class Answer(models.TextChoices):
    """An answer to one question about a modification."""

    NO = "non", _("Non")
    YES = "oui", _("Oui")
    UNKNOWN = "inconnu", _("Je ne sais pas encore")


class Outcome(TonedChoices):
    """What the answers lead to."""

    NONE = "none", "green", "check2", _("Conformité intacte")
    IMPACT = "impact", "amber", "exclamation-diamond", _("Conformité touchée")
    UNDECIDED = "undecided", "grey", "question-circle", _("À compléter")


class Environment(models.TextChoices):
    """Where an audit takes place; a test environment, normally (FAQ ANS)."""

    TEST = "test", _("Environnement de test")
    PREPRODUCTION = "preproduction", _("Préproduction")
    PRODUCTION = "production", _("Production")


class AuditOutcome(TonedChoices):
    """What an audit of the ANS found."""

    PENDING = "pending", "blue", "hourglass-split", _("Attendu")
    CONFORM = "conform", "green", "check2-circle", _("Conforme")
    REMARKS = "remarks", "amber", "exclamation-circle", _("Conforme avec réserves")
    FAILINGS = "failings", "red", "x-circle", _("Manquements relevés")
    CANCELLED = "cancelled", "grey", "slash-circle", _("Annulé")


class NoticeEnd(TonedChoices):
    """How a formal notice ended."""

    OPEN = "open", "red", "exclamation-octagon", _("En cours")
    LIFTED = "lifted", "green", "check2-circle", _("Levée")
    FOLLOWED = "followed", "red", "hammer", _("Suivie d’une sanction")


class SanctionLevel(TonedChoices):
    """Sanctions grow with the failings."""

    WARNING = "warning", "amber", "exclamation-triangle", _("Avertissement")
    PENALTY = "penalty", "red", "cash", _("Pénalité financière")
    SUSPENSION = "suspension", "red", "pause-circle", _("Suspension")
    WITHDRAWAL = "withdrawal", "red", "x-circle", _("Retrait")
