"""Bring due dates of awards up to what became of their dossiers."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db import transaction

from apps.changes.award_dues import DUES
from apps.deadlines.models import Deadline
from apps.deadlines.services import sync
from apps.dossiers.states import HOLDING


def close_dues_of_lost_awards(*, today: date) -> int:
    """Close the open due dates of awards that are withdrawn or voided; return how many objects."""
    count = 0
    for model, due_dates in DUES.items():
        kind = ContentType.objects.get_for_model(model)
        open_ones = Deadline.objects.open().filter(subject_type=kind).values("subject_id")
        lost = model.objects.filter(pk__in=open_ones).exclude(dossier__state__in=HOLDING)
        for pk in lost.order_by("pk").values_list("pk", flat=True):
            with transaction.atomic():
                fact = model.objects.select_for_update().get(pk=pk)
                sync(fact, due_dates(fact, today=today), on=today, by_act=False)
            count += 1
    return count
