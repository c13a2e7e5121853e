"""Where a reminder and its message stand, and from where each state is reached."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices


class ReminderState(TonedChoices):
    """A planned row is claimed by one worker, then sent; the others say why it was not."""

    DUE = "due", "blue", "clock", _("À envoyer")
    SENDING = "sending", "blue", "send", _("En cours d’envoi")
    SENT = "sent", "green", "check2", _("Envoyé")
    UNCERTAIN = "uncertain", "amber", "question-circle", _("Peut-être parti")
    DEAD = "dead", "red", "x-circle", _("Refusé pour de bon")
    CANCELLED = "cancelled", "grey", "slash-circle", _("Annulé")
    SUPERSEDED = "superseded", "grey", "layers", _("Remplacé par un rappel plus urgent")


S = ReminderState

REACHED_FROM = {
    S.DUE: {S.SENDING, S.UNCERTAIN, S.DEAD, S.CANCELLED},
    S.SENDING: {S.DUE},
    S.SENT: {S.SENDING, S.UNCERTAIN},
    S.UNCERTAIN: {S.SENDING},
    S.DEAD: {S.SENDING},
    S.CANCELLED: {S.DUE, S.SENDING, S.UNCERTAIN, S.DEAD},
    S.SUPERSEDED: {S.DUE},
}
"""The machine: {state: those from which it is reached}. Every UPDATE of a state asks it."""

WAITING = [S.DUE]
UNFINISHED = [S.DUE, S.SENDING, S.UNCERTAIN]
FINAL = [S.SENT, S.DEAD, S.CANCELLED, S.SUPERSEDED]


class Phase(TonedChoices):
    """How far an attempt went; each is noted before the next begins.

    "Reaped" ends an attempt whose worker died after "data": it may have arrived.
    """

    CONNECT = "connect", "blue", "plug", _("Connexion")
    DATA = "data", "blue", "send", _("Remise")
    DONE = "done", "green", "check2", _("Réponse")
    REAPED = "reaped", "amber", "question-circle", _("Sans réponse")


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


class Verdict(TonedChoices):
    """What an administrator decided about what the site cannot settle alone."""

    RELEASED = "released", "blue", "send", _("Libéré")
    CLOSED = "closed", "grey", "slash-circle", _("Annulé")
    RESENT = "resent", "blue", "arrow-repeat", _("Renvoyé")
    RECEIVED = "received", "green", "check2", _("Bien reçu")
