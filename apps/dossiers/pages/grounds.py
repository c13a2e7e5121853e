"""Which requirements the ANS sends back most often, across the dossiers that a person sees."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Max, Q, QuerySet

from apps.dossiers.models import ProofVerdict
from apps.dossiers.states import TO_MEND, ProofState
from apps.frameworks.rem.cells import fold_clean

REQUIREMENT = "proof__catalog_proof__requirement__reference"
CHAPTER = "proof__chapter__name"
MOST_GROUNDS = 5


@dataclass(frozen=True)
class SaidGround:
    """One ground as it was last written, with how often it came and its verdicts."""

    words: str
    verdicts: list[ProofVerdict]


@dataclass(frozen=True)
class ReturnedRequirement:
    """A requirement of a chapter with its returns; `grounds` most frequent first."""

    requirement: str
    chapter: str
    returns: int
    ko: int
    incomplete: int
    products: int
    grounds: list[SaidGround]
    more: int


def refusals(user) -> QuerySet:
    """Return the KO and incomplete verdicts that nobody voided, on products that `user` sees."""
    return ProofVerdict.objects.visible_to(user).live().filter(outcome__in=TO_MEND)


def chapters_of(verdicts: QuerySet) -> list[str]:
    """Return the names of the chapters that these verdicts speak of."""
    return list(verdicts.order_by(CHAPTER).values_list(CHAPTER, flat=True).distinct())


def by_requirement(verdicts: QuerySet) -> QuerySet:
    """Return one row per requirement and chapter, the most often returned first."""
    rows = verdicts.order_by().values(REQUIREMENT, CHAPTER)
    return rows.annotate(
        returns=Count("pk"),
        ko=Count("pk", filter=Q(outcome=ProofState.KO)),
        incomplete=Count("pk", filter=Q(outcome=ProofState.INCOMPLETE)),
        products=Count("proof__dossier__product", distinct=True),
        last=Max("occurred_on"),
    ).order_by("-returns", "-last", REQUIREMENT, CHAPTER)


def with_grounds(rows, verdicts: QuerySet) -> list[ReturnedRequirement]:
    """Return the rows of one page with what the ANS wrote, in one query for all of them.

    The same words, whatever their accents, capitals and blanks, are one ground.
    """
    rows = list(rows)
    wanted = verdicts.filter(**{f"{REQUIREMENT}__in": [row[REQUIREMENT] for row in rows]})
    said: dict[tuple, dict[str, list]] = defaultdict(lambda: defaultdict(list))
    for verdict in wanted.select_related(
        "proof__chapter",
        "proof__catalog_proof__requirement",
        "proof__dossier__product_version__product",
    ).order_by("-occurred_on", "-pk"):
        requirement = verdict.proof.catalog_proof.requirement.reference
        words = fold_clean(verdict.ground).strip(" .")
        said[requirement, verdict.proof.chapter.name][words].append(verdict)
    return [_line(row, said[row[REQUIREMENT], row[CHAPTER]]) for row in rows]


def _line(row: dict, said: dict[str, list]) -> ReturnedRequirement:
    grounds = [SaidGround(verdicts[0].ground, verdicts) for verdicts in said.values()]
    grounds.sort(key=lambda ground: -len(ground.verdicts))
    return ReturnedRequirement(
        requirement=row[REQUIREMENT],
        chapter=row[CHAPTER],
        returns=row["returns"],
        ko=row["ko"],
        incomplete=row["incomplete"],
        products=row["products"],
        grounds=grounds[:MOST_GROUNDS],
        more=len(grounds[MOST_GROUNDS:]),
    )
