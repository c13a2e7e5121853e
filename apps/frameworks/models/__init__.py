"""Reference data of the pathways, and the requirement catalogues."""

from apps.frameworks.models.catalogues import (
    CatalogChapter,
    CatalogProof,
    CatalogRow,
    CatalogVersion,
    ConformityScenario,
    Profile,
    Requirement,
    RequirementCatalog,
)
from apps.frameworks.models.pathways import (
    Couloir,
    Dispositif,
    Dsr,
    DsrMilestone,
    HomologationType,
    KnownProfile,
    Pathway,
    RequiredHomologation,
)

__all__ = [
    "CatalogChapter",
    "CatalogProof",
    "CatalogRow",
    "CatalogVersion",
    "ConformityScenario",
    "Couloir",
    "Dispositif",
    "Dsr",
    "DsrMilestone",
    "HomologationType",
    "KnownProfile",
    "Pathway",
    "Profile",
    "RequiredHomologation",
    "Requirement",
    "RequirementCatalog",
]
