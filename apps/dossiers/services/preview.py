"""What a fact would change, before it is noted: the clock and the due dates, nothing written."""

from dataclasses import dataclass
from datetime import date

from apps.deadlines.services import Due
from apps.dossiers.clock import in_reading_order, live_events, read_clock
from apps.dossiers.duedates import story_dues
from apps.dossiers.models import Dossier, DossierChapter, ReviewEvent
from apps.dossiers.states import ReviewKind
from apps.products.door import refuse_future
from apps.rules.clock import ReviewClock


@dataclass(frozen=True)
class Move:
    """A due date that the fact would move: `old` None when it opens, `new` None when it closes.

    `kind` and `slot` name its row of the register, if it has one already.
    """

    kind: str
    slot: str
    title: str
    old: date | None
    new: date | None


@dataclass(frozen=True)
class Preview:
    """The clock without and with the fact, and the due dates that differ."""

    before: ReviewClock
    after: ReviewClock
    moves: tuple[Move, ...]


def preview_event(
    dossier: Dossier,
    kind: str,
    on: date,
    chapter: DossierChapter | None = None,
    *,
    today: date,
) -> Preview:
    """Return what noting this fact would change; `Invalid` when it cannot have happened."""
    refuse_future(on, today)
    events = live_events(dossier)
    kind = ReviewKind(kind)
    fact = ReviewEvent(
        dossier=dossier,
        kind=kind,
        chapter=chapter,
        occurred_on=on,
        early=kind != ReviewKind.COMPLETE and dossier.clock_started_on is None,
    )
    story = in_reading_order([*events, fact])
    old = _open(story_dues(dossier, events, today=today))
    new = _open(story_dues(dossier, story, today=today))
    moves = [
        Move(*key, (new.get(key) or old[key]).title, _day(old.get(key)), _day(new.get(key)))
        for key in [*old, *(key for key in new if key not in old)]
        if _day(old.get(key)) != _day(new.get(key))
    ]
    return Preview(
        before=read_clock(dossier, events, today=today),
        after=read_clock(dossier, story, today=today),
        moves=tuple(moves),
    )


def _open(dues: list[Due]) -> dict[tuple[str, str], Due]:
    return {(due.kind, due.slot): due for due in dues if due.done_on is None}


def _day(due: Due | None) -> date | None:
    return due.due_on if due else None
