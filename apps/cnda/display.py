"""What the page of a request draws: its four steps and its three papers."""

from dataclasses import dataclass, field
from datetime import date

from apps.cnda.guards import screenshot_warnings
from apps.cnda.models import CndaRequest
from apps.cnda.services.papers import Paper
from apps.cnda.states import CLOSED_WITHOUT, CndaStatus
from apps.evidence.models import EvidenceVersion
from apps.products.verbs import Verb

MOVES = ("open_cnda_request", "advance_cnda_request", "return_cnda_request")


@dataclass(frozen=True)
class Step:
    """One status of the stepper: `place` is "done", "current" or "future", `on` its day."""

    status: CndaStatus
    place: str
    tone: str = ""
    on: date | None = None


@dataclass(frozen=True)
class Slot:
    """One paper: the file in it, its day, the verb that fills it, what to mend."""

    paper: Paper
    version: EvidenceVersion | None
    on: date | None
    verb: Verb | None
    warnings: list[str] = field(default_factory=list)


def steps_of(request: CndaRequest, events) -> list[Step]:
    """Return the four statuses with the last day each was reached; `events`: newest first."""
    reached = {}
    for event in events:
        if event.verb in MOVES:
            reached.setdefault(event.after, event.occurred_on)
    return [_step(request, status, reached) for status in CndaStatus]


def _step(request, status: CndaStatus, reached: dict) -> Step:
    if status.rank > request.rank:
        return Step(status, "future")
    if status.rank < request.rank or request.is_obtained:
        return Step(status, "done", on=reached.get(status))
    tone = "red" if request.outcome in CLOSED_WITHOUT else str(status.tone)
    return Step(status, "current", tone, request.status_on)


def papers_of(request: CndaRequest, verbs: list[Verb]) -> list[Slot]:
    """Return the three slots, each with the button that its role and state allow."""
    by_name = {verb.name: verb for verb in verbs}
    return [
        Slot(
            paper,
            getattr(request, paper),
            getattr(request, f"{paper}_on"),
            by_name.get(paper),
            screenshot_warnings(request) if paper == Paper.SCREENSHOT else [],
        )
        for paper in Paper
    ]
