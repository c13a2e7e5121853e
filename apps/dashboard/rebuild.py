"""Recompute every due date and every cached clock from the facts, and say what differed."""

from collections.abc import Callable, Iterator
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from apps.certificates.duedates import due_dates as certificate_dues
from apps.certificates.models import Certificate
from apps.changes.award_dues import DUES as AWARD_DUES
from apps.changes.duedates import due_dates as change_dues
from apps.changes.models import ChangeRecord
from apps.cnda.duedates import due_dates as cnda_dues
from apps.cnda.models import CndaRequest
from apps.core.refusals import Refusal
from apps.deadlines.services import sync
from apps.dossiers.clock import cache_of, clock_of
from apps.dossiers.duedates import due_dates as dossier_dues
from apps.dossiers.models import Dossier

SOURCES: tuple[tuple[type, Callable], ...] = (
    (Dossier, dossier_dues),
    (CndaRequest, cnda_dues),
    (ChangeRecord, change_dues),
    (Certificate, certificate_dues),
    *AWARD_DUES.items(),
)
"""Every model that owns due dates, with the function that reads them from the facts."""
CHUNK = 500


def rebuild(*, today: date, write: bool) -> Iterator[tuple[object, list[str]]]:
    """Yield each object with the French sentences about what differed, most often none.

    With `write` the register and the caches are repaired, each object in its own transaction.
    """
    for model, due_dates in SOURCES:
        for pk in _keys(model):
            yield _rebuild_one(model, pk, due_dates, today=today, write=write)


def how_many() -> int:
    """Return how many objects `rebuild` goes through."""
    return sum(model.objects.count() for model, _due_dates in SOURCES)


def _keys(model) -> Iterator[int]:
    last = 0
    while chunk := list(
        model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:CHUNK]
    ):
        yield from chunk
        last = chunk[-1]


@transaction.atomic
def _rebuild_one(model, pk: int, due_dates: Callable, *, today: date, write: bool):
    subject = model.objects.select_for_update().get(pk=pk)
    sentences = []
    try:
        if model is Dossier:
            sentences += _rebuild_clock(subject, today=today, write=write)
        dues = due_dates(subject, today=today)
    except Refusal as refusal:
        return subject, [*sentences, refusal.message]
    differences = sync(subject, dues, on=today, write=write, by_act=False)
    return subject, sentences + [each.sentence for each in differences]


def _rebuild_clock(dossier: Dossier, *, today: date, write: bool) -> list[str]:
    cache = cache_of(clock_of(dossier, today=today))
    wrong = {name: value for name, value in cache.items() if getattr(dossier, name) != value}
    if wrong and write:
        Dossier.objects.filter(pk=dossier.pk).update(**wrong)
    return [
        _("%(name)s valait %(stored)s, et vaut %(right)s")
        % {"name": name, "stored": getattr(dossier, name), "right": value}
        for name, value in wrong.items()
    ]
