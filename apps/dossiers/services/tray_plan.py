"""What a file of the tray would do if it were laid now, and what holds it back."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from apps.core.refusals import Refusal
from apps.dossiers.models import ExpectedProof, ProofAnswer, TrayFile
from apps.dossiers.services.laying import refuse_laying
from apps.dossiers.states import OnConflict
from apps.evidence.models import Evidence
from apps.evidence.states import EvidenceKind, ScanState


@dataclass(frozen=True)
class Plan:
    """`proofs`: those chosen; `targets`: those that would get the file; `held`: the live answers
    of these; `documents`: the documents that the held versions are of, oldest first."""

    file: TrayFile
    proofs: list[ExpectedProof]
    targets: list[ExpectedProof]
    held: list[ProofAnswer]
    documents: list[Evidence]

    @property
    def document(self) -> Evidence | None:
        """Return the document that would get a new version, None when the file is one of its own.

        A file that was laid before keeps the version that it became.
        """
        renews = self.file.on_conflict == OnConflict.NEW_VERSION and self.file.version_id is None
        return self.documents[0] if renews and self.documents else None

    @property
    def kind(self) -> str:
        """Return the kind that the file would have: a new version is of its document's."""
        return self.document.kind if self.document else self.file.kind

    @property
    def is_common(self) -> bool:
        """Return whether it answers proofs of several dossiers."""
        return len({proof.dossier_id for proof in self.proofs} | {self.file.dossier_id}) > 1


def with_plans(files) -> list[Plan]:
    """Return the plan of each file of a queryset, in four queries whatever its length."""
    rows = files.select_related("blob", "received_by", "dossier", "version__evidence")
    return [plan_of(row, row.proofs.all()) for row in rows.prefetch_related(_proofs_with_files())]


def _proofs_with_files() -> Prefetch:
    return Prefetch("proofs", with_files(ExpectedProof.objects.all()))


def with_files(proofs):
    """Load what a plan reads of `proofs`: chapter, dossier, files laid; words are left."""
    answers = ProofAnswer.objects.live().files().select_related("version__evidence").order_by("pk")
    return proofs.select_related(
        "chapter", "catalog_proof", "dossier__product_version__product", "dossier__dsr"
    ).prefetch_related(Prefetch("answers", answers, to_attr="laid"))


def plan_of(file: TrayFile, proofs) -> Plan:
    """Return the plan of `file` for `proofs` loaded by `with_files`."""
    proofs = list(proofs)
    skips = file.on_conflict == OnConflict.SKIP
    targets = [proof for proof in proofs if not (skips and proof.laid)]
    held = [answer for proof in targets for answer in proof.laid]
    documents = {answer.version.evidence_id: answer.version.evidence for answer in held}
    return Plan(file, proofs, targets, held, [documents[pk] for pk in sorted(documents)])


def obstacle(plan: Plan, *, on: date) -> str:
    """Return what holds the file back on the day `on`, as what to do; "" when it can be laid."""
    if not plan.proofs:
        return _("Choisissez la preuve à laquelle ce fichier répond.")
    if plan.targets and plan.file.blob.scan_state == ScanState.INFECTED:
        return _("L’antivirus a trouvé ce fichier infecté : retirez-le de la liste.")
    try:
        for proof in plan.targets:
            refuse_laying(proof, on=on)
    except Refusal as refusal:
        return refusal.message
    return _same_content(plan) or _several_documents(plan) or _undated_form(plan)


def _same_content(plan: Plan) -> str:
    for answer in plan.held:
        if answer.version.blob_id == plan.file.blob_id:
            proof = next(each for each in plan.targets if each.pk == answer.proof_id)
            return _("Le même contenu répond déjà à la preuve %(proof)s.") % {"proof": proof}
    return ""


def _several_documents(plan: Plan) -> str:
    if plan.document and len(plan.documents) > 1:
        return _(
            "Ces preuves ont plusieurs documents : dites si le fichier vient à côté d’eux "
            "ou à leur place."
        )
    return ""


def _undated_form(plan: Plan) -> str:
    undated = plan.file.version_id is None and plan.file.document_on is None
    if plan.targets and undated and plan.kind == EvidenceKind.PASSI_FORM:
        return _("Saisissez la date que porte ce formulaire PASSI.")
    return ""
