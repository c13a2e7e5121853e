"""The check before sending: what was planned may have become untrue since."""

from datetime import date, datetime

from django.utils import timezone

from apps.deadlines.models import Deadline
from apps.deadlines.states import DeadlineStatus
from apps.reminders.corrections import story_of
from apps.reminders.escalation import managers_of
from apps.reminders.models import Acknowledgement, Reminder
from apps.reminders.routing import Route, routes_of
from apps.reminders.states import Channel, Purpose


def still_wanted(rows: list[Reminder], *, now: datetime) -> list[Reminder]:
    """Return the rows that are still true: an open due date, unmoved, and this person's to hear.

    `rows` are of one person; `now` is the moment of sending. A stage before the due day also
    falls away while its person works on it, and a correction once the right day is known.
    """
    today = timezone.localdate(now)
    standing = [
        row
        for row in rows
        if row.deadline.status == DeadlineStatus.OPEN and row.deadline.revision == row.revision
    ]
    if not standing:
        return []
    seen = _seen(standing)
    deadlines = [row.deadline for row in standing]
    routes = routes_of(deadlines, on=today)
    managers = managers_of(
        [row.deadline for row in standing if row.purpose != Purpose.LADDER], on=today
    )
    quiet = _in_hand(deadlines, today)
    return [
        row
        for row in standing
        if row.deadline_id in seen
        and _concerns(row, routes[row.deadline_id], managers.get(row.deadline_id))
        and not (row.purpose == Purpose.LADDER and row.deadline_id in quiet)
        and not (row.purpose == Purpose.CORRECTION and not story_of(row.deadline, row.person_id))
    ]


def _seen(rows: list[Reminder]) -> set[int]:
    keys = [row.deadline_id for row in rows]
    visible = Deadline.objects.visible_to(rows[0].person).filter(pk__in=keys)
    return set(visible.values_list("pk", flat=True)) if rows[0].person.email else set()


def _concerns(row: Reminder, route: Route | None, manager: int | None) -> bool:
    """Return whether this person is still the one to tell, for the same person as planned."""
    as_manager = row.purpose != Purpose.LADDER and row.person_id == manager
    if as_manager and row.on_behalf_of_id == row.deadline.responsible_id:
        return True
    if row.purpose == Purpose.ESCALATION or route is None or route.channel == Channel.SITE:
        return False
    return (row.person_id, row.on_behalf_of_id) == (route.person_id, route.on_behalf_of_id)


def _in_hand(deadlines: list[Deadline], today: date) -> set[int]:
    """Return the keys of those that their person works on, before their due day."""
    early = [deadline for deadline in deadlines if deadline.due_on > today]
    said = Acknowledgement.objects.filter(deadline__in=early, until_on__gte=today)
    by_key = {deadline.pk: deadline for deadline in early}
    return {
        each.deadline_id
        for each in said
        if each.revision == by_key[each.deadline_id].revision
        and each.responsible_id == by_key[each.deadline_id].responsible_id
    }
