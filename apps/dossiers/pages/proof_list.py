"""The list of the proofs of a dossier: its rows in the order of the workbook."""

from dataclasses import dataclass
from datetime import date

from apps.dossiers.filters import TO_DO
from apps.dossiers.models import ExpectedProof

ORDER = ("chapter__order", "chapter", "order", "pk")


@dataclass(frozen=True)
class Line:
    """One proof; `late`: its internal target has passed and it still waits for the team."""

    proof: ExpectedProof
    late: bool


def in_order(proofs):
    """Return the proofs of one dossier in the order of its chapters and of the workbook."""
    return proofs.order_by(*ORDER)


def for_lines(proofs):
    """Load what a line of the list shows."""
    return in_order(proofs).select_related("chapter", "catalog_proof__requirement", "responsible")


def lines_of(proofs: list[ExpectedProof], *, today: date) -> list[Line]:
    """Return the lines of these proofs."""
    return [
        Line(each, bool(each.target_on and each.target_on < today and each.state in TO_DO))
        for each in proofs
    ]
