"""The PASSI forms of a dossier: which files they are, laid where, deposited or not."""

from collections import defaultdict

from django.db.models import Q, QuerySet

from apps.dossiers.models import Dossier, DossierChapter, ProofAnswer, RoundItem
from apps.evidence.models import EvidenceVersion
from apps.evidence.states import EvidenceKind


def answers_with_forms(dossier: Dossier, chapter: DossierChapter | None = None) -> QuerySet:
    """Return the live answers of blocking proofs that are PASSI forms: by the file's own kind, or
    by the kind that the proof asks for."""
    return (
        ProofAnswer.objects.live()
        .files()
        .filter(proof__in=dossier.proofs.blocking().within(chapter))
        .filter(
            Q(version__evidence__kind=EvidenceKind.PASSI_FORM)
            | Q(proof__kind=EvidenceKind.PASSI_FORM)
        )
        .select_related("version__evidence", "proof")
        .order_by("pk")
    )


def not_deposited(
    dossier: Dossier, chapter: DossierChapter | None = None
) -> dict[EvidenceVersion, list[ProofAnswer]]:
    """Return {form: its answers} for the forms that no deposit of this dossier holds yet."""
    held = RoundItem.objects.filter(round__in=dossier.rounds.examined(), version__isnull=False)
    deposited = held.values("version")
    forms = defaultdict(list)
    for answer in answers_with_forms(dossier, chapter).exclude(version__in=deposited):
        forms[answer.version].append(answer)
    return forms


def forms_by_document(dossier: Dossier) -> list[EvidenceVersion]:
    """Return one dated form per document: the oldest one laid, which runs out first."""
    oldest: dict[int, EvidenceVersion] = {}
    for answer in answers_with_forms(dossier):
        version = answer.version
        if version.document_on is None:
            continue
        held = oldest.get(version.evidence_id)
        if held is None or version.document_on < held.document_on:
            oldest[version.evidence_id] = version
    return list(oldest.values())
