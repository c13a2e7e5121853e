"""The dossier and what hangs on it."""

from apps.dossiers.models.answers import ProofAnswer, ProofVerdict
from apps.dossiers.models.batches import BatchItem, ProofBatch
from apps.dossiers.models.dossier import Dossier
from apps.dossiers.models.proofs import DossierChapter, ExpectedProof
from apps.dossiers.models.review import ReviewEvent
from apps.dossiers.models.rounds import Round, RoundItem
from apps.dossiers.models.tray import TrayFile

__all__ = [
    "BatchItem",
    "Dossier",
    "DossierChapter",
    "ExpectedProof",
    "ProofAnswer",
    "ProofBatch",
    "ProofVerdict",
    "ReviewEvent",
    "Round",
    "RoundItem",
    "TrayFile",
]
