"""Where a reminder stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices


class ReminderState(TonedChoices):
    """A planned row is claimed by one worker, then sent; the others say why it was not."""

    DUE = "due", "blue", "clock", _("À envoyer")
    SENDING = "sending", "blue", "send", _("En cours d’envoi")
    SENT = "sent", "green", "check2", _("Envoyé")
    FAILED = "failed", "red", "x-circle", _("Échec, nouvel essai prévu")
    CANCELLED = "cancelled", "grey", "slash-circle", _("Annulé")
    SUPERSEDED = "superseded", "grey", "layers", _("Remplacé par un rappel plus urgent")


WAITING = [ReminderState.DUE, ReminderState.FAILED]
UNFINISHED = [*WAITING, ReminderState.SENDING]
FINAL = [ReminderState.SENT, ReminderState.CANCELLED, ReminderState.SUPERSEDED]


class Purpose(models.TextChoices):
    """Why a reminder exists."""

    LADDER = "ladder", _("Rappel")
    ESCALATION = "escalation", _("Information du responsable hiérarchique")
    CORRECTION = "correction", _("Date déplacée")


class Channel(models.TextChoices):
    """How a person wants to hear of one kind of due date; urgent stages never wait."""

    DIGEST = "digest", _("Récapitulatif du matin, l’urgent à part")
    SINGLE = "single", _("Un message à part, tout de suite")
    SITE = "site", _("Sur le site seulement")
