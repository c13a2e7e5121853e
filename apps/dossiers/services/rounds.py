"""Rounds: what was deposited to the ANS, frozen file by file."""

from datetime import date
from hashlib import sha256

from django.db.models import Min

from apps.dossiers.clock import live_events, read_clock
from apps.dossiers.models import (
    Dossier,
    DossierChapter,
    ExpectedProof,
    ProofAnswer,
    ReviewEvent,
    Round,
    RoundItem,
)
from apps.dossiers.models.manifest import digest_of, words_as_file
from apps.dossiers.states import Nature
from apps.rules.clock import ReviewClock

WORDS_NAMES = {Nature.TEXT: "texte.txt", Nature.LINK: "lien.txt", Nature.RUN: "identifiant.txt"}
"""The name of the file that carries a written answer to the ANS."""


def freeze_round(
    dossier: Dossier,
    *,
    on: date,
    by,
    event: ReviewEvent | None = None,
    chapter: DossierChapter | None = None,
) -> Round:
    """Write the manifest of a deposit: every answer to an applicable proof of the scope.

    `event`: the fact of the deposit, so that voiding it voids the round. Proofs examined for the
    first time remember the day.
    """
    made = Round(
        dossier=dossier,
        number=dossier.rounds.count() + 1,
        chapter=chapter,
        deposited_on=on,
        event=event,
        recorded_by=by,
    )
    items = [_line(made, answer) for answer in _answers(dossier, chapter)]
    made.facts = _facts(made, items)
    made.digest = digest_of(made, items)
    made.save()
    RoundItem.objects.bulk_create(items)
    recall_first_deposits(dossier)
    return made


def take_back_round(chapter: DossierChapter, *, on: date) -> None:
    """The chapter was submitted by mistake: its last round counts no more, and stays readable."""
    submitted = chapter.rounds.live().filter(event__isnull=True).order_by("number").last()
    if submitted is not None:
        submitted.taken_back_on = on
        submitted.save(update_fields=["taken_back_on"])


def recall_first_deposits(dossier: Dossier) -> None:
    """Recompute `first_deposit_on` of every proof from the rounds that the ANS examines."""
    items = RoundItem.objects.filter(round__in=dossier.rounds.examined()).order_by()
    first = dict(items.values_list("proof").annotate(first=Min("round__deposited_on")))
    moved = []
    for proof in dossier.proofs.only("first_deposit_on"):
        if proof.first_deposit_on != first.get(proof.pk):
            proof.first_deposit_on = first.get(proof.pk)
            moved.append(proof)
    ExpectedProof.objects.bulk_update(moved, ["first_deposit_on"])


def _answers(dossier: Dossier, chapter: DossierChapter | None):
    return (
        ProofAnswer.objects.live()
        .filter(proof__in=dossier.proofs.applicable().within(chapter))
        .select_related("proof__catalog_proof__requirement", "version__blob")
        .order_by("proof__chapter__order", "proof__order", "proof", "pk")
    )


def _line(made: Round, answer: ProofAnswer) -> RoundItem:
    facts = _file_facts(answer) if answer.version else _words_facts(answer)
    return RoundItem(
        round=made,
        proof=answer.proof,
        reference=answer.proof.reference,
        requirement=answer.proof.catalog_proof.requirement.reference,
        **facts,
    )


def _file_facts(answer: ProofAnswer) -> dict:
    return {
        "version": answer.version,
        "version_number": answer.version.number,
        "filename": answer.version.filename,
        "sha256": answer.version.blob.sha256,
        "size": answer.version.blob.size,
    }


def _words_facts(answer: ProofAnswer) -> dict:
    content = words_as_file(answer.words)
    return {
        "nature": answer.nature,
        "words": answer.words,
        "filename": WORDS_NAMES[answer.badge],
        "sha256": sha256(content).hexdigest(),
        "size": len(content),
    }


def _facts(made: Round, items: list[RoundItem]) -> dict:
    """Return who deposited what, and the clock of that day, in words that later edits leave."""
    dossier = made.dossier
    names = dict(dossier.chapters.values_list("pk", "name"))
    events = [event for event in live_events(dossier) if event.occurred_on <= made.deposited_on]
    clock = read_clock(dossier, events, today=made.deposited_on)
    return {
        "kind": str(made.badge),
        "product": str(dossier.product),
        "publisher": str(dossier.product.publisher),
        "version": str(dossier.product_version),
        "pathway": str(dossier.pathway),
        "dsr": str(dossier.dsr),
        "catalog": str(dossier.catalog),
        "chapter": str(made.chapter or ""),
        "chapters": {item.reference: names[item.proof.chapter_id] for item in items},
        "recorded_by": str(made.recorded_by),
        "aside": _aside(made),
        "clock": _trace(clock, names),
    }


def _aside(made: Round) -> list[dict]:
    """Return the proofs of the scope that somebody decided not to answer, and why."""
    proofs = made.dossier.proofs.put_aside().within(made.chapter).select_related("aside_by")
    return [
        {
            "reference": proof.reference,
            "reason": proof.aside_reason,
            "by": str(proof.aside_by),
            "on": proof.aside_on.isoformat(),
        }
        for proof in proofs.order_by("chapter__order", "order", "pk")
    ]


def _trace(clock: ReviewClock, names: dict[int, str]) -> dict:
    def iso(day: date | None) -> str:
        return day.isoformat() if day else ""

    return {
        "state": clock.state,
        "started_on": iso(clock.started_on),
        "due_on": iso(clock.due_on or clock.projected_due_on),
        "reviewer_days": clock.reviewer_days,
        "team_days": clock.team_days,
        "steps": [
            {
                "from": iso(step.from_on),
                "to": iso(step.to_on),
                "side": step.side,
                "days": step.days,
                "fact": step.event.kind,
                "chapter": names.get(int(step.event.scope), "") if step.event.scope else "",
            }
            for step in clock.steps
        ],
    }
