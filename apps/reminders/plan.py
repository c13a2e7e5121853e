"""Plan: which stage of which due date is reached and has not been told to its person.

A stage is compared with "reached or passed", never with "today exactly": a missed night, or a due
date that opens late, is told by the next run, once, at its most urgent stage (E18).
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Case, Exists, F, OuterRef, Q, SmallIntegerField, Value, When

from apps.deadlines.models import Deadline
from apps.reminders.models import Ladder, Reminder
from apps.reminders.states import WAITING, ReminderState
from apps.rules.counting import add_days, days_before

BATCH = 500


@dataclass(frozen=True)
class Reached:
    """Due dates of one kind that reached one stage untold; `urgent` as on the ladder."""

    stage: int
    urgent: bool
    deadlines: list[Deadline]


def plan(*, today: date) -> int:
    """Create the reminders that are due on the day `today`; return how many rows were opened.

    Less urgent stages of the same due date and person that have not left are superseded, and so
    are those of an older revision. Running it again, or twice at once, adds nothing.
    """
    return sum(_open(reached, today) for reached in reached_stages(today=today))


def reached_stages(*, today: date) -> Iterator[Reached]:
    """Yield what `plan` would open on that day; reading only.

    One indexed query for each ladder: open due dates up to its first stage, without a reminder of
    the stage they have reached. People who may not see the product are left out.
    """
    for ladder in Ladder.objects.prefetch_related("steps"):
        urgent = {step.days_before: step.urgent for step in ladder.steps.all()}
        if not urgent:
            continue
        by_stage = defaultdict(list)
        for deadline in _seen_by_their_people(_untold(ladder.kind, sorted(urgent), today)):
            by_stage[deadline.stage].append(deadline)
        for stage, deadlines in sorted(by_stage.items()):
            yield Reached(stage, urgent[stage], deadlines)


def _untold(kind: str, stages: list[int], today: date):
    """Return open due dates with their reached `stage`, untold; `stages`, most urgent first."""
    whens = [When(due_on__lte=_edge(today, stage), then=Value(stage)) for stage in stages]
    told = Reminder.objects.filter(
        deadline=OuterRef("pk"),
        revision=OuterRef("revision"),
        person=OuterRef("responsible"),
        stage__lte=OuterRef("stage"),
    ).exclude(state=ReminderState.CANCELLED)
    return (
        Deadline.objects.open()
        .filter(kind=kind, due_on__lte=_edge(today, stages[-1]), responsible__is_active=True)
        .exclude(responsible__email="")
        .annotate(stage=Case(*whens, output_field=SmallIntegerField()))
        .filter(~Exists(told))
        .order_by("due_on", "pk")
    )


def _edge(today: date, stage: int) -> date:
    """Return the last due day for which a stage is reached on that day."""
    return add_days(today, stage) if stage >= 0 else days_before(today, -stage)


def _seen_by_their_people(untold) -> list[Deadline]:
    by_person = defaultdict(list)
    for deadline in untold:
        by_person[deadline.responsible_id].append(deadline)
    people = get_user_model().objects.in_bulk(by_person)
    found = []
    for pk, deadlines in by_person.items():
        for batch in _batches(deadlines):
            visible = Deadline.objects.visible_to(people[pk]).filter(pk__in=[d.pk for d in batch])
            seen = set(visible.values_list("pk", flat=True))
            found += [deadline for deadline in batch if deadline.pk in seen]
    return found


def _open(reached: Reached, today: date) -> int:
    return sum(_open_batch(reached, batch, today) for batch in _batches(reached.deadlines))


def _batches(rows: list) -> Iterator[list]:
    for start in range(0, len(rows), BATCH):
        yield rows[start : start + BATCH]


@transaction.atomic
def _open_batch(reached: Reached, deadlines: list[Deadline], today: date) -> int:
    these = Reminder.objects.filter(
        deadline__in=[deadline.pk for deadline in deadlines],
        person=F("deadline__responsible"),
    )
    current = Q(stage=reached.stage, revision=F("deadline__revision"))
    before = these.filter(current, state__in=WAITING).count()
    these.filter(current).revive(planned_on=today)
    Reminder.objects.bulk_create(
        [
            Reminder(
                deadline=deadline,
                revision=deadline.revision,
                stage=reached.stage,
                person_id=deadline.responsible_id,
                urgent=reached.urgent,
                planned_on=today,
            )
            for deadline in deadlines
        ],
        ignore_conflicts=True,
    )
    older = Q(stage__gt=reached.stage) | Q(revision__lt=F("deadline__revision"))
    maybe_arrived = Q(mail__handed_at__isnull=False)
    passed = these.filter(older, state__in=WAITING).exclude(maybe_arrived)
    Reminder.objects.filter(pk__in=list(passed.values_list("pk", flat=True))).supersede()
    return these.filter(current, state__in=WAITING).count() - before
