"""Escalation: what stays late goes up the tree of accounts, once for each revision of a date."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q

from apps.deadlines.models import Deadline
from apps.products.people import who_sees
from apps.reminders.models import Absence, Ladder, Preference, Reminder
from apps.reminders.opening import Opening
from apps.reminders.routing import Route
from apps.reminders.stages import fallen_on, last_due
from apps.reminders.states import Channel, Purpose, ReminderState


def escalations(*, today: date) -> list[Opening]:
    """Return what the managers must now be told: due dates late by the days of their ladder."""
    after = dict(
        Ladder.objects.filter(escalate_after__isnull=False).values_list("kind", "escalate_after")
    )
    if not after:
        return []
    deadlines = list(_unescalated(after, today))
    managers = managers_of(deadlines, on=today)
    found = []
    for deadline in deadlines:
        if (manager := managers[deadline.pk]) is not None:
            stage = -after[deadline.kind]
            day = fallen_on(deadline.due_on, stage)
            route = Route(manager, deadline.responsible_id, _channel(manager, deadline.kind))
            found.append(Opening(deadline, Purpose.ESCALATION, stage, day, False, route))
    return found


def managers_of(deadlines: list[Deadline], *, on: date) -> dict[int, int | None]:
    """Return by key of due date who is to be told when it stays late, None when nobody is there.

    The nearest person above the responsible one, in the tree of accounts, who is active, has an
    address, is not away and sees the product.
    """
    if not deadlines:
        return {}
    above = dict(get_user_model().objects.values_list("pk", "manager"))
    chains = {key: list(_chain(key, above)) for key in {each.responsible_id for each in deadlines}}
    people = {person for chain in chains.values() for person in chain}
    there = get_user_model().objects.filter(pk__in=people, is_active=True).exclude(email="")
    there = there.exclude(absences__in=Absence.objects.covering(on))
    present = set(there.values_list("pk", flat=True))
    sees = who_sees(people, {deadline.product_id for deadline in deadlines})
    return {
        deadline.pk: next(
            (
                person
                for person in chains[deadline.responsible_id]
                if person in present and (person, deadline.product_id) in sees
            ),
            None,
        )
        for deadline in deadlines
    }


def _chain(person: int, above: dict[int, int | None]) -> Iterator[int]:
    """Yield the managers of a person, the nearest first; a circle ends where it began."""
    seen = {person}
    while (person := above.get(person)) is not None and person not in seen:
        seen.add(person)
        yield person


def _unescalated(after: dict[str, int], today: date):
    late = Q()
    for kind, days in after.items():
        late |= Q(kind=kind, due_on__lte=last_due(today, -days))
    told = Reminder.objects.filter(
        deadline=OuterRef("pk"),
        revision=OuterRef("revision"),
        purpose=Purpose.ESCALATION,
        on_behalf_of=OuterRef("responsible"),
    ).exclude(state=ReminderState.CANCELLED)
    return (
        Deadline.objects.open()
        .filter(late, ~Exists(told), responsible__manager__isnull=False)
        .order_by("due_on", "pk")
    )


def _channel(manager: int, kind: str) -> str:
    """Return the habit of the manager; an escalation is never kept on the site."""
    single = Preference.objects.filter(person=manager, kind=kind, channel=Channel.SINGLE)
    return Channel.SINGLE if single.exists() else Channel.DIGEST
