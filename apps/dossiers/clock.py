"""The review clock of a dossier: its dated facts, read by `apps.rules.clock`.

The `clock_*` columns of a dossier are a cache of `clock_of`; only `refresh` writes them.
"""

from datetime import date

from apps.core.refusals import Invalid
from apps.dossiers.models import Dossier, ReviewEvent
from apps.dossiers.states import ClockState, DossierState, ReviewKind
from apps.rules.clock import ClockError, ClockEvent, ReviewClock, review_clock
from apps.rules.wording import french_scope

_READING_ORDER = [ReviewKind.COMPLETE, ReviewKind.RETURNED, ReviewKind.REDEPOSITED]


def live_events(dossier: Dossier) -> list[ReviewEvent]:
    """Return the facts that nobody voided, in the order in which the clock reads them."""
    return in_reading_order(dossier.review_events.live().select_related("chapter"))


def in_reading_order(events) -> list[ReviewEvent]:
    """Sort facts by day, then complete, returned, redeposited, decided; a whole dossier last."""

    def key(event):
        known = event.kind in _READING_ORDER
        rank = _READING_ORDER.index(event.kind) if known else len(_READING_ORDER)
        return event.occurred_on, rank, event.scope == "", event.scope

    return sorted(events, key=key)


def open_returns(events: list[ReviewEvent]) -> dict[str, ReviewEvent]:
    """Return {scope: the return that waits for a redeposit}; `events` in reading order."""
    waiting: dict[str, ReviewEvent] = {}
    for event in events:
        if event.kind == ReviewKind.RETURNED:
            waiting[event.scope] = event
        elif event.kind == ReviewKind.DECIDED or event.scope == "":
            waiting.clear()
        else:
            waiting.pop(event.scope, None)
    return waiting


def clock_of(dossier: Dossier, *, today: date) -> ReviewClock:
    """Return the clock of `dossier` on `today`; `Invalid` with a French sentence if its facts
    cannot have happened. The scope of a step is the pk of a chapter, "" for the whole dossier."""
    return read_clock(dossier, live_events(dossier), today=today)


def read_clock(dossier: Dossier, events: list[ReviewEvent], *, today: date) -> ReviewClock:
    """Return the clock that these facts give; same errors as `clock_of`."""
    try:
        return story_clock(dossier, events, today=today)
    except ClockError as error:
        raise Invalid(sentence_of(error, dossier), field="on") from error


def story_clock(dossier: Dossier, events: list[ReviewEvent], *, today: date) -> ReviewClock:
    """Return the clock that these facts give; `ClockError` names the fact that does not fit.

    Facts of an early instruction are left out (E8). Giving the candidature up stops the clock as
    a decision does.
    """
    facts = [
        ClockEvent(event.occurred_on, str(event.kind), event.scope)
        for event in events
        if not event.early
    ]
    if facts and dossier.state == DossierState.ABANDONNE:
        facts.append(ClockEvent(dossier.state_on, "decided"))
    return review_clock(
        facts,
        days=dossier.pathway.review_days,
        today=today,
        resume=dossier.pathway.resume_policy,
    )


def sentence_of(error: ClockError, dossier: Dossier) -> str:
    """Return the clock's French sentence, with the chapter's name in place of its number."""
    sentence = str(error)
    scope = error.event.scope if error.event else ""
    chapter = dossier.chapters.filter(pk=scope).first() if scope else None
    if chapter is None:
        return sentence
    return sentence.replace(french_scope(scope), french_scope(chapter.name))


def paused_on(clock: ReviewClock) -> date | None:
    """Return the day on which the pause under way began, None when there is none."""
    if clock.state != ClockState.PAUSED:
        return None
    opened_on = None
    for step in reversed(clock.steps):
        if step.side != "team":
            break
        opened_on = step.from_on
    return opened_on


def cache_of(clock: ReviewClock) -> dict:
    """Return the `clock_*` columns that this clock gives."""
    return {
        "clock_state": ClockState(clock.state),
        "clock_started_on": clock.started_on,
        "clock_due_on": clock.due_on,
        "clock_projected_on": clock.projected_due_on,
        "clock_paused_on": paused_on(clock),
        "clock_reviewer_days": clock.reviewer_days,
        "clock_team_days": clock.team_days,
    }


def refresh(dossier: Dossier, *, today: date) -> ReviewClock:
    """Recompute the `clock_*` columns of `dossier`, and since when it is in its state; not saved.

    Facts may be noted in any order, so the last one noted is not always the last that happened.
    """
    events = live_events(dossier)
    clock = read_clock(dossier, events, today=today)
    for name, value in cache_of(clock).items():
        setattr(dossier, name, value)
    if dossier.state == DossierState.PREUVES:
        dossier.state_on = dossier.proofs_on
    elif dossier.state == DossierState.A_CORRIGER:
        waiting = open_returns(events).values()
        dossier.state_on = min(event.occurred_on for event in waiting)
    elif dossier.state == DossierState.INSTRUCTION:
        turns = [e.occurred_on for e in events if e.kind != ReviewKind.RETURNED]
        dossier.state_on = max([dossier.instruction_on, *turns])
    return clock
