"""Read proofs one after the other: what the ANS said of one, and what the team notes for itself."""

from datetime import date

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.dossiers.models import ExpectedProof
from apps.dossiers.services.acting import acting
from apps.dossiers.services.assigning import plan_proofs
from apps.dossiers.services.verdicts import record_verdicts
from apps.frameworks.rem.cells import clean_text
from apps.products.states import Action


def review_proof(
    proof_pk: int,
    *,
    by,
    on: date,
    today: date,
    outcome: str = "",
    ground: str = "",
    comment: str = "",
    seen: str = "",
) -> bool:
    """Note the verdict, the team's comment or both on one proof; return whether anything changed.

    `seen`: the comment that the page showed. `Conflict` when somebody else changed it meanwhile,
    so that no words are lost. Errors of `record_verdicts` and `plan_proofs`.
    """
    proof = get_object_or_404(ExpectedProof.objects.visible_to(by).current(), pk=proof_pk)
    facts = {"by": by, "today": today}
    with acting(proof.dossier_id, action=Action.CONTRIBUTE, on=today, **facts) as dossier:
        said = clean_text(comment)
        changed = said != clean_text(seen)
        if changed:
            _refuse_overwriting(dossier.proofs.get(pk=proof_pk), seen)
            plan_proofs(dossier.pk, {proof_pk: {"comment": said}}, **facts)
        if outcome:
            record_verdicts(dossier.pk, [(proof_pk, outcome, ground)], on=on, **facts)
    return changed or bool(outcome)


def _refuse_overwriting(proof: ExpectedProof, seen: str) -> None:
    if clean_text(proof.comment) != clean_text(seen):
        raise Conflict(
            _(
                "Quelqu’un a changé le commentaire entre-temps : « %(comment)s ». "
                "Complétez le vôtre, puis enregistrez de nouveau."
            )
            % {"comment": proof.comment}
        )
