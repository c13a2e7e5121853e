"""Reference data for tests: pathways, DSR, homologations, small catalogues."""

from apps.frameworks.models import (
    CatalogChapter,
    CatalogProof,
    CatalogRow,
    CatalogVersion,
    ConformityScenario,
    Couloir,
    Dispositif,
    Dsr,
    HomologationType,
    Pathway,
    Profile,
    RequiredHomologation,
    Requirement,
    RequirementCatalog,
)
from apps.frameworks.rem.cells import fold
from apps.frameworks.states import Layout, RequirementKind, ReviewBasis, Track, Wave
from apps.rules.book import REVIEW_PERIOD


def make_pathway(code="SEGUR", **fields) -> Pathway:
    """Return the pathway of that code: SEGUR, or DMN which certifies and binds changes."""
    dmn = code == "DMN"
    defaults = {
        "name": "Certification DMN" if dmn else "Référencement Ségur",
        "track": Track.DMN if dmn else Track.SEGUR,
        "review_days": REVIEW_PERIOD.amount,
        "review_basis": ReviewBasis.COMMITMENT if dmn else ReviewBasis.ESTIMATE,
        "binding_changes": dmn,
    }
    return Pathway.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def make_dispositif(code="LGC", couloir="MDV") -> Dispositif:
    """Return the dispositif of that code in its couloir."""
    lane = Couloir.objects.get_or_create(code=couloir, defaults={"name": f"Couloir {couloir}"})[0]
    return Dispositif.objects.get_or_create(
        code=code, defaults={"couloir": lane, "name": f"Dispositif {code}"}
    )[0]


def make_homologation(code="INSI", **fields) -> HomologationType:
    """Return the homologation of that code; EAI refuses third parties."""
    defaults = {"name": code.capitalize(), "third_party_allowed": code != "EAI"}
    return HomologationType.objects.get_or_create(code=code, defaults=defaults | fields)[0]


def make_dsr(code="DSR-MDV-LGC-Va2", *, pathway=None, homologations=("INSI", "DMP")) -> Dsr:
    """Return a saved DSR that asks for these homologations."""
    pathway = pathway or make_pathway()
    segur = pathway.track == Track.SEGUR
    dsr = Dsr.objects.create(
        code=code,
        title=f"Spécifications {code}",
        pathway=pathway,
        dispositif=make_dispositif() if segur else None,
        wave=Wave.VA2 if segur else "",
    )
    for name in homologations:
        RequiredHomologation.objects.create(dsr=dsr, homologation=make_homologation(name))
    return dsr


def make_catalog(requirements=None, *, code="rem-lgc-va2", label="1.0") -> CatalogVersion:
    """Return a catalogue version with its chapters, profiles, requirements and proofs.

    `requirements`: (chapter, profile, reference, kind, [proof texts]); by default two chapters,
    a conditional profile and a préconisation, six proofs in all.
    """
    catalog = RequirementCatalog.objects.get_or_create(code=code, defaults={"name": code})[0]
    version = CatalogVersion.objects.create(
        catalog=catalog,
        label=label,
        layout=Layout.PUBLISHED,
        source_name="exigences.xlsx",
        source_sha256="0" * 64,
    )
    for rank, line in enumerate(requirements or SMALL):
        _add_requirement(version, rank, *line)
    rows = version.requirements.count()
    version.counts = {
        "rows": rows,
        "requirements": rows,
        "scenarios": rows,
        "proofs": version.proofs.count(),
        "chapters": version.chapters.count(),
        "profiles": version.profiles.count(),
        "oddities": 0,
    }
    version.save()
    return version


SMALL = [
    ("INS", "Général", "INS/va1.06", "exigence", ["Copie d’écran INSi", "Vidéo du scénario"]),
    ("INS", "Stockage de copies", "INS/va1.42", "exigence", ["Procédure de conservation"]),
    ("SSI", "Général", "SC.SSI/GEN.18", "exigence", ["Formulaire PASSI signé"]),
    ("SSI", "Général", "SC.SSI/GEN.20", "exigence", ["Attestation sur l’honneur"]),
    ("SSI", "Général", "SC.MSS/CONF.02", "preconisation", ["Extrait de configuration"]),
]


def _add_requirement(version, rank, chapter, profile, reference, kind, proofs) -> None:
    requirement = Requirement.objects.create(
        version=version,
        reference=reference,
        chapter=CatalogChapter.objects.get_or_create(
            version=version, name=chapter, defaults={"order": rank}
        )[0],
        profile=Profile.objects.get_or_create(
            version=version, name=profile, defaults={"always": profile == "Général"}
        )[0],
        kind=RequirementKind(kind),
        statement=f"Le logiciel répond à {reference}.",
        search_text=fold(f"{reference} Le logiciel répond à {reference}."),
        order=rank,
        row_number=rank + 2,
    )
    number = f"{reference.removeprefix('SC.')}.01"
    scenario = ConformityScenario.objects.create(requirement=requirement, reference=number)
    for index, text in enumerate(proofs, start=1):
        CatalogProof.objects.create(
            version=version,
            requirement=requirement,
            scenario=scenario,
            profile=requirement.profile,
            reference=f"{number}.{index:02}",
            text=text,
            order=rank * 100 + index,
            row_number=rank + 2,
        )


def rows_by_table() -> dict[str, int]:
    """Return how many rows each table of the catalogues has: all 0 when nothing was written."""
    models = (
        RequirementCatalog,
        CatalogVersion,
        CatalogRow,
        CatalogChapter,
        Profile,
        Requirement,
        ConformityScenario,
        CatalogProof,
    )
    return {model.__name__: model.objects.count() for model in models}
