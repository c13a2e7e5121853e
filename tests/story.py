"""The main story of the site, told once for any catalogue: from the workbook to the award.

`tests/test_story.py` plays it through the services with literal dates; the workbook is the demo's,
and the real LGC one where SEGURTRACK_REM_DIR names its folder.
"""

from datetime import date

from django.core.management import call_command

from apps.cnda import services as cnda
from apps.dashboard.demo_files import pdf
from apps.dossiers import services as dossiers
from apps.dossiers.models import Dossier, ExpectedProof
from apps.dossiers.states import ProofState
from apps.evidence.services import store_file
from apps.evidence.states import EvidenceKind
from apps.frameworks.models import CatalogVersion, Dsr, HomologationType, Profile
from apps.products.tests.builders import Team

COMPLETE_ON = date(2026, 1, 5)
RETURNED_ON = date(2026, 1, 25)
REDEPOSITED_ON = date(2026, 2, 4)


def import_catalog(path) -> CatalogVersion:
    """Import a workbook by the command and return its version."""
    call_command("import_rem", str(path), framework="story", label="1", verbosity=0)
    return CatalogVersion.objects.get(catalog__code="story", label="1")


def open_dossier(team: Team, catalog: CatalogVersion) -> Dossier:
    """Open a dossier with every profile, so that every proof cell is expected."""
    return dossiers.open_dossier(
        team.version.pk,
        by=team.alice,
        on=date(2025, 9, 1),
        today=date(2025, 9, 1),
        dsr=Dsr.objects.get(code="DSR-MDV-LGC-Va1"),
        catalog=catalog,
        profiles=list(Profile.objects.filter(version=catalog)),
        responsible=team.alice,
    )


def request_homologation(team: Team, code: str):
    """Open a request, bring it to Pré-examen and file the screenshot that shows it."""
    context = {"by": team.alice, "on": date(2025, 9, 2), "today": date(2025, 9, 2)}
    request = cnda.open_cnda_request(
        team.version.pk,
        homologation=HomologationType.objects.get(code=code),
        responsible=team.alice,
        **context,
    )
    cnda.advance_cnda_request(request.pk, **context)
    shot = deposit(team, EvidenceKind.CNDA_SCREENSHOT, f"Capture {code}", date(2025, 9, 2))
    cnda.file_screenshot(request.pk, version=shot, **context)
    return request


def obtain_homologation(team: Team, request) -> None:
    """Bring a request at Pré-examen to Finalisation, with its letter."""
    context = {"by": team.alice, "on": date(2025, 12, 12), "today": date(2025, 12, 12)}
    cnda.advance_cnda_request(request.pk, **context)
    cnda.advance_cnda_request(request.pk, **context)
    letter = deposit(team, EvidenceKind.CNDA_LETTER, f"Lettre {request}", date(2025, 12, 12))
    cnda.file_letter(request.pk, version=letter, **context)


def deposit(team: Team, kind, title: str, on: date):
    """Store one small PDF of that kind, dated and deposited on `on`."""
    return store_file(
        team.product,
        pdf(f"{kind}.pdf", f"{title} {on}"),
        by=team.bob,
        kind=kind,
        title=title,
        document_on=on,
        today=on,
    )


def answer_everything(team: Team, dossier: Dossier, on: date) -> int:
    """Lay one file per nature and chapter on every expected proof, submit every chapter; return
    how many files it took."""
    files = 0
    waiting = ExpectedProof.objects.filter(dossier=dossier, state=ProofState.ATTENDUE)
    passi = list(waiting.filter(kind=EvidenceKind.PASSI_FORM).values_list("pk", flat=True))
    groups = [(EvidenceKind.PASSI_FORM, "Formulaire PASSI", passi)] if passi else []
    for chapter in dossier.chapters.all():
        pks = list(
            waiting.filter(chapter=chapter)
            .exclude(kind=EvidenceKind.PASSI_FORM)
            .values_list("pk", flat=True)
        )
        if pks:
            groups.append((EvidenceKind.DOCUMENT, f"Preuves {chapter}", pks))
    for kind, title, pks in groups:
        version = deposit(team, kind, title, on)
        dossiers.lay_version(pks, version, by=team.bob, on=on, today=on)
        files += 1
    for chapter in dossier.chapters.all():
        dossiers.submit_chapter(chapter.pk, by=team.alice, on=on, today=on)
    return files
