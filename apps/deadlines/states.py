"""Status of a due date, and what a person's calendar holds."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices


class DeadlineStatus(TonedChoices):
    """Open until the act is done (met) or has no object any more (cancelled)."""

    OPEN = "open", "blue", "calendar3", _("Ouverte")
    MET = "met", "green", "check2", _("Faite")
    CANCELLED = "cancelled", "grey", "slash-circle", _("Sans objet")


class FeedScope(models.TextChoices):
    """Which due dates a person's calendar shows."""

    MINE = "mine", _("Les miennes")
    TEAM = "team", _("Celles de toute mon équipe")
