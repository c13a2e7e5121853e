"""What the summary of a deposit says, on paper and on screens: all of it frozen with the round."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.template.loader import render_to_string

from apps.dossiers.models import Round, RoundItem
from apps.dossiers.states import ClockState, DepositKind, ReviewKind

Line = tuple[RoundItem, str]


@dataclass(frozen=True)
class Summary:
    """The facts of a round: `groups` are its lines by chapter, each line with its file's name.

    `clock` is the trace of the clock on the day of the deposit, None for a round noted before it
    was kept; `steps` are its rows, `due_on` the day that they lead to.
    """

    round: Round
    kind: DepositKind
    groups: list[tuple[str, list[Line]]]
    manifest: bytes
    clock: dict | None
    state: ClockState | None
    due_on: date | None
    steps: list[dict]

    @property
    def facts(self) -> dict:
        """Return who, what and when, in the words of the day of the deposit."""
        return self.round.facts

    @property
    def lines(self) -> list[Line]:
        """Return every line, in the order of the manifest."""
        return [line for _chapter, lines in self.groups for line in lines]

    @property
    def proofs(self) -> int:
        """Return how many proofs the deposit answers."""
        return len({item.proof_id for item, _name in self.lines})

    @property
    def size(self) -> int:
        """Return the bytes of all its files."""
        return sum(item.size for item, _name in self.lines)


def summary_of(made: Round, items: list[RoundItem], names: list[str], manifest: bytes) -> Summary:
    """Return the summary of a round: `names` are those of `items` in the bundle."""
    clock, chapters = made.facts.get("clock"), made.facts.get("chapters", {})
    named = groupby(
        zip(items, names, strict=True),
        key=lambda line: chapters.get(line[0].reference, made.facts["chapter"]),
    )
    return Summary(
        round=made,
        kind=DepositKind(made.facts["kind"]),
        groups=[(chapter, list(lines)) for chapter, lines in named],
        manifest=manifest,
        clock=clock,
        state=ClockState(clock["state"]) if clock else None,
        due_on=_day(clock["due_on"]) if clock else None,
        steps=[_step(step) for step in clock["steps"]] if clock else [],
    )


def html_summary(summary: Summary) -> bytes:
    """Return the page for screens; it stands beside its style sheet."""
    names = ("round", "facts", "kind", "lines", "proofs", "size", "clock", "state", "due_on")
    context = {name: getattr(summary, name) for name in (*names, "steps")}
    return render_to_string("dossiers/bundle_summary.html", context).encode()


def _step(step: dict) -> dict:
    days = {"from_on": _day(step["from"]), "to_on": _day(step["to"])}
    return step | days | {"label": ReviewKind(step["fact"]).label}


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None
