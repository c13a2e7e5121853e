"""What the page of an award shows beside its facts: due dates, and which order forms count."""

from dataclasses import dataclass
from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q

from apps.changes.award_dues import DUES
from apps.deadlines.models import Deadline
from apps.dossiers.models import Dossier
from apps.rules.book import ORDER_FORM_VALIDITY, Rule
from apps.rules.counting import is_order_form_recent, oldest_order_form

FUNDED = "SEGUR"
"""Code of the pathway whose order forms the State pays (SONS): neither the DMN nor a label."""


@dataclass(frozen=True)
class Funding:
    """Which order forms signed before the référencement count.

    `complete_on`: the day the dossier is deemed submitted complete, or the day planned for it
    (`is_planned`), None when neither is known. `recent`: the answer about `signed_on`, None when
    nothing was asked.
    """

    rule: Rule
    complete_on: date | None
    is_planned: bool
    oldest_on: date | None
    signed_on: date | None
    recent: bool | None


def funding_of(dossier: Dossier, signed_on: date | None) -> Funding | None:
    """Return what counts for a référencement Ségur; None elsewhere, where nothing is funded so."""
    if dossier.pathway.code != FUNDED:
        return None
    complete_on = dossier.clock_started_on or dossier.planned_deposit_on
    known = complete_on is not None
    return Funding(
        rule=ORDER_FORM_VALIDITY,
        complete_on=complete_on,
        is_planned=known and dossier.clock_started_on is None,
        oldest_on=oldest_order_form(complete_on) if known else None,
        signed_on=signed_on,
        recent=is_order_form_recent(signed_on, complete_on) if known and signed_on else None,
    )


def open_deadlines(dossier: Dossier):
    """Return the due dates of the award's facts that are not closed."""
    facts = Q(pk__in=[])
    for model in DUES:
        rows = model.objects.filter(dossier=dossier).values("pk")
        kind = ContentType.objects.get_for_model(model)
        facts |= Q(subject_type=kind, subject_id__in=rows)
    return Deadline.objects.open().filter(facts).order_by("due_on", "pk")
