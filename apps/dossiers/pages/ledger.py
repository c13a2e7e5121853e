"""The ledger "Pourquoi cette date ?": each line begins with a fact, and its days add up."""

from dataclasses import dataclass
from datetime import date

from apps.dossiers.models import ReviewEvent
from apps.dossiers.states import ReviewKind
from apps.rules.clock import ReviewClock


@dataclass(frozen=True)
class LedgerLine:
    """One line. `part`: "step" (days that passed), "decision", "future" (days to come), "early"
    (a fact of an early instruction, which the clock leaves out).

    `side`: "ans", "team" or "" when the line has no days; `event`: the fact it begins with.
    """

    part: str
    from_on: date | None
    to_on: date | None
    side: str
    days: int | None
    event: ReviewEvent | None = None


@dataclass(frozen=True)
class Ledger:
    """The lines in their order, and the facts that were voided, which count for nothing."""

    lines: list[LedgerLine]
    voided: list[ReviewEvent]


def ledger_of(clock: ReviewClock, events: list[ReviewEvent], *, today: date) -> Ledger:
    """Return the ledger of `clock`; `events` are all review events of the dossier, oldest first."""
    live = [event for event in events if event.voided_at is None]
    facts = {(event.kind, event.occurred_on, event.scope): event for event in live}
    lines = [
        LedgerLine("early", event.occurred_on, None, "", None, event)
        for event in live
        if event.early
    ]
    for step in clock.steps:
        fact = facts.get((step.event.kind, step.event.on, step.event.scope))
        lines.append(LedgerLine("step", step.from_on, step.to_on, step.side, step.days, fact))
    lines += _ending(clock, live, today)
    return Ledger(lines, [event for event in events if event.voided_at is not None])


def _ending(clock: ReviewClock, live: list[ReviewEvent], today: date) -> list[LedgerLine]:
    """Return the line that leads to the date, or the decision; none before the start."""
    if clock.state == "not_started":
        return []
    if clock.state == "decided":
        return [
            LedgerLine("decision", event.occurred_on, None, "", None, event)
            for event in live
            if event.kind == ReviewKind.DECIDED
        ]
    if clock.state == "overdue":
        return []
    from_on = None if clock.state == "paused" else today
    to_on = clock.due_on or clock.projected_due_on
    return [LedgerLine("future", from_on, to_on, "ans", clock.remaining_days)]
