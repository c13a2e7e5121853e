"""A second, deliberately plain model of the review clock, which lives through a story day by day.

It is written from the rule, not from `clock.py`: it adds one to a counter each day and never
computes an interval. Dates are ordinals, so that not even the date arithmetic is shared.
"""

from dataclasses import dataclass, field


class Impossible(Exception):
    """The story cannot have happened."""


@dataclass
class Life:
    """What the model knows at the end of the last day that it lived."""

    state: str = "not_started"
    started: int | None = None
    decided: int | None = None
    due: int | None = None
    projected: int | None = None
    counted: int = 0
    turns: list[str] = field(default_factory=list)
    waiting: set[str] = field(default_factory=set)
    used_up_on: int | None = None


def live(events, *, days, today, resume):
    """The `Life` of a story read on `today` (a date); `Impossible` when there is none."""
    diary = {}
    for event in events:
        diary.setdefault(event.on.toordinal(), []).append((event.kind, event.scope))
    life = Life()
    if not diary:
        return life
    last_day = today.toordinal()
    if max(diary) > last_day:
        raise Impossible
    for day in range(min(diary), last_day + 1):
        _pass_the_day(life, day, days)
        if day in diary:
            _read_the_mail(life, day, diary[day], resume)
    _conclude(life, last_day, days, resume)
    return life


def _pass_the_day(life, day, days):
    if life.started is None or life.decided is not None:
        return
    if life.waiting:
        life.turns.append("team")
        return
    life.turns.append("ans")
    life.counted += 1
    if life.counted == days and life.used_up_on is None:
        life.used_up_on = day


def _read_the_mail(life, day, mail, resume):
    if life.decided is not None:
        raise Impossible
    for kind, _ in mail:
        if kind == "complete":
            if life.started is not None:
                raise Impossible
            life.started = day
    if life.started is None:
        raise Impossible
    for kind, scope in mail:
        if kind == "returned":
            if scope in life.waiting:
                raise Impossible
            life.waiting.add(scope)
    _read_redeposits(life, [scope for kind, scope in mail if kind == "redeposited"], resume)
    for kind, _ in mail:
        if kind == "decided":
            if life.decided is not None:
                raise Impossible
            life.decided = day


def _read_redeposits(life, scopes, resume):
    if not scopes:
        return
    for scope in scopes:
        if scope != "":
            if scope not in life.waiting:
                raise Impossible
            life.waiting.remove(scope)
    for scope in scopes:
        if scope == "":
            if not life.waiting:
                raise Impossible
            life.waiting = set()
    if not life.waiting and resume == "restart" and life.used_up_on is None:
        life.counted = 0


def _conclude(life, last_day, days, resume):
    if life.used_up_on is not None:
        life.due = life.used_up_on
        life.state = "overdue" if last_day > life.due else "running"
    else:
        reading_day = last_day if life.decided is None else life.decided
        future, counted = reading_day, life.counted
        if life.waiting and resume == "restart":
            counted = 0
        while counted < days:
            future += 1
            counted += 1
        if life.waiting and life.decided is None:
            life.state, life.projected = "paused", future
        else:
            life.state, life.due = "running", future
    if life.decided is not None:
        life.state = "decided"
