"""The internal targets of proofs as due dates: open until the proof is answered."""

from datetime import date

from django.db.models import Min, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from apps.deadlines.services import Due
from apps.dossiers.models import Dossier, ExpectedProof
from apps.dossiers.states import OPEN, TO_MEND, ProofState
from apps.rules.book import PROOF_TARGET


def target_dues(dossier: Dossier) -> list[Due]:
    """Return a due date per applicable proof of an open dossier that has a target, in one query.

    Whoever has the proof is responsible, else whoever has the dossier. Words: the active language.
    """
    if dossier.state not in OPEN:
        return []
    proofs = dossier.proofs.applicable().filter(target_on__isnull=False)
    live = Q(answers__removed_on__isnull=True)
    return [
        _due(dossier, proof)
        for proof in proofs.annotate(laid_on=Min("answers__laid_on", filter=live)).order_by("pk")
    ]


def _due(dossier: Dossier, proof: ExpectedProof) -> Due:
    chapter = reverse("dossiers:chapter", args=[proof.chapter_id])
    return Due(
        kind=PROOF_TARGET.code,
        slot=str(proof.pk),
        due_on=proof.target_on,
        title=_("Préparer la preuve %(proof)s : %(dossier)s")
        % {"proof": proof, "dossier": dossier},
        responsible_id=proof.responsible_id or dossier.responsible_id,
        url=f"{chapter}#preuve-{proof.pk}",
        explanation=f"{PROOF_TARGET.source}.",
        done_on=_done_on(proof),
    )


def _done_on(proof: ExpectedProof) -> date | None:
    """Return the day of the first answer that stands, None while the proof waits for one.

    A target after a KO is that of the new version.
    """
    if proof.state == ProofState.ATTENDUE:
        return None
    if proof.state in TO_MEND and proof.target_on > proof.state_on:
        return None
    return proof.laid_on
