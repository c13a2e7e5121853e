"""Due dates for tests."""

from datetime import date

from django.contrib.contenttypes.models import ContentType

from apps.deadlines.models import Deadline
from apps.deadlines.services import Due, target_of
from apps.rules.book import RETURN_ANSWER


def make_deadline(
    product,
    due_on: date,
    *,
    responsible=None,
    kind: str = RETURN_ANSWER.code,
    title: str = "Répondre au retour de l’ANS",
    slot: str = "",
    **fields,
) -> Deadline:
    """Return a saved open due date about the product itself, its responsible person in charge."""
    fields.setdefault("target_on", target_of(kind, due_on))
    return Deadline.objects.create(
        product=product,
        subject_type=ContentType.objects.get_for_model(product),
        subject_id=product.pk,
        kind=kind,
        slot=slot or f"{title}-{due_on}",
        title=title,
        due_on=due_on,
        responsible=responsible or product.responsible,
        **fields,
    )


def make_due(due_on: date, responsible, **fields) -> Due:
    """Return what an app would ask the register to hold."""
    fields.setdefault("kind", RETURN_ANSWER.code)
    fields.setdefault("title", "Répondre au retour de l’ANS")
    return Due(due_on=due_on, responsible_id=responsible.pk, **fields)
