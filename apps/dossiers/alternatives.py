"""Proofs of one scenario that replace each other, case by case, and which case the team chose."""

from collections import defaultdict
from dataclasses import dataclass

from apps.dossiers.models import Dossier, DossierChapter, ExpectedProof
from apps.frameworks.models import ConformityScenario


@dataclass(frozen=True)
class Alternatives:
    """The proofs of `scenario` that stand for different cases, in the order of the catalogue."""

    scenario: ConformityScenario
    proofs: list[ExpectedProof]

    @property
    def cases(self) -> dict[int, list[ExpectedProof]]:
        """Return {number of a case: its proofs}, the numbers in their order."""
        found = defaultdict(list)
        for proof in sorted(self.proofs, key=lambda proof: proof.case):
            found[proof.case].append(proof)
        return dict(found)

    @property
    def chosen(self) -> int | None:
        """Return the number of the case that the team chose, None while nobody chose."""
        return next((proof.case for proof in self.proofs if proof.case_kept), None)

    @property
    def is_open(self) -> bool:
        """Return whether somebody has to choose: proofs of several cases are still expected."""
        waiting = {proof.case for proof in self.proofs if proof.is_applicable and proof.blocking}
        return self.chosen is None and len(waiting) > 1


def alternatives_of(dossier: Dossier, chapter: DossierChapter | None = None) -> list[Alternatives]:
    """Return the groups of the dossier, or of one chapter, in one query."""
    proofs = (
        dossier.proofs.current()
        .within(chapter)
        .filter(case__isnull=False, catalog_proof__scenario__isnull=False)
        .select_related("catalog_proof__scenario", "catalog_proof__profile", "chapter")
        .order_by("chapter__order", "order", "pk")
    )
    found: dict[ConformityScenario, list[ExpectedProof]] = defaultdict(list)
    for proof in proofs:
        found[proof.catalog_proof.scenario].append(proof)
    groups = [Alternatives(scenario, members) for scenario, members in found.items()]
    return [group for group in groups if len(group.cases) > 1]
