"""The review clock of the ANS: what happened to a dossier → who has the turn, and until when.

The clock is a pure function of dated events. The day of an event is not counted: a return of day
`p` answered on day `r` gives the days `p + 1 … r` to the team, each day once however many scopes
overlap. Decisions taken where the rule is silent:

- An event dated after `today` is refused: a fact cannot lie in the future.
- Facts older than the complete deposit (a chapter returned while others were still to come) are
  not events of this clock; the caller leaves them out, the clock refuses them.
- A return that comes once the review period is used up (on the due day or later) no longer moves
  the due date nor makes the state "paused", and under `restart` does not start the count again.
  Its days still count as `team_days`, because the team did have the turn.
- A decision closes the pauses that are still open, as a redeposit of that day would: `due_on` of
  a decided clock is always a date, the one the decision can be compared with.
- Under `restart` the count starts again on the redeposit that empties the open scopes, also when
  the return came the same day; `reviewer_days` still counts every day that the ANS had.
- A day is read returns first: a new return of a scope that was still open that morning is refused,
  even if its redeposit bears the same date. Another scope may be returned that day.
- Redeposits of one day are read chapters first, the whole dossier last.
- The scope of `complete` and `decided` has no meaning and is ignored.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from apps.rules.book import REVIEW_PERIOD
from apps.rules.counting import DateOutOfRange, add_days, days_between
from apps.rules.wording import french_day, french_scope

EventKind = Literal["complete", "returned", "redeposited", "decided"]
State = Literal["not_started", "running", "paused", "overdue", "decided"]
Side = Literal["ans", "team"]
Resume = Literal["suspend", "restart"]

_READING_ORDER = {"complete": 0, "returned": 1, "redeposited": 2, "decided": 3}
_RESUME_POLICIES = ("suspend", "restart")


@dataclass(frozen=True, slots=True)
class ClockEvent:
    """One dated fact. `scope` is the chapter of a return or redeposit, "" the whole dossier."""

    on: date
    kind: EventKind
    scope: str = ""

    def __str__(self) -> str:
        """The event in French, to begin a sentence: "Le retour du dossier du 3 mars 2026"."""
        subject = {
            "complete": "Le dépôt complet",
            "returned": f"Le retour {french_scope(self.scope)}",
            "redeposited": f"Le redépôt {french_scope(self.scope)}",
            "decided": "La décision",
        }.get(self.kind, f"L’événement « {self.kind} »")
        return f"{subject} du {french_day(self.on)}"


class ClockError(ValueError):
    """A story that cannot have happened; `event` is the one that does not fit (None for a setting).

    The message is a French sentence that names the event and its date.
    """

    def __init__(self, message: str, event: ClockEvent | None = None):
        super().__init__(message)
        self.event = event


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the trace: from `event`, on `from_on` (not counted), to `to_on` (counted)."""

    from_on: date
    to_on: date
    side: Side
    days: int
    event: ClockEvent


@dataclass(frozen=True, slots=True)
class ReviewClock:
    """What the clock says on one day.

    `due_on` is None while paused or not started; `projected_due_on` is set only while paused, as if
    everything were redeposited today. `remaining_days` runs down to 0 on the due day, is frozen
    while paused, negative when overdue, None when not started or decided. The days of `steps` add
    up to `reviewer_days + team_days`: the days from the start to today, or to the decision.
    """

    state: State
    started_on: date | None
    due_on: date | None
    projected_due_on: date | None
    reviewer_days: int
    team_days: int
    remaining_days: int | None
    steps: tuple[Step, ...]
    days: int
    resume: Resume


@dataclass(slots=True)
class _Pause:
    """A stretch without a break during which at least one scope is open."""

    opened_on: date
    closed_on: date | None = None


def review_clock(
    events: Iterable[ClockEvent],
    *,
    days: int = REVIEW_PERIOD.amount,
    today: date,
    resume: Resume = "suspend",
) -> ReviewClock:
    """The clock on `today`, for a review of `days` calendar days; the order of `events` is free.

    No event gives "not_started". `ClockError` for an impossible story, a setting out of its range,
    or a due date beyond the calendar. Source: `REVIEW_PERIOD`; day 0 is not counted.
    """
    _check_settings(days, today, resume)
    story = _in_reading_order(events, today)
    if not story:
        return ReviewClock("not_started", None, None, None, 0, 0, None, (), days, resume)
    sides, pauses = _read(story)
    decided = story[-1].kind == "decided"
    end = story[-1].on if decided else today
    steps = _trace(story, sides, end)
    try:
        due, still_open = _due(story[0].on, pauses, days=days, resume=resume, end=end)
    except DateOutOfRange as error:
        raise ClockError(f"{story[0]} mène à une échéance hors du calendrier.", story[0]) from error
    paused = still_open and not decided
    return ReviewClock(
        state=_state(decided=decided, paused=paused, overdue=today > due),
        started_on=story[0].on,
        due_on=None if paused else due,
        projected_due_on=due if paused else None,
        reviewer_days=sum(step.days for step in steps if step.side == "ans"),
        team_days=sum(step.days for step in steps if step.side == "team"),
        remaining_days=None if decided else days_between(today, due),
        steps=steps,
        days=days,
        resume=resume,
    )


def _check_settings(days: int, today: date, resume: str) -> None:
    if not isinstance(days, int) or days < 1:
        raise ClockError("La durée d’instruction est un nombre entier de jours, au moins un.")
    if not _is_day(today):
        raise ClockError("Le jour de lecture du chronomètre est une date sans heure.")
    if resume not in _RESUME_POLICIES:
        raise ClockError(f"La règle de reprise « {resume} » n’existe pas.")


def _is_day(value: object) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _in_reading_order(events: Iterable[ClockEvent], today: date) -> list[ClockEvent]:
    """The events in the order in which they are read; refuses unknown kinds and future dates."""
    story = list(events)
    for event in story:
        if not _is_day(event.on):
            raise ClockError(f"Un événement « {event.kind} » n’a pas pour date un jour.", event)
        if event.kind not in _READING_ORDER:
            raise ClockError(f"{event} est d’un genre inconnu.", event)
        if event.on > today:
            raise ClockError(f"{event} est dans le futur.", event)
    return sorted(story, key=lambda e: (e.on, _READING_ORDER[e.kind], e.scope == "", e.scope))


def _read(story: list[ClockEvent]) -> tuple[list[Side], list[_Pause]]:
    """Who has the turn after each event, and the pauses; refuses impossible stories."""
    opened: dict[str, ClockEvent] = {}
    sides: list[Side] = []
    pauses: list[_Pause] = []
    for position, event in enumerate(story):
        _check_frame(story, position)
        was_paused = bool(opened)
        if event.kind == "returned":
            _open(opened, event)
        elif event.kind == "redeposited":
            _close(opened, event)
        if opened and not was_paused:
            pauses.append(_Pause(event.on))
        elif was_paused and not opened:
            pauses[-1].closed_on = event.on
        sides.append("team" if opened else "ans")
    return sides, pauses


def _check_frame(story: list[ClockEvent], position: int) -> None:
    """The complete deposit comes first and once; nothing follows the decision."""
    event, first = story[position], story[0]
    if first.kind != "complete":
        raise ClockError(f"{first} n’a pas de dépôt complet avant cette date.", first)
    if position and event.kind == "complete":
        message = f"{event} est de trop : le dossier est complet depuis le {french_day(first.on)}."
        raise ClockError(message, event)
    if position and story[position - 1].kind == "decided":
        decided_on = french_day(story[position - 1].on)
        raise ClockError(f"{event} vient après la décision du {decided_on}.", event)


def _open(opened: dict[str, ClockEvent], event: ClockEvent) -> None:
    if event.scope in opened:
        since = french_day(opened[event.scope].on)
        message = f"{event} s’ajoute à un retour du {since} encore sans redépôt avant ce jour."
        raise ClockError(message, event)
    opened[event.scope] = event


def _close(opened: dict[str, ClockEvent], event: ClockEvent) -> None:
    if event.scope == "" and opened:
        opened.clear()
    elif opened.pop(event.scope, None) is None:
        raise ClockError(f"{event} ne répond à aucun retour en cours.", event)


def _trace(story: list[ClockEvent], sides: list[Side], end: date) -> tuple[Step, ...]:
    """One step per event up to the next one or the end; the decision only ends the last step."""
    limits = [event.on for event in story[1:]]
    if story[-1].kind != "decided":
        limits.append(end)
    return tuple(
        Step(event.on, limit, side, days_between(event.on, limit), event)
        for event, side, limit in zip(story, sides, limits, strict=False)
    )


def _due(
    started_on: date, pauses: list[_Pause], *, days: int, resume: Resume, end: date
) -> tuple[date, bool]:
    """The due day, and whether a pause that counts is still open (then closed as if on `end`)."""
    due = add_days(started_on, days)
    for pause in pauses:
        if pause.opened_on >= due:
            break
        closed_on = pause.closed_on or end
        if resume == "restart":
            due = add_days(closed_on, days)
        else:
            due = add_days(due, days_between(pause.opened_on, closed_on))
        if pause.closed_on is None:
            return due, True
    return due, False


def _state(*, decided: bool, paused: bool, overdue: bool) -> State:
    if decided:
        return "decided"
    if paused:
        return "paused"
    return "overdue" if overdue else "running"
