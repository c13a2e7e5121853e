"""What comes next about a due date: the same stages, routes and mornings as the plan itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Min, Q
from django.utils import timezone

from apps.deadlines.models import Deadline
from apps.deadlines.states import DeadlineStatus
from apps.reminders.batches import DIGEST
from apps.reminders.models import Acknowledgement, Ladder, Mail, Reminder
from apps.reminders.routing import Route, routes_of
from apps.reminders.stages import Stages, stages_of
from apps.reminders.states import WAITING, Channel, Purpose, ReminderState
from apps.rules.counting import add_days, working_day_from

STEPS_AHEAD = 40  # a bound of the search: far more stages than any ladder lists


@dataclass(frozen=True)
class Coming:
    """The next message about a due date: its day, its stage, to whom and how."""

    on: date
    stage: int
    route: Route
    urgent: bool


def next_message(deadline: Deadline, *, now: datetime) -> Coming | None:
    """Return the message that leaves next if nothing is done; None when none will.

    `now` is an aware moment: a morning digest that left already today is over.
    """
    stages = stages_for(deadline.kind)
    if stages is None or deadline.status != DeadlineStatus.OPEN:
        return None
    today = timezone.localdate(now)
    best = None
    for day in _days(deadline, stages, today):
        if best is not None and day > best.on:
            break
        coming = _leaving(deadline, stages, day, today)
        if coming is not None and (best is None or coming.on < best.on):
            best = coming
    return best


def stages_for(kind: str) -> Stages | None:
    """Return the stages of a kind of due date, None when no ladder speaks of it."""
    ladder = Ladder.objects.prefetch_related("steps").filter(kind=kind).first()
    return stages_of(ladder) if ladder else None


def work_in_hand(deadline: Deadline) -> Acknowledgement | None:
    """Return what the responsible person said of the date as it stands, None if nothing."""
    return Acknowledgement.objects.filter(
        deadline=deadline, revision=deadline.revision, responsible=deadline.responsible_id
    ).first()


def _days(deadline: Deadline, stages: Stages, today: date) -> Iterator[date]:
    """Yield the days on which the plan may find something, in order: today, then each stage's."""
    days = [today]
    if said := work_in_hand(deadline):
        days.append(max(add_days(said.until_on, 1), today))
    for _number, (day, _stage) in zip(
        range(STEPS_AHEAD), stages.after(deadline.due_on, today), strict=False
    ):
        days.append(day)
    yield from sorted(set(days))


def _leaving(deadline: Deadline, stages: Stages, day: date, today: date) -> Coming | None:
    """Return what the plan of `day` would open, on the day it leaves."""
    stage = stages.reached(deadline.due_on, day)
    if stage is None or _is_told(deadline, stage) or _is_quiet(deadline, day):
        return None
    route = routes_of([deadline], on=day)[deadline.pk]
    if route is None:
        return None
    urgent = stage in stages.urgent or route.channel == Channel.SINGLE
    leaves_on = day
    if not urgent and route.channel != Channel.SITE:
        leaves_on = _morning(route.person_id, day, today)
    reached = stages.reached(deadline.due_on, leaves_on)
    return Coming(leaves_on, reached, route, urgent)


def _morning(person_id: int, day: date, today: date) -> date:
    morning = working_day_from(day)
    if (
        morning == today
        and Mail.objects.filter(
            person=person_id, kind=DIGEST, digest_on=today, withdrawn_at__isnull=True
        ).exists()
    ):
        return working_day_from(add_days(today, 1))
    return morning


def _is_told(deadline: Deadline, stage: int) -> bool:
    theirs = Q(person=deadline.responsible_id) | Q(on_behalf_of=deadline.responsible_id)
    told = (
        Reminder.objects.filter(theirs, deadline=deadline, revision=deadline.revision)
        .filter(purpose=Purpose.LADDER)
        .exclude(state__in=[*WAITING, ReminderState.CANCELLED])
        .aggregate(stage=Min("stage"))
    )
    return told["stage"] is not None and told["stage"] <= stage


def _is_quiet(deadline: Deadline, day: date) -> bool:
    said = work_in_hand(deadline)
    return said is not None and said.until_on >= day and deadline.due_on > day
