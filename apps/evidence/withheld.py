"""Files that are kept, and served to nobody any more."""

from django.utils.translation import gettext as _

from apps.core.refusals import Refusal
from apps.evidence.models import Blob


class Withheld(Refusal):
    """The antivirus condemned the file (410)."""

    status = 410


def refuse_infected(blob: Blob) -> None:
    """Raise `Withheld` for a content that the antivirus condemned."""
    if blob.is_infected:
        raise Withheld(
            _("Ce fichier est signalé comme infecté : il n’est plus servi. Déposez-en un autre.")
        )
