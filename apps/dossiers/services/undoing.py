"""Undo an act on many proofs, row by row: what changed since stays, and is named."""

from dataclasses import dataclass
from datetime import date, datetime

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Conflict
from apps.dossiers.models import BatchItem, Dossier, ExpectedProof, ProofBatch, ProofVerdict
from apps.dossiers.services.acting import acting, conclude, refuse_state
from apps.dossiers.services.batches import UNDO_WINDOW
from apps.dossiers.services.verdicts import forget, resume_chapters
from apps.dossiers.states import OPEN, DossierState
from apps.products.policy import require
from apps.products.states import Action


@dataclass(frozen=True)
class Undone:
    """`restored`: the proofs that are as before; `kept`: those that changed since, left alone."""

    restored: list[ExpectedProof]
    kept: list[ExpectedProof]


def undo_batch(batch_pk: int, *, by, today: date, now: datetime) -> Undone:
    """Put back what a batch changed, within `UNDO_WINDOW` of it.

    Whoever did it may undo it, and whoever leads. `Conflict` when it is too late, done already,
    or when every proof changed since.
    """
    seen = get_object_or_404(ProofBatch.objects.visible_to(by), pk=batch_pk)
    with acting(seen.dossier_id, by=by, action=Action.CONTRIBUTE, on=today, today=today) as dossier:
        batch = ProofBatch.objects.get(pk=batch_pk)
        if batch.done_by_id != by.pk:
            require(by, Action.LEAD, dossier)
        _refuse_late(batch, now)
        refuse_state(dossier, OPEN, _("Ce dossier est clos : ses preuves ne changent plus."))
        items = list(batch.items.select_related("proof__chapter", "verdict__proof"))
        newest = _newest_verdicts(items)
        same = [item for item in items if _is_as_given(item, newest)]
        kept = [item.proof for item in items if item not in same]
        if not same:
            raise Conflict(_("Toutes ces preuves ont changé depuis : elles restent ainsi."))
        _restore(dossier, batch, same, today)
        batch.undone_at, batch.undone_by = now, by
        batch.save()
        sentence = _("Annulé : %(act)s") % {"act": batch.sentence}
        note = _left_alone(kept)
        conclude(dossier, "undo_batch", sentence, by=by, on=today, today=today, note=note)
    return Undone([item.proof for item in same], kept)


def _left_alone(kept: list[ExpectedProof]) -> str:
    """Return which proofs an undo left as they are, "" for none."""
    if not kept:
        return ""
    return ngettext(
        "Changée depuis, elle reste ainsi : %(proofs)s",
        "Changées depuis, elles restent ainsi : %(proofs)s",
        len(kept),
    ) % {"proofs": ", ".join(str(proof) for proof in kept)}


def _refuse_late(batch: ProofBatch, now: datetime) -> None:
    if batch.undone_at:
        raise Conflict(_("Cet acte est déjà annulé."))
    if now > batch.done_at + UNDO_WINDOW:
        raise Conflict(
            _("Le délai d’annulation est passé : reprenez les preuves une par une, ou par lot.")
        )


def _newest_verdicts(items: list[BatchItem]) -> dict[int, int]:
    """Return {proof pk: pk of its last verdict that nobody voided}."""
    live = ProofVerdict.objects.live().filter(proof__in=[item.proof_id for item in items])
    return dict(live.order_by("pk").values_list("proof_id", "pk"))


def _is_as_given(item: BatchItem, newest: dict[int, int]) -> bool:
    proof, verdict = item.proof, item.verdict
    if verdict is not None:
        return newest.get(proof.pk) == verdict.pk and proof.state == verdict.outcome
    given = item.given_responsible_id, item.given_target_on
    return (proof.responsible_id, proof.target_on) == given


def _restore(dossier: Dossier, batch: ProofBatch, items: list[BatchItem], today: date) -> None:
    verdicts = [item.verdict for item in items if item.verdict]
    if verdicts:
        forget(verdicts, on=today, reason=_("Annulé : %(act)s") % {"act": batch.sentence})
        if dossier.state == DossierState.PREUVES:
            resume_chapters(dossier, {item.proof.chapter_id for item in items}, on=today)
        return
    for item in items:
        item.proof.responsible_id = item.former_responsible_id
        item.proof.target_on = item.former_target_on
    ExpectedProof.objects.bulk_update([item.proof for item in items], ["responsible", "target_on"])
