"""What the page of a modification draws: the road it takes, and the rule that counts now."""

from dataclasses import dataclass
from datetime import date

from apps.changes.models import ChangeRecord
from apps.changes.states import FINAL
from apps.changes.states import ChangeState as S

USUAL = (S.A_EVALUER, S.A_NOTIFIER, S.NOTIFIEE, S.CLOSE)
AGAIN = (S.A_EVALUER, S.A_NOTIFIER, S.NOTIFIEE, S.NOUVELLE_DEMANDE, S.DEMANDE_DEPOSEE)
ROADS = {
    S.SANS_IMPACT: (S.A_EVALUER, S.SANS_IMPACT),
    S.NOUVELLE_DEMANDE: AGAIN,
    S.DEMANDE_DEPOSEE: AGAIN,
}


@dataclass(frozen=True)
class Step:
    """One state of the road: `place` is "done", "current" or "future", `on` its day."""

    state: S
    place: str
    on: date | None


def steps_of(change: ChangeRecord) -> list[Step]:
    """Return the states of the road that this modification takes, with the day of each."""
    state = S(change.state)
    road = ROADS.get(state, USUAL)
    here = road.index(state)
    days = {
        S.A_EVALUER: change.discovered_on,
        S.A_NOTIFIER: change.impact_established_on,
        S.NOTIFIEE: change.notified_on,
        S.NOUVELLE_DEMANDE: change.new_request_asked_on,
    } | dict.fromkeys(FINAL, change.closed_on)
    return [Step(each, _place(number, here, each), days[each]) for number, each in enumerate(road)]


def _place(number: int, here: int, state: S) -> str:
    if number > here:
        return "future"
    return "done" if number < here or state in FINAL else "current"
