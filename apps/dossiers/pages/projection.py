"""What the clock would say if everything that was sent back were deposited again on a day."""

from datetime import date

from django.utils.translation import gettext as _

from apps.core.refusals import Invalid
from apps.dossiers.clock import live_events, open_returns, read_clock
from apps.dossiers.models import Dossier, ReviewEvent
from apps.dossiers.states import ReviewKind


def due_if_redeposited(dossier: Dossier, on: date) -> date:
    """Return the due date of a redeposit of everything on the day `on`, past or to come.

    Nothing is written. `Invalid` when nothing waits for a redeposit, or on an impossible day.
    """
    events = live_events(dossier)
    if not open_returns([event for event in events if not event.early]):
        raise Invalid(_("Rien n’attend de redépôt : l’horloge n’est pas arrêtée."), field="on")
    answer = ReviewEvent(dossier=dossier, kind=ReviewKind.REDEPOSITED, occurred_on=on)
    return read_clock(dossier, [*events, answer], today=on).due_on
