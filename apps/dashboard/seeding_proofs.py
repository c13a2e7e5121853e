"""The large catalogue of the seeded portfolio, and dossiers that hold all of its proofs."""

from datetime import date

from django.db import transaction

from apps.dossiers.models import Dossier, DossierChapter, ExpectedProof
from apps.dossiers.states import ChapterState, ProofState
from apps.evidence.states import EvidenceKind
from apps.frameworks.models import (
    CatalogChapter,
    CatalogProof,
    CatalogVersion,
    Profile,
    Requirement,
    RequirementCatalog,
)
from apps.frameworks.states import Layout, RequirementKind

CHAPTERS = 10
PROOFS = 350
SPREAD_OF_STATES = [ProofState.ATTENDUE, ProofState.DEPOSEE, ProofState.CONFORME, ProofState.KO]


@transaction.atomic
def lay_catalog() -> CatalogVersion:
    """Return the catalogue of 350 requirements with one proof each, made on first use."""
    catalog, _created = RequirementCatalog.objects.get_or_create(
        code="seed", defaults={"name": "Catalogue de charge"}
    )
    version, created = CatalogVersion.objects.get_or_create(
        catalog=catalog,
        label="1.0",
        defaults={
            "layout": Layout.PUBLISHED,
            "source_name": "charge.xlsx",
            "source_sha256": "0" * 64,
        },
    )
    if created:
        _fill(version)
    return version


def _fill(version: CatalogVersion) -> None:
    profile = Profile.objects.create(version=version, name="Général", always=True)
    chapters = CatalogChapter.objects.bulk_create(
        CatalogChapter(version=version, name=f"Chapitre {number}", order=number)
        for number in range(1, CHAPTERS + 1)
    )
    requirements = Requirement.objects.bulk_create(
        Requirement(
            version=version,
            reference=f"SEED/{number:03}",
            chapter=chapters[number % CHAPTERS],
            profile=profile,
            kind=RequirementKind.EXIGENCE,
            statement=f"Le logiciel répond à l’exigence {number}.",
            order=number,
            row_number=number + 2,
        )
        for number in range(PROOFS)
    )
    CatalogProof.objects.bulk_create(
        CatalogProof(
            version=version,
            requirement=requirement,
            profile=profile,
            reference=f"{requirement.reference}.01",
            text="Copie d’écran du scénario joué.",
            order=requirement.order,
            row_number=requirement.row_number,
        )
        for requirement in requirements
    )


@transaction.atomic
def lay_proofs(dossiers: list[Dossier], *, today: date) -> None:
    """Give each of these dossiers the chapters and the proofs of its catalogue, once."""
    for dossier in dossiers:
        if dossier.chapters.exists():
            continue
        chapters = DossierChapter.objects.bulk_create(
            DossierChapter(
                dossier=dossier,
                chapter=chapter,
                name=chapter.name,
                order=chapter.order,
                state=ChapterState.EN_PREPARATION,
                state_on=today,
            )
            for chapter in dossier.catalog.chapters.all()
        )
        by_chapter = {each.chapter_id: each for each in chapters}
        ExpectedProof.objects.bulk_create(
            ExpectedProof(
                dossier=dossier,
                chapter=by_chapter[proof.requirement.chapter_id],
                catalog_proof=proof,
                reference=proof.reference,
                kind=EvidenceKind.VIDEO_OR_SCREENSHOT,
                order=proof.order,
                state=SPREAD_OF_STATES[proof.order % len(SPREAD_OF_STATES)],
                state_on=today,
            )
            for proof in dossier.catalog.proofs.select_related("requirement")
        )
