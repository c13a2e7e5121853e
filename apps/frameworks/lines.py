"""The requirements of a version as a comparison reads them, and the comparison of two versions."""

from apps.frameworks.comparison import Comparison, RequirementLine, TextLine, compare
from apps.frameworks.models import CatalogVersion, Requirement, RequirementCatalog


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


def compare_with_latest(
    catalog: RequirementCatalog | None, lines: list[RequirementLine]
) -> tuple[CatalogVersion | None, Comparison | None]:
    """Return the last version of `catalog` and what `lines` would change of it; None without."""
    latest = catalog and catalog.versions.for_list().order_by("-imported_at", "-pk").first()
    if latest is None:
        return None, None
    return latest, compare(lines_of(latest), lines)
