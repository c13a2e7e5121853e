"""Lay versions of documents on expected proofs, and take them off. One file, many proofs (B9)."""

from datetime import date

from django.db import transaction
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.models import ExpectedProof, ProofAnswer
from apps.dossiers.services.acting import acting, conclude
from apps.dossiers.services.laying import lay, locked_proofs, refuse_laying
from apps.dossiers.states import ProofState
from apps.evidence.models import EvidenceVersion
from apps.evidence.services import store_file
from apps.evidence.states import ScanState
from apps.products.states import Action
from apps.rules.wording import french_day


def lay_version(
    proof_pks,
    version: EvidenceVersion,
    *,
    by,
    on: date,
    today: date,
    ans_told: bool = False,
) -> list[ExpectedProof]:
    """Answer expected proofs, of one dossier or several of the product, with one file.

    An older version of the same document is taken off, and so is every file that the ANS found
    KO. All or nothing: one proof that refuses the file refuses it for all. `ans_told`: the ANS
    was told that this file serves several dossiers.
    """
    with transaction.atomic():
        proofs = locked_proofs(proof_pks, by=by, on=on, today=today)
        _lay(proofs, version, by=by, on=on, today=today, ans_told=ans_told)
    return proofs


def answer_with_file(
    proof_pks,
    upload,
    *,
    by,
    on: date,
    today: date,
    kind: str,
    title: str = "",
    document_on: date | None = None,
    comment: str = "",
) -> EvidenceVersion:
    """Deposit a file in the vault of the product and lay it on these proofs, in one go.

    What the proofs refuse is refused before the file is read. Errors of `store_file` and
    `lay_version`.
    """
    with transaction.atomic():
        proofs = locked_proofs(proof_pks, by=by, on=on, today=today)
        for proof in proofs:
            refuse_laying(proof, on=on)
        version = store_file(
            proofs[0].dossier.product,
            upload,
            by=by,
            kind=kind,
            title=title,
            document_on=document_on,
            comment=comment,
            today=today,
        )
        _lay(proofs, version, by=by, on=on, today=today)
    return version


def take_off(answer_pk: int, *, by, on: date, today: date) -> ExpectedProof:
    """Take an answer off a proof; its file stays in the vault, and the answer in the history."""
    seen = get_object_or_404(
        ProofAnswer.objects.visible_to(by).select_related("proof"), pk=answer_pk
    )
    dossier_pk = seen.proof.dossier_id
    with acting(dossier_pk, by=by, action=Action.CONTRIBUTE, on=on, today=today) as dossier:
        answer = ProofAnswer.objects.select_related("proof__chapter", "version__evidence").get(
            pk=answer_pk
        )
        proof = answer.proof
        proof.dossier = dossier
        if answer.removed_on:
            raise Conflict(_("Cette réponse est déjà retirée."))
        if proof.state != ProofState.NON_APPLICABLE:
            refuse_laying(proof, on=on)
        if on < answer.laid_on:
            raise Invalid(
                _("Cette réponse n’est posée que depuis le %(day)s.")
                % {"day": french_day(answer.laid_on)},
                field="on",
            )
        answer.removed_on = on
        answer.save()
        if proof.state == ProofState.DEPOSEE and not proof.answers.live().exists():
            proof.clear(on=on)
            proof.save()
        sentence = _("« %(title)s » retiré de la preuve %(proof)s") % {
            "title": answer.title,
            "proof": proof,
        }
        conclude(dossier, "take_off", sentence, by=by, on=on, today=today)
    return proof


def _lay(proofs, version: EvidenceVersion, *, by, on, today, ans_told=False) -> None:
    _check_version(proofs, version)
    answer = {"version": version, "ans_told": ans_told}
    lay(
        proofs,
        answer,
        "lay_version",
        replaces=lambda held: held.version and held.version.evidence_id == version.evidence_id,
        by=by,
        on=on,
        today=today,
    )


def _check_version(proofs: list[ExpectedProof], version: EvidenceVersion) -> None:
    if any(proof.dossier.product_id != version.evidence.product_id for proof in proofs):
        raise Invalid(_("Ce fichier appartient à un autre produit."), field="version")
    if version.blob.scan_state == ScanState.INFECTED:
        raise Invalid(_("L’antivirus a trouvé ce fichier infecté."), field="version")
    held = ProofAnswer.objects.live().filter(proof__in=proofs, version=version)
    twin = held.select_related("proof").first()
    if twin is not None:
        raise Conflict(_("Ce fichier répond déjà à la preuve %(proof)s.") % {"proof": twin.proof})
