"""One proof at a time: where it stands in its filter, and all that is said of it."""

from bisect import bisect_left
from dataclasses import dataclass

from django.db.models import Prefetch

from apps.dossiers.models import Dossier, ExpectedProof, ProofAnswer, ProofVerdict
from apps.dossiers.pages.proof_list import ORDER
from apps.dossiers.states import JUDGED, ChapterState, DossierState, ProofState


@dataclass(frozen=True)
class Place:
    """A proof among those of a filter; `number` is 0 when the filter does not hold it any more."""

    pk: int
    number: int
    total: int
    previous: int | None
    next: int | None


def place_of(proofs, dossier: Dossier, wanted: int | None) -> Place | None:
    """Return the place of the proof `wanted`, else of the first; None when there is none.

    A proof that left the filter, since it was judged meanwhile, stands where it would be.
    """
    keys = list(proofs.order_by(*ORDER).values_list(*ORDER))
    key = dossier.proofs.current().filter(pk=wanted).values_list(*ORDER).first() if wanted else None
    if key is None:
        if not keys:
            return None
        key = keys[0]
    at = bisect_left(keys, key)
    here = at < len(keys) and keys[at] == key
    after = at + 1 if here else at
    return Place(
        pk=key[-1],
        number=at + 1 if here else 0,
        total=len(keys),
        previous=keys[at - 1][-1] if at else None,
        next=keys[after][-1] if after < len(keys) else None,
    )


def proof_at(place: Place) -> ExpectedProof:
    """Return the proof with its words, its answers and its verdicts, in three queries."""
    answers = ProofAnswer.objects.live().select_related("version__evidence", "version__blob")
    verdicts = ProofVerdict.objects.live().select_related("recorded_by")
    rows = ExpectedProof.objects.select_related(
        "chapter",
        "responsible",
        "aside_by",
        "catalog_proof__requirement",
        "catalog_proof__scenario",
    ).prefetch_related(
        Prefetch("answers", answers.order_by("-pk"), to_attr="files"),
        Prefetch("verdicts", verdicts.order_by("-pk"), to_attr="said"),
    )
    return rows.get(pk=place.pk)


def can_be_judged(proof: ExpectedProof, dossier: Dossier) -> bool:
    """Return whether a verdict may be noted on this proof now."""
    if dossier.state not in JUDGED or proof.state != ProofState.DEPOSEE:
        return False
    not_sent = proof.chapter.state == ChapterState.EN_PREPARATION
    return not (dossier.state == DossierState.PREUVES and not_sent)
