"""What a round changed since the deposit before, and which grounds of the ANS it answers."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import groupby

from django.utils.translation import gettext_lazy as _

from apps.dossiers.models import DossierChapter, ExpectedProof, ProofVerdict, Round, RoundItem
from apps.dossiers.states import TO_MEND, FileChange

VIEWS = {
    "changements": (_("Ce qui change"), set(FileChange) - {FileChange.UNCHANGED}),
    "tout": (_("Tout"), set(FileChange)),
    "nouvelles": (_("Nouvelles"), {FileChange.NEW}),
    "remplacees": (_("Remplacées"), {FileChange.REPLACED}),
    "retirees": (_("Retirées"), {FileChange.WITHDRAWN}),
    "inchangees": (_("Inchangées"), {FileChange.UNCHANGED}),
}
"""The filters of the page: address word → label and changes."""


@dataclass(frozen=True)
class ProofChange:
    """A proof with the lines of this round and those of the deposit before."""

    proof: ExpectedProof
    change: FileChange
    now: list[RoundItem]
    before: list[RoundItem]


@dataclass(frozen=True)
class GroundLine:
    """A ground that the ANS gave before this round; `answers`: the new files, none if it waits."""

    verdict: ProofVerdict
    answers: list[RoundItem]


@dataclass(frozen=True)
class Tab:
    """One filter with the number of proofs it keeps."""

    name: str
    label: str
    count: int
    current: bool


def changes_of(made: Round) -> list[ProofChange]:
    """Return every proof that this round or the deposit before it holds, in their order.

    The deposit before is, chapter by chapter, the last live one that held that chapter.
    """
    now = _by_proof(_items(RoundItem.objects.filter(round=made)))
    before = _by_proof(_items_before(made))
    proofs = {proof.pk: proof for proof in (*now, *before)}
    ordered = sorted(proofs.values(), key=lambda p: (p.chapter.order, p.chapter_id, p.order, p.pk))
    return [
        ProofChange(proof, _change(now[proof], before[proof]), now[proof], before[proof])
        for proof in ordered
    ]


def tabs_of(changes: list[ProofChange], view: str) -> tuple[list[Tab], list[ProofChange]]:
    """Return the filters that keep something, and the proofs that `view` keeps.

    Without a known `view`: what changes, or everything when nothing was there before.
    """
    counts = Counter(each.change for each in changes)
    first = set(counts) <= {FileChange.NEW}
    current = view if view in VIEWS else "tout" if first else "changements"
    tabs = [
        Tab(name, label, count, name == current)
        for name, (label, wanted) in VIEWS.items()
        if (count := sum(counts[each] for each in wanted)) or name == current
    ]
    return tabs, [each for each in changes if each.change in VIEWS[current][1]]


def grounds_of(made: Round) -> list[GroundLine]:
    """Return the grounds that waited on the day of this round: those that wait still come first.

    A later verdict on the same proof replaces the earlier; one that a deposit between the two
    answered is not returned. A ground is answered by a file that the deposit before had not.
    """
    last: dict[int, ProofVerdict] = {}
    verdicts = ProofVerdict.objects.live().filter(proof__dossier=made.dossier_id)
    for verdict in verdicts.select_related("proof__chapter").order_by("occurred_on", "pk"):
        if _key(verdict) < made.order_key:
            last[verdict.proof_id] = verdict
    waiting = {pk: verdict for pk, verdict in last.items() if verdict.outcome in TO_MEND}
    lines = [
        GroundLine(waiting[pk], answers)
        for pk, (answered_by, answers) in _answers(made, waiting).items()
        if answered_by in (None, made.pk)
    ]
    return sorted(lines, key=lambda line: bool(line.answers))


def _answers(made: Round, waiting: dict[int, ProofVerdict]) -> dict[int, tuple]:
    """Return {proof pk: (pk of the first round that answers it or None, its new files)}."""
    deposits = defaultdict(list)
    for item in _items(RoundItem.objects.filter(proof__in=waiting)):
        known = item.round_id == made.pk or not item.round.is_voided
        if known and item.round.order_key <= made.order_key:
            deposits[item.proof_id].append(item)
    found = {}
    for pk, verdict in waiting.items():
        held: set[str] = set()
        found[pk] = (None, [])
        rounds = sorted(deposits[pk], key=lambda item: (item.round.order_key, item.round.number))
        for round_pk, items in groupby(rounds, key=lambda item: item.round_id):
            items = list(items)
            if items[0].round.order_key <= _key(verdict):
                held = {item.sha256 for item in items}
                continue
            fresh = [item for item in items if item.sha256 not in held]
            if fresh:
                found[pk] = (round_pk, fresh)
                break
    return found


def _key(verdict: ProofVerdict) -> tuple:
    return verdict.occurred_on, verdict.recorded_at


def _items_before(made: Round) -> list[RoundItem]:
    earlier = [
        each
        for each in made.dossier.rounds.live()
        if (each.deposited_on, each.number) < (made.deposited_on, made.number)
    ]
    earlier.sort(key=lambda each: (each.deposited_on, each.number), reverse=True)
    chapters = [made.chapter_id] if made.chapter_id else _chapter_pks(made)
    held = defaultdict(list)
    for pk in chapters:
        last = next((each for each in earlier if each.chapter_id in (None, pk)), None)
        if last is not None:
            held[last.pk].append(pk)
    items = _items(RoundItem.objects.filter(round__in=held)) if held else []
    return [item for item in items if item.proof.chapter_id in held[item.round_id]]


def _chapter_pks(made: Round) -> list[int]:
    return list(DossierChapter.objects.filter(dossier=made.dossier_id).values_list("pk", flat=True))


def _items(rows):
    return rows.select_related("round__event", "proof__chapter", "version__blob").order_by("pk")


def _by_proof(items) -> dict[ExpectedProof, list[RoundItem]]:
    found = defaultdict(list)
    for item in items:
        found[item.proof].append(item)
    return found


def _change(now: list[RoundItem], before: list[RoundItem]) -> FileChange:
    if not before:
        return FileChange.NEW
    if not now:
        return FileChange.WITHDRAWN
    same = {item.sha256 for item in now} == {item.sha256 for item in before}
    return FileChange.UNCHANGED if same else FileChange.REPLACED
