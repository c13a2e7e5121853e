"""What moving a dossier to another version of its catalogue would do: read, nothing written."""

from collections import defaultdict
from dataclasses import dataclass

from apps.dossiers.models import Dossier, ExpectedProof, ProofAnswer
from apps.frameworks.comparison import Part
from apps.frameworks.lines import compare_versions, wording_changes
from apps.frameworks.models import CatalogProof, CatalogVersion, Profile

WHOLE = ("requirement__chapter", "scenario", "profile")


@dataclass(frozen=True)
class Fate:
    """One expected proof and the row of the new version that asks for it from now on.

    `parts`: what its files have not answered yet, since the wording that they were laid for;
    `doubts`: {answer: the wording that it answered}; `files`: its live answers.
    """

    proof: ExpectedProof
    target: CatalogProof
    parts: list[Part]
    files: list[ProofAnswer]
    doubts: dict[ProofAnswer, CatalogProof]


@dataclass(frozen=True)
class MovePlan:
    """Every proof before and after. `fates`: those that both versions ask for; `dropped`: those
    that the new one leaves out; `new`: its rows that nobody answered yet; `back`: the proofs that
    an earlier move dropped, and that it asks for again, with their fates.

    `profiles`: those chosen, by name, in the new version; `lost` and `unknown`: names of chosen
    profiles that it has no more, and of conditional ones that the former version had not.
    """

    target: CatalogVersion
    fates: list[Fate]
    back: list[Fate]
    new: list[CatalogProof]
    dropped: list[ExpectedProof]
    profiles: list[Profile]
    lost: list[str]
    unknown: list[str]

    @property
    def kept(self) -> list[Fate]:
        """Return the proofs whose files answer the same words, and those without a file."""
        return [fate for fate in self.fates if not fate.parts]

    @property
    def doubtful(self) -> list[Fate]:
        """Return the proofs whose files a person must look at again."""
        return [fate for fate in [*self.fates, *self.back] if fate.doubts]

    @property
    def reworded(self) -> list[Fate]:
        """Return the proofs asked for in other words, without a file to look at again."""
        return [fate for fate in self.fates if fate.parts and not fate.doubts]

    @property
    def arriving(self) -> list[CatalogProof]:
        """Return the rows of the new version that the former did not ask for."""
        return sorted([*self.new, *(fate.target for fate in self.back)], key=lambda row: row.order)


def plan_move(dossier: Dossier, target: CatalogVersion) -> MovePlan:
    """Return what a move to `target` would do, in a constant number of queries."""
    rows = {row.pk: row for row in target.proofs.select_related(*WHOLE)}
    answers = _answers(dossier)
    mine, away = {}, {}
    for proof in _proofs(dossier):
        (away if proof.dropped_on else mine)[proof.catalog_proof_id] = proof
    fates, back, new, dropped = [], [], [], []
    for old, wanted in compare_versions(dossier.catalog, target).proofs:
        proof, row = mine.get(old), rows.get(wanted)
        if proof and row:
            fates.append(_fate(proof, row, answers[proof.pk]))
        elif proof:
            dropped.append(proof)
        elif wanted in away:
            back.append(_fate(away[wanted], row, answers[away[wanted].pk]))
        elif row:
            new.append(row)
    return MovePlan(target, fates, back, new, dropped, *_profiles(dossier, target))


def _proofs(dossier: Dossier):
    whole = [f"catalog_proof__{name}" for name in WHOLE]
    return dossier.proofs.select_related("chapter", *whole).order_by("order", "pk")


def _answers(dossier: Dossier) -> dict[int, list[ProofAnswer]]:
    """Return {pk of a proof: its live answers}, those of dropped proofs included."""
    found = defaultdict(list)
    answers = ProofAnswer.objects.live().filter(proof__dossier=dossier)
    for answer in answers.select_related(
        "version__evidence", "reworded_from__requirement", "reworded_from__scenario"
    ):
        found[answer.proof_id].append(answer)
    return found


def _fate(proof: ExpectedProof, row: CatalogProof, files: list[ProofAnswer]) -> Fate:
    parts = wording_changes(proof.catalog_proof, row)
    doubts = {}
    for answer in files:
        answered = answer.reworded_from or proof.catalog_proof
        since = wording_changes(answered, row)
        if since:
            doubts[answer] = answered
            parts = since
    return Fate(proof, row, parts, files, doubts)


def _profiles(dossier: Dossier, target: CatalogVersion):
    chosen = {profile.name for profile in dossier.profiles.all()}
    former = set(dossier.catalog.profiles.values_list("name", flat=True))
    offered = [profile for profile in target.profiles.all() if not profile.always]
    carried = [profile for profile in offered if profile.name in chosen]
    lost = sorted(chosen - {profile.name for profile in carried})
    unknown = [profile.name for profile in offered if profile.name not in former]
    return carried, lost, unknown
