"""Files with which the same proof passed in another dossier, offered where it is missing."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from apps.dossiers.kinds import CNDA_KINDS
from apps.dossiers.models import Dossier, ExpectedProof, ProofAnswer
from apps.dossiers.states import TO_MEND, ProofState
from apps.evidence.states import EvidenceKind, ScanState
from apps.rules.counting import is_fresh
from apps.rules.wording import french_day

MOST = 3
WAITING = [ProofState.ATTENDUE, *TO_MEND]


@dataclass(frozen=True)
class Offer:
    """A file that the ANS found conforme for the same proof elsewhere.

    `complaint`: why it is too old for the planned deposit, "" when it may be laid.
    """

    answer: ProofAnswer
    complaint: str

    @property
    def version(self):
        """Return the version of the document that passed."""
        return self.answer.version

    @property
    def proof(self) -> ExpectedProof:
        """Return the proof that passed with it."""
        return self.answer.proof


def offers_for(
    dossier: Dossier, proofs: list[ExpectedProof], *, user, on: date
) -> dict[int, list[Offer]]:
    """Return {proof pk: its offers, the latest verdict first} for the missing ones of `proofs`.

    Same number and same requirement, in a dossier that `user` sees. The CNDA answers for one
    product: its papers are offered between dossiers of that product only. A file that the proof
    has or had is not offered again. PASSI forms are judged on the planned deposit, else `on`.
    """
    waiting = [proof for proof in proofs if proof.state in WAITING]
    if not waiting:
        return {}
    known = _known(waiting)
    found = defaultdict(list)
    for answer in _accepted(dossier, waiting, user):
        found[same_proof(answer.proof)].append(answer)
    return {
        proof.pk: [
            Offer(answer, complaint_about(answer, dossier.planned_deposit_on or on))
            for answer in found[same_proof(proof)]
            if answer.version.blob.sha256 not in known[proof.pk] and _may_serve(answer, dossier)
        ][:MOST]
        for proof in waiting
    }


def _accepted(dossier: Dossier, waiting: list[ExpectedProof], user):
    return (
        ProofAnswer.objects.visible_to(user)
        .live()
        .files()
        .filter(
            proof__state=ProofState.CONFORME,
            proof__reference__in={proof.reference for proof in waiting},
        )
        .exclude(proof__dossier=dossier)
        .exclude(version__blob__scan_state=ScanState.INFECTED)
        .select_related(
            "proof__catalog_proof__requirement",
            "proof__dossier__product_version__product",
            "version__evidence",
            "version__blob",
        )
        .order_by("-proof__state_on", "-pk")
    )


def _known(waiting: list[ExpectedProof]) -> dict[int, set[str]]:
    known = defaultdict(set)
    rows = ProofAnswer.objects.files().filter(proof__in=waiting).order_by()
    for pk, sha256 in rows.values_list("proof_id", "version__blob__sha256"):
        known[pk].add(sha256)
    return known


def same_proof(proof: ExpectedProof) -> tuple[str, str]:
    """Return what tells that two proofs ask for the same thing: their numbers."""
    return proof.reference, proof.catalog_proof.requirement.reference


def _may_serve(answer: ProofAnswer, dossier: Dossier) -> bool:
    own = answer.proof.dossier.product_id == dossier.product_id
    return own or not {answer.version.evidence.kind, answer.proof.kind} & set(CNDA_KINDS)


def complaint_about(answer: ProofAnswer, day: date) -> str:
    """Return why a PASSI form does not serve on the day of the deposit; other kinds have no age."""
    if EvidenceKind.PASSI_FORM not in {answer.version.evidence.kind, answer.proof.kind}:
        return ""
    dated_on = answer.version.document_on
    if dated_on is None:
        return _("Sans date : son âge au dépôt ne se juge pas.")
    if dated_on <= day and is_fresh(dated_on, day):
        return ""
    facts = {"dated": french_day(dated_on), "day": french_day(day)}
    if dated_on > day:
        return _("Daté du %(dated)s, après le dépôt du %(day)s.") % facts
    return _("Daté du %(dated)s : trop ancien pour un dépôt le %(day)s.") % facts
