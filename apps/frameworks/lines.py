"""The requirements of a version as a comparison reads them, and the comparison of two versions."""

from apps.frameworks.comparison import (
    PROOF,
    SCENARIO,
    STATEMENT,
    Comparison,
    Part,
    RequirementLine,
    TextLine,
    compare,
)
from apps.frameworks.models import (
    CatalogProof,
    CatalogVersion,
    ConformityScenario,
    Requirement,
    RequirementCatalog,
)
from apps.frameworks.words import words


def line_of(requirement: Requirement, scenarios, proofs) -> RequirementLine:
    """Return one requirement with these scenarios and proofs, saved or not."""
    return RequirementLine(
        reference=requirement.reference,
        chapter=requirement.chapter.name,
        nature=str(requirement.badge.label),
        profile=requirement.profile.name,
        statement=requirement.statement,
        scenarios=tuple(TextLine(one.reference, one.text) for one in scenarios),
        proofs=tuple(TextLine(one.reference, one.text, one.pk or 0) for one in proofs),
    )


def lines_of(version: CatalogVersion) -> list[RequirementLine]:
    """Return the requirements of a saved version, in four queries."""
    return [
        line_of(one, one.scenarios.all(), one.proofs.all())
        for one in version.requirements.with_whole()
    ]


def compare_versions(old: CatalogVersion, new: CatalogVersion) -> Comparison:
    """Return what changed from one saved version to another."""
    return compare(lines_of(old), lines_of(new))


def wording_changes(old: CatalogProof, new: CatalogProof) -> list[Part]:
    """Return what differs for who answers a proof: its words, its scenario's, its requirement's.

    Read with `requirement` and `scenario` of both.
    """
    texts = [
        (
            STATEMENT,
            new.requirement.reference,
            old.requirement.statement,
            new.requirement.statement,
        ),
        (SCENARIO, _scenario(new).reference, _scenario(old).text, _scenario(new).text),
        (PROOF, new.reference, old.text, new.text),
    ]
    if old.pk == new.pk:
        return []
    return [Part(*each) for each in texts if words(each[2]) != words(each[3])]


def _scenario(proof: CatalogProof) -> ConformityScenario:
    return proof.scenario or ConformityScenario()


def compare_with_latest(
    catalog: RequirementCatalog | None, lines: list[RequirementLine]
) -> tuple[CatalogVersion | None, Comparison | None]:
    """Return the last version of `catalog` and what `lines` would change of it; None without."""
    latest = catalog and catalog.versions.for_list().order_by("-imported_at", "-pk").first()
    if latest is None:
        return None, None
    return latest, compare(lines_of(latest), lines)
