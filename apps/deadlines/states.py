"""Status of a due date."""

from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices


class DeadlineStatus(TonedChoices):
    """Open until the act is done (met) or has no object any more (cancelled)."""

    OPEN = "open", "blue", "calendar3", _("Ouverte")
    MET = "met", "green", "check2", _("Faite")
    CANCELLED = "cancelled", "grey", "slash-circle", _("Sans objet")
