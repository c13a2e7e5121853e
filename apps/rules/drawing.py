"""The review clock as one cell a day, for the pages that draw it."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from apps.rules.clock import ReviewClock
from apps.rules.counting import add_days, days_between

CellSide = Literal["start", "ans", "team", "future"]


@dataclass(frozen=True, slots=True)
class Cell:
    """One day. `side` is "start" on day 0 (not counted), then who had the turn, then "future"."""

    on: date
    side: CellSide
    is_today: bool
    is_due: bool


def cells(clock: ReviewClock, today: date) -> list[Cell]:
    """The days of `clock` from its start to its last known or due day, one `Cell` each.

    `today` is the day for which the clock was computed. "ans" and "team" cells are as many as
    `reviewer_days` and `team_days`. Future days lead to the due day, or to the projected one while
    paused; a decided clock stops at its decision. A clock that has not started has no cell.
    """
    if clock.started_on is None:
        return []
    target = clock.due_on or clock.projected_due_on
    drawn: list[tuple[date, CellSide]] = [(clock.started_on, "start")]
    for step in clock.steps:
        drawn += [(day, step.side) for day in _days_after(step.from_on, step.to_on)]
    if clock.state != "decided":
        drawn += [(day, "future") for day in _days_after(today, target)]
    return [Cell(on, side, on == today, on == target) for on, side in drawn]


def _days_after(start: date, end: date) -> list[date]:
    """Every day from the one after `start` to `end`, none when `end` is not later."""
    return [add_days(start, number) for number in range(1, days_between(start, end) + 1)]
