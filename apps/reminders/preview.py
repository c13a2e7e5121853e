"""What a ladder, saved or not, would say in the year to come about the open due dates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apps.deadlines.models import Deadline
from apps.reminders.stages import Stages, last_due, stage_name
from apps.rules.counting import add_years, working_day_from

MOST_DUE_DATES = 200  # bounds of one page; further than that, nobody reads a preview
MOST_ROWS = 600


@dataclass(frozen=True)
class Foreseen:
    """One message of the year to come, if nothing is done meanwhile."""

    on: date
    stage: str
    urgent: bool
    deadline: Deadline


@dataclass(frozen=True)
class Preview:
    """Messages by day; `cut` when there are more than a page can hold."""

    rows: list[Foreseen]
    until: date
    cut: bool


def preview_of(stages: Stages, *, today: date) -> Preview:
    """Return the messages of a ladder, saved or not, from `today` on, for the open due dates.

    Each at its stage and on its morning, as the plan would; habits and absences are left aside.
    """
    until = add_years(today, 1)
    if not stages.steps:
        return Preview([], until, cut=False)
    soon = (
        Deadline.objects.open()
        .filter(kind=stages.kind, due_on__lte=last_due(until, stages.steps[0]))
        .select_related("product", "responsible")
        .order_by("due_on", "pk")
    )
    deadlines = list(soon[: MOST_DUE_DATES + 1])
    rows = [
        row
        for deadline in deadlines[:MOST_DUE_DATES]
        for row in _messages(deadline, stages, today, until)
    ]
    rows.sort(key=lambda row: (row.on, row.deadline.due_on, row.deadline.pk))
    cut = len(deadlines) > MOST_DUE_DATES or len(rows) > MOST_ROWS
    return Preview(rows[:MOST_ROWS], until, cut)


def _messages(deadline: Deadline, stages: Stages, today: date, until: date) -> Iterator[Foreseen]:
    """Yield the messages about one due date: a stage that waits for a morning may be overtaken."""
    waiting = None
    for day, stage in _stages_from(deadline, stages, today):
        if waiting is not None and waiting.on < day:
            yield waiting
        if day > until:
            return
        urgent = stage in stages.urgent
        leaves_on = day if urgent else working_day_from(day)
        waiting = Foreseen(leaves_on, stage_name(stage), urgent, deadline)
    if waiting is not None and waiting.on <= until:
        yield waiting


def _stages_from(deadline: Deadline, stages: Stages, today: date) -> Iterator[tuple[date, int]]:
    reached = stages.reached(deadline.due_on, today)
    if reached is not None:
        yield today, reached
    yield from stages.after(deadline.due_on, today)
