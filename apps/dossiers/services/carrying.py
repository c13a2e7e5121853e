"""Start a dossier from what answers another one of the same product."""

from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Invalid
from apps.dossiers.models import Dossier, ExpectedProof, ProofAnswer
from apps.dossiers.pages.offers import complaint_about, same_proof
from apps.dossiers.services.acting import acting, conclude
from apps.dossiers.states import ProofState
from apps.evidence.states import ScanState
from apps.products.states import Action


def carry_answers(pk: int, *, by, on: date, today: date, parent: Dossier) -> int:
    """Lay on the waiting proofs of dossier `pk` the answers of the same proofs of `parent`.

    Each answer says that it is carried over, and is in doubt where the wording differs. Infected
    files and forms too old for the planned deposit stay behind. Nothing goes to the ANS. Returns
    how many proofs have an answer. `Invalid` for a parent of another product.
    """
    with acting(pk, by=by, action=Action.LEAD, on=on, today=today) as dossier:
        if parent.product_id != dossier.product_id:
            raise Invalid(_("Choisissez un dossier du même produit."), field="parent")
        held = _held(parent)
        proofs = dossier.proofs.current().filter(state=ProofState.ATTENDUE)
        proofs = list(proofs.select_related("catalog_proof__requirement"))
        day = dossier.planned_deposit_on or on
        new = [
            _copy(proof, answer, by=by, on=on)
            for proof in proofs
            for answer in held.get(same_proof(proof), ())
            if not (answer.version_id and complaint_about(answer, day))
        ]
        ProofAnswer.objects.bulk_create(new)
        carried = list({answer.proof_id: answer.proof for answer in new}.values())
        for proof in carried:
            proof.deposit(on=on)
        ExpectedProof.objects.bulk_update(carried, ["state", "state_on"])
        sentence = ngettext(
            "%(n)d preuve reprise de %(parent)s, à relire avant le dépôt",
            "%(n)d preuves reprises de %(parent)s, à relire avant le dépôt",
            len(carried),
        ) % {"n": len(carried), "parent": parent}
        conclude(dossier, "carry_answers", sentence, by=by, on=on, today=today)
    return len(carried)


def _held(parent: Dossier) -> dict[tuple[str, str], list[ProofAnswer]]:
    held = {}
    rows = (
        ProofAnswer.objects.live()
        .filter(proof__dossier=parent, proof__dropped_on__isnull=True)
        .exclude(version__blob__scan_state=ScanState.INFECTED)
        .select_related("proof__catalog_proof__requirement", "version__evidence", "version__blob")
        .order_by("pk")
    )
    for answer in rows:
        held.setdefault(same_proof(answer.proof), []).append(answer)
    return held


def _copy(proof: ExpectedProof, answer: ProofAnswer, *, by, on: date) -> ProofAnswer:
    answered = answer.reworded_from or answer.proof.catalog_proof
    return ProofAnswer(
        proof=proof,
        version=answer.version,
        nature=answer.nature,
        words=answer.words,
        laid_on=on,
        laid_by=by,
        carried_from=answer,
        reworded_from=None if answered.text == proof.catalog_proof.text else answered,
    )
