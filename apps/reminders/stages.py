"""The stages of a ladder on the calendar: which is reached on a day, and which come after.

The plan, the next message of a page, and the preview of the administrators all ask here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from apps.reminders.models import Ladder
from apps.rules.counting import DateOutOfRange, add_days, days_before, days_between

FURTHEST = -32_000  # the column of a stage holds no more: some ninety years late


@dataclass(frozen=True)
class Stages:
    """Stages in days before the due day, the earliest first; negative ones come after it.

    `repeat`: days between the repetitions that follow the last stage, None when there are none.
    """

    kind: str
    steps: tuple[int, ...]
    urgent: frozenset[int]
    repeat: int | None = None

    def reached(self, due_on: date, on: date) -> int | None:
        """Return the most urgent stage that a date has reached on a day, None before the first."""
        if not self.steps or due_on > last_due(on, self.steps[0]):
            return None
        past_last = days_between(due_on, on) + self.steps[-1]
        if self.repeat and past_last >= self.repeat:
            return max(self.steps[-1] - past_last // self.repeat * self.repeat, FURTHEST)
        return next(step for step in reversed(self.steps) if due_on <= last_due(on, step))

    def after(self, due_on: date, on: date) -> Iterator[tuple[date, int]]:
        """Yield (day, stage) of what falls after a day, in order; without end when it repeats."""
        try:
            for stage in self._all():
                if stage > FURTHEST and (day := fallen_on(due_on, stage)) > on:
                    yield day, stage
        except DateOutOfRange:
            return

    def _all(self) -> Iterator[int]:
        yield from self.steps
        stage = self.steps[-1] if self.steps else FURTHEST
        while self.repeat and stage > FURTHEST:
            stage -= self.repeat
            yield stage


def stages_of(ladder: Ladder) -> Stages:
    """Return the stages of a stored ladder."""
    steps = list(ladder.steps.all())
    return Stages(
        kind=ladder.kind,
        steps=tuple(sorted((step.days_before for step in steps), reverse=True)),
        urgent=frozenset(step.days_before for step in steps if step.urgent),
        repeat=ladder.repeat,
    )


def last_due(on: date, stage: int) -> date:
    """Return the last due day for which a stage is reached on a day."""
    return add_days(on, stage) if stage >= 0 else days_before(on, -stage)


def fallen_on(due_on: date, stage: int) -> date:
    """Return the day on which a stage of a due date falls."""
    return days_before(due_on, stage) if stage >= 0 else add_days(due_on, -stage)


def stage_name(stage: int) -> str:
    """Return how people write a stage: "J-7", "J", "J+3"."""
    if stage < 0:
        return f"J+{-stage}"
    return f"J-{stage}" if stage else "J"
