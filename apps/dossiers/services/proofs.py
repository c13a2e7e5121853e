"""Lay versions of documents on expected proofs, and take them off. One file, many proofs (B9)."""

from contextlib import ExitStack
from datetime import date

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Conflict, Invalid
from apps.dossiers.models import Dossier, ExpectedProof, ProofAnswer
from apps.dossiers.services.acting import acting, conclude
from apps.dossiers.states import OPEN, TO_MEND, ChapterState, ProofState
from apps.evidence.models import EvidenceVersion
from apps.evidence.services import store_file
from apps.evidence.states import ScanState
from apps.products.states import Action
from apps.rules.wording import french_day

SENT = (ChapterState.SOUMIS, ChapterState.VALIDE)


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
    """Take a file off a proof; the file stays in the vault, and the answer in the history."""
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
            raise Conflict(_("Ce fichier est déjà retiré."))
        if proof.state != ProofState.NON_APPLICABLE:
            refuse_laying(proof, on=on)
        if on < answer.laid_on:
            raise Invalid(
                _("Ce fichier n’est posé que depuis le %(day)s.")
                % {"day": french_day(answer.laid_on)},
                field="on",
            )
        answer.removed_on = on
        answer.save()
        if proof.state == ProofState.DEPOSEE and not proof.answers.live().exists():
            proof.clear(on=on)
            proof.save()
        sentence = _("« %(title)s » retiré de la preuve %(proof)s") % {
            "title": answer.version.evidence.title,
            "proof": proof,
        }
        conclude(dossier, "take_off", sentence, by=by, on=on, today=today)
    return proof


def refuse_laying(proof: ExpectedProof, *, on: date) -> None:
    """Refuse to change the files of a proof that the ANS holds, accepted, or does not expect."""
    facts = {"proof": proof, "chapter": proof.chapter, "day": french_day(proof.state_on)}
    if proof.dossier.state not in OPEN:
        raise Conflict(_("Ce dossier est clos : ses preuves ne changent plus."))
    if proof.state == ProofState.NON_APPLICABLE:
        raise Conflict(_("La preuve %(proof)s ne s’applique pas aux profils choisis.") % facts)
    if proof.state == ProofState.CONFORME:
        raise Conflict(_("La preuve %(proof)s est conforme : elle ne change plus.") % facts)
    if proof.state == ProofState.DEPOSEE and proof.chapter.state in SENT:
        raise Conflict(
            _("La preuve %(proof)s est à l’ANS avec le chapitre « %(chapter)s ».") % facts
        )
    if proof.state in TO_MEND and on < proof.state_on:
        raise Invalid(
            _("Le verdict sur la preuve %(proof)s est du %(day)s : posez la suite après.") % facts,
            field="on",
        )


def locked_proofs(proof_pks, *, by, on: date, today: date) -> list[ExpectedProof]:
    """Return the proofs with their dossiers locked, in one order whoever asks.

    The locks outlive their doors: they are held until the caller's transaction ends.
    """
    wanted = {int(pk) for pk in proof_pks}
    if not wanted:
        raise Invalid(_("Choisissez au moins une preuve."), field="proofs")
    visible = ExpectedProof.objects.visible_to(by).filter(pk__in=wanted)
    dossier_pks = sorted(set(visible.order_by().values_list("dossier_id", flat=True)))
    if visible.count() != len(wanted):
        raise Http404
    with ExitStack() as doors:
        dossiers = {
            pk: doors.enter_context(acting(pk, by=by, action=Action.CONTRIBUTE, on=on, today=today))
            for pk in dossier_pks
        }
    proofs = list(ExpectedProof.objects.filter(pk__in=wanted).select_related("chapter"))
    for proof in proofs:
        proof.dossier = dossiers[proof.dossier_id]
    return proofs


def _lay(proofs, version: EvidenceVersion, *, by, on, today, ans_told=False) -> None:
    _check_version(proofs, version)
    for proof in proofs:
        refuse_laying(proof, on=on)
    _take_off_replaced(proofs, version, on)
    ProofAnswer.objects.bulk_create(
        ProofAnswer(proof=proof, version=version, laid_on=on, laid_by=by, ans_told=ans_told)
        for proof in proofs
    )
    for proof in proofs:
        proof.deposit(on=on)
    ExpectedProof.objects.bulk_update(proofs, ["state", "state_on"])
    for dossier in {proof.dossier.pk: proof.dossier for proof in proofs}.values():
        _conclude(dossier, proofs, version, by=by, on=on, today=today)


def _conclude(dossier: Dossier, proofs, version, *, by, on, today) -> None:
    count = sum(proof.dossier_id == dossier.pk for proof in proofs)
    sentence = ngettext(
        "« %(title)s » posé sur %(count)d preuve",
        "« %(title)s » posé sur %(count)d preuves",
        count,
    ) % {"title": version.evidence.title, "count": count}
    conclude(dossier, "lay_version", sentence, by=by, on=on, today=today)


def _check_version(proofs: list[ExpectedProof], version: EvidenceVersion) -> None:
    if any(proof.dossier.product_id != version.evidence.product_id for proof in proofs):
        raise Invalid(_("Ce fichier appartient à un autre produit."), field="version")
    if version.blob.scan_state == ScanState.INFECTED:
        raise Invalid(_("L’antivirus a trouvé ce fichier infecté."), field="version")
    held = ProofAnswer.objects.live().filter(proof__in=proofs, version=version)
    twin = held.select_related("proof").first()
    if twin is not None:
        raise Conflict(_("Ce fichier répond déjà à la preuve %(proof)s.") % {"proof": twin.proof})


def _take_off_replaced(proofs: list[ExpectedProof], version: EvidenceVersion, on: date) -> None:
    """An older version of the document goes, and with a KO everything that the ANS refused."""
    refused = {proof.pk for proof in proofs if proof.state == ProofState.KO}
    replaced = []
    for answer in ProofAnswer.objects.live().filter(proof__in=proofs).select_related("version"):
        same_document = answer.version.evidence_id == version.evidence_id
        if same_document or answer.proof_id in refused:
            answer.removed_on = on
            replaced.append(answer)
    ProofAnswer.objects.bulk_update(replaced, ["removed_on"])
