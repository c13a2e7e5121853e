"""Plan: which stage of which due date is reached and has not been told to its person.

A stage is compared with "reached or passed", never with "today exactly": a missed night, or a due
date that opens late, is told by the next run, once, at its most urgent stage (E18).
"""

from datetime import date

from django.db.models import Case, DateField, Exists, OuterRef, Q, SmallIntegerField, Value, When

from apps.deadlines.models import Deadline
from apps.reminders.corrections import corrections_of, settle_moves
from apps.reminders.escalation import escalations
from apps.reminders.models import Acknowledgement, Ladder, Reminder
from apps.reminders.opening import Opening, open_rows
from apps.reminders.routing import routes_of
from apps.reminders.stages import FURTHEST, Stages, fallen_on, last_due, stages_of
from apps.reminders.states import Purpose, ReminderState
from apps.rules.counting import days_before

REPEATED = FURTHEST - 1  # stands in the query for a repeated stage: no stored stage is as low


def plan(*, today: date) -> int:
    """Open the reminders that are due on the day `today`; return how many rows wait anew.

    Stages of the ladders, then the managers of what stays late, then whoever knew a day that
    moved. Running it again, or twice at once, adds nothing.
    """
    opened = open_rows(reached_stages(today=today), today=today)
    opened += open_rows(escalations(today=today), today=today)
    moves = corrections_of(today=today)
    opened += open_rows(moves.openings, today=today)
    settle_moves(moves)
    return opened


def openings_of(*, today: date) -> list[Opening]:
    """Return all that `plan` would open on that day, in the same order; reading only."""
    moved = corrections_of(today=today).openings
    return [*reached_stages(today=today), *escalations(today=today), *moved]


def reached_stages(*, today: date) -> list[Opening]:
    """Return what `plan` would open on that day for the ladders; reading only.

    Open due dates up to the first stage of their ladder, without a reminder of the stage they
    have reached, that nobody's work in hand quiets, and that somebody may be told of.
    """
    ladders = [stages_of(ladder) for ladder in Ladder.objects.prefetch_related("steps")]
    by_kind = {stages.kind: stages for stages in ladders if stages.steps}
    if not by_kind:
        return []
    deadlines = list(untold(list(by_kind.values()), today))
    routes = routes_of(deadlines, on=today)
    openings = []
    for deadline in deadlines:
        stages, route = by_kind[deadline.kind], routes[deadline.pk]
        stage = stages.reached(deadline.due_on, today)
        if route is not None:
            day = fallen_on(deadline.due_on, stage)
            urgent = stage in stages.urgent
            openings.append(Opening(deadline, Purpose.LADDER, stage, day, urgent, route))
    return openings


def untold(ladders: list[Stages], today: date):
    """Return the due dates that have reached a stage untold, in one query for every ladder."""
    reached = Case(
        *(when for stages in ladders for when in _whens(stages, today)),
        output_field=SmallIntegerField(),
    )
    renewed = Case(
        *(
            When(
                kind=stages.kind,
                due_on__lte=_first_repeated(stages, today),
                then=Value(days_before(today, stages.repeat)),
            )
            for stages in ladders
            if stages.repeat
        ),
        default=None,
        output_field=DateField(),
    )
    window = Q()
    for stages in ladders:
        window |= Q(kind=stages.kind, due_on__lte=last_due(today, stages.steps[0]))
    return (
        Deadline.objects.open()
        .filter(window)
        .annotate(stage=reached, renewed_after=renewed)
        .filter(~Exists(_told()), ~Exists(_in_hand(today)))
        .order_by("due_on", "pk")
    )


def _whens(stages: Stages, today: date):
    """Yield the stage of each window of due days, the most urgent first."""
    if stages.repeat:
        edge = _first_repeated(stages, today)
        yield When(kind=stages.kind, due_on__lte=edge, then=Value(REPEATED))
    for step in reversed(stages.steps):
        yield When(kind=stages.kind, due_on__lte=last_due(today, step), then=Value(step))


def _first_repeated(stages: Stages, today: date) -> date:
    return last_due(today, stages.steps[-1] - stages.repeat)


def _told():
    """Return the reminders of a due date's reached stage, to its person or in their place.

    A stage that is repeated has no number here: it was told if a stage fell since `renewed_after`.
    """
    theirs = Q(person=OuterRef("responsible")) | Q(on_behalf_of=OuterRef("responsible"))
    reached = Q(stage__lte=OuterRef("stage")) | Q(reached_on__gt=OuterRef("renewed_after"))
    return Reminder.objects.filter(
        theirs,
        reached,
        deadline=OuterRef("pk"),
        revision=OuterRef("revision"),
        purpose=Purpose.LADDER,
    ).exclude(state=ReminderState.CANCELLED, held_at__isnull=True)


def _in_hand(today: date):
    """Return what quiets a stage before the due day: its person said they work on it."""
    return Acknowledgement.objects.filter(
        deadline=OuterRef("pk"),
        revision=OuterRef("revision"),
        responsible=OuterRef("responsible"),
        until_on__gte=today,
        deadline__due_on__gt=today,
    )
