"""Corrections: whoever was told a day that moved is told the new one, once, and why."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import F, Max

from apps.deadlines.models import Deadline, DeadlineMove
from apps.deadlines.states import DeadlineStatus
from apps.reminders.escalation import managers_of
from apps.reminders.models import Reminder
from apps.reminders.opening import Opening
from apps.reminders.routing import Route, routes_of
from apps.reminders.states import UNFINISHED, Channel, Purpose, ReminderState

MANY = 500


@dataclass
class Settled:
    """What a look at the moves found: whom to write to, and the moves that need no other look."""

    openings: list[Opening] = field(default_factory=list)
    moves: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class Story:
    """From which day a person believed to which day it is now, by which acts."""

    from_on: date
    to_on: date
    moves: list[DeadlineMove]


def corrections_of(*, today: date) -> Settled:
    """Return the corrections that the moves not looked at yet ask for; reading only.

    While a message with the old day is on its way, its move waits: whether it arrives decides.
    """
    moves = DeadlineMove.objects.unannounced().select_related("deadline").order_by("pk")[:MANY]
    found = Settled()
    deadlines = {move.deadline_id: move.deadline for move in moves}
    if not deadlines:
        return found
    leaving = set(
        Reminder.objects.filter(
            deadline__in=deadlines, revision__lt=F("deadline__revision"), state__in=UNFINISHED
        )
        .exclude(state=ReminderState.DUE, mail__isnull=True)
        .values_list("deadline", flat=True)
    )
    found.moves = [move.pk for move in moves if move.deadline_id not in leaving]
    open_ones = [
        deadline
        for deadline in deadlines.values()
        if deadline.pk not in leaving and deadline.status == DeadlineStatus.OPEN
    ]
    for deadline, route in _concerned(open_ones, today):
        if story_of(deadline, route.person_id) is not None:
            opening = Opening(deadline, Purpose.CORRECTION, 0, today, False, route)
            found.openings.append(opening)
    return found


def settle_moves(found: Settled) -> None:
    """Note that these moves were looked at."""
    DeadlineMove.objects.filter(pk__in=found.moves).announce()


def story_of(deadline: Deadline, person_id: int) -> Story | None:
    """Return what a person has to unlearn about a due date; None when they know the right day."""
    told = Reminder.objects.filter(
        deadline=deadline, person=person_id, state=ReminderState.SENT
    ).aggregate(last=Max("revision"))["last"]
    if told is None or told >= deadline.revision:
        return None
    moves = deadline.moves.filter(revision__gt=told).select_related("event").order_by("revision")
    moves = list(moves)
    if not moves or moves[0].from_on == deadline.due_on:
        return None
    return Story(moves[0].from_on, deadline.due_on, moves)


def _concerned(deadlines: Iterable[Deadline], today: date):
    """Yield (due date, route) of whoever is told of it now, and of managers it had gone up to."""
    deadlines = list(deadlines)
    routes = routes_of(deadlines, on=today)
    managers = managers_of(deadlines, on=today)
    for deadline in deadlines:
        if route := routes[deadline.pk]:
            yield deadline, route
        manager = managers[deadline.pk]
        if manager is not None and manager != (route and route.person_id):
            yield deadline, Route(manager, deadline.responsible_id, Channel.DIGEST)
