"""Rounds: what was deposited to the ANS, frozen file by file."""

from datetime import date

from django.db.models import Min

from apps.dossiers.models import (
    Dossier,
    DossierChapter,
    ExpectedProof,
    ProofAnswer,
    ReviewEvent,
    Round,
    RoundItem,
)


def freeze_round(
    dossier: Dossier,
    *,
    on: date,
    by,
    event: ReviewEvent | None = None,
    chapter: DossierChapter | None = None,
) -> Round:
    """Write the manifest of a deposit: every file that answers an applicable proof of the scope.

    `event`: the fact of the deposit, so that voiding it voids the round. Proofs deposited for the
    first time remember the day.
    """
    number = dossier.rounds.count() + 1
    made = Round.objects.create(
        dossier=dossier, number=number, deposited_on=on, event=event, recorded_by=by
    )
    answers = (
        ProofAnswer.objects.live()
        .filter(proof__in=dossier.proofs.applicable().within(chapter))
        .select_related("proof", "version__blob")
        .order_by("proof__order", "proof", "pk")
    )
    RoundItem.objects.bulk_create(
        RoundItem(
            round=made,
            proof=answer.proof,
            reference=answer.proof.reference,
            version=answer.version,
            filename=answer.version.filename,
            sha256=answer.version.blob.sha256,
        )
        for answer in answers
    )
    recall_first_deposits(dossier)
    return made


def recall_first_deposits(dossier: Dossier) -> None:
    """Recompute `first_deposit_on` of every proof from the rounds that were not voided."""
    items = RoundItem.objects.filter(round__in=dossier.rounds.live()).order_by()
    first = dict(items.values_list("proof").annotate(first=Min("round__deposited_on")))
    moved = []
    for proof in dossier.proofs.only("first_deposit_on"):
        if proof.first_deposit_on != first.get(proof.pk):
            proof.first_deposit_on = first.get(proof.pk)
            moved.append(proof)
    ExpectedProof.objects.bulk_update(moved, ["first_deposit_on"])
