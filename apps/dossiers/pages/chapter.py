"""What the page of a chapter shows: proofs by requirement, filtered, with files and verdicts."""

from collections import Counter
from dataclasses import dataclass
from itertools import groupby

from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from apps.dossiers.models import DossierChapter, ExpectedProof, ProofAnswer, ProofVerdict
from apps.dossiers.states import TO_MEND, ProofState
from apps.frameworks.models import Requirement

VIEWS = {
    "tout": (_("Tout"), None),
    "a-faire": (_("À faire"), [ProofState.ATTENDUE, *TO_MEND]),
    "renvoyees": (_("KO et incomplètes"), TO_MEND),
    "deposees": (_("Déposées"), [ProofState.DEPOSEE]),
    "conformes": (_("Conformes"), [ProofState.CONFORME]),
}
"""The filters of the page: address word → label and states."""

ASIDE = "ecartees"
"""The filter of the proofs put aside by a decision; only there when some are."""

DOUBTFUL = "a-revoir"
"""The filter of the proofs whose wording changed under their files; only there when some are."""


@dataclass(frozen=True)
class Tab:
    """One filter with the number of proofs it keeps."""

    name: str
    label: str
    count: int
    current: bool


@dataclass(frozen=True)
class Group:
    """A requirement and those of its proofs that are shown."""

    requirement: Requirement
    proofs: list[ExpectedProof]


@dataclass(frozen=True)
class ChapterPage:
    """`groups`: what is shown; `tabs`: the filters; `total`: how many proofs apply; `aside`: how
    many were put aside by a decision."""

    groups: list[Group]
    tabs: list[Tab]
    total: int
    deposited: int
    aside: int


def chapter_page(chapter: DossierChapter, view: str) -> ChapterPage:
    """Return the page of `chapter` filtered by `view`, in four queries whatever its size."""
    rows = list(_proofs(chapter))
    proofs = [proof for proof in rows if proof.is_applicable]
    aside = [proof for proof in rows if not proof.is_applicable]
    counts = Counter(proof.state for proof in proofs)
    doubtful = [proof for proof in proofs if any(each.reworded_from_id for each in proof.files)]
    decided = sum(proof.aside_on is not None for proof in aside)
    special = {DOUBTFUL: doubtful, ASIDE: aside}
    current = view if view in VIEWS or view in special else "tout"
    among, wanted = (special[current], None) if current in special else (proofs, VIEWS[current][1])
    shown = [proof for proof in among if wanted is None or proof.state in wanted]
    groups = [
        Group(requirement, list(members))
        for requirement, members in groupby(shown, key=lambda p: p.catalog_proof.requirement)
    ]
    tabs = [
        Tab(
            name,
            label,
            len(proofs) if states is None else sum(counts[s] for s in states),
            name == current,
        )
        for name, (label, states) in VIEWS.items()
    ]
    for name, label in ((DOUBTFUL, _("À revoir")), (ASIDE, _("Écartées"))):
        if special[name] or current == name:
            tabs.append(Tab(name, label, len(special[name]), current == name))
    return ChapterPage(groups, tabs, len(proofs), counts[ProofState.DEPOSEE], decided)


def _proofs(chapter: DossierChapter):
    answers = (
        ProofAnswer.objects.live()
        .select_related(
            "version__evidence",
            "version__blob",
            "laid_by",
            "reworded_from__requirement",
            "reworded_from__scenario",
        )
        .prefetch_related("version__ticks")
    )
    verdicts = ProofVerdict.objects.live()
    return (
        chapter.proofs.applicable_or_aside()
        .select_related(
            "catalog_proof__requirement", "catalog_proof__scenario", "responsible", "aside_by"
        )
        .prefetch_related(
            Prefetch("answers", answers.order_by("-pk"), to_attr="files"),
            Prefetch("verdicts", verdicts.order_by("-pk"), to_attr="said"),
        )
        .order_by("catalog_proof__requirement__order", "order", "pk")
    )
