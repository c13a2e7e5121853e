"""What the calendar alone changes: the days of a clock, and the day it goes over its term."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.core.refusals import Refusal
from apps.dossiers.clock import cache_of, clock_of
from apps.dossiers.models import Dossier
from apps.dossiers.states import ClockState
from apps.products.journal import record

CHUNK = 500


def refresh_clocks(*, today: date) -> int:
    """Recompute the clock of every dossier whose clock is going; return how many rows changed.

    The rest of the table is not read. A row that somebody changes meanwhile is left to them, and
    pages that people have open stay good: the revision does not move.
    """
    going = Dossier.objects.filter(
        clock_state__in=[ClockState.RUNNING, ClockState.PAUSED, ClockState.OVERDUE]
    )
    changed, last = 0, 0
    while chunk := list(going.filter(pk__gt=last).select_related("pathway").order_by("pk")[:CHUNK]):
        changed += sum(_refresh(dossier, today) for dossier in chunk)
        last = chunk[-1].pk
    return changed


@transaction.atomic
def _refresh(dossier: Dossier, today: date) -> bool:
    try:
        cache = cache_of(clock_of(dossier, today=today))
    except Refusal:
        return False
    if all(getattr(dossier, name) == value for name, value in cache.items()):
        return False
    unchanged = Dossier.objects.filter(pk=dossier.pk, revision=dossier.revision)
    if not unchanged.update(**cache):
        return False
    if cache["clock_state"] == ClockState.OVERDUE and dossier.clock_state != ClockState.OVERDUE:
        sentence = _("Le délai de décision de l’ANS est dépassé")
        record(dossier, "overrun", sentence, by=None, on=today)
    return True
