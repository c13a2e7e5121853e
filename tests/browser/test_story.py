"""The main story in a real browser: from the workbook to the award, as people do it."""

import os
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import expect

from apps.dashboard.demo_files import pdf
from apps.products.tests.builders import make_team
from tests.browser.driver import Driver

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEMO = settings.BASE_DIR / "fixtures" / "rem-demo.xlsx"
LGC = Path(os.environ.get("SEGURTRACK_REM_DIR", "")) / "REM-LGC-va2-brouillon.xlsx"
STARTED, FILED, ANSWERED = date(2025, 9, 1), date(2025, 12, 12), date(2025, 12, 20)
COMPLETE, RETURNED, REDEPOSITED = date(2026, 1, 5), date(2026, 1, 25), date(2026, 2, 4)
AWARDED = date(2026, 3, 10)


@pytest.fixture
def a_pdf(tmp_path):
    """Return a function that writes a small PDF with its own content: `a_pdf(name)` → path."""

    def write(name: str) -> Path:
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(pdf(path.name, name).read())
        return path

    return write


@pytest.mark.parametrize(
    ("workbook", "cells"),
    [
        pytest.param(DEMO, 130, id="demo"),
        pytest.param(LGC, 302, id="lgc", marks=pytest.mark.rem),
    ],
)
def test_from_the_workbook_to_the_award(open_window, a_pdf, workbook, cells):
    call_command("load_reference", verbosity=0)
    team = make_team(nil=None)
    window = open_window()
    import_the_workbook(window, workbook, cells)

    alice = open_window()
    alice.sign_in("alice")
    ask_the_cnda(alice, team, a_pdf)
    dossier = open_the_dossier(alice, team, cells)
    eligibility_waits_for_the_nil(alice, team, dossier)
    obtain_from_the_cnda(alice, team, a_pdf)
    files = answer_every_proof(alice, dossier, a_pdf)
    assert files * 4 < cells
    chapter = the_clock_stops_and_goes_on(alice, dossier, a_pdf)
    the_award_waits_for_the_last_proof(alice, dossier, chapter, a_pdf)


def import_the_workbook(window: Driver, workbook: Path, cells: int) -> None:
    """Ada imports the catalogue: preview first, then her agreement."""
    window.sign_in("ada")
    window.go("/catalogues/importer/")
    form = window.page.locator("form.act-form")
    window.fill(form, {"upload": workbook, "code": "rem-story", "label": "1.0"})
    form.locator("button[type=submit]").click()
    expect(window.page.locator("h1")).to_have_text("Aperçu de l’import")
    expect(window.page.locator(".figures-list")).to_contain_text(f"{cells} preuves")
    window.picture("01-import")
    window.page.get_by_role("button", name="Importer cette version").click()
    expect(window.page.locator("h1")).to_contain_text("rem-story")


def ask_the_cnda(window: Driver, team, a_pdf) -> None:
    """Open INSi and DMP, bring them to Pré-examen, file the screenshot of each."""
    for name in ("INSi", "DMP"):
        window.go(f"/cnda/versions/{team.version.pk}/demander/")
        form = window.page.locator("form.act-form")
        window.fill(form, {"on": STARTED})
        form.locator("[name=homologation]").select_option(label=name)
        form.locator("[name=responsible]").select_option(label="Alice")
        form.locator("button[type=submit]").click()
        expect(window.page.locator("h1")).to_contain_text(name)
        window.act("Passer à « Pré-examen »", on=STARTED)
        window.act(
            "Capture de l’espace CNDA",
            upload=a_pdf(f"capture-{name}"),
            on=STARTED,
            shows_software=True,
            shows_status=True,
            shows_expected_return=True,
            no_patient_data=True,
        )
    window.picture("02-cnda")


def open_the_dossier(window: Driver, team, cells: int) -> str:
    """Open the dossier with every profile; return the address of its page."""
    window.go(f"/dossiers/nouveau/{team.version.pk}/")
    page = window.page
    page.locator("[name=dsr]").select_option(
        label="DSR-MDV-LGC-Va1 · Logiciels de gestion de cabinet, vague 1"
    )
    expect(page.locator("[name=catalog] option")).to_have_count(2)
    page.locator("[name=catalog]").select_option(index=1)
    expect(page.get_by_role("button", name="Ouvrir le dossier")).to_be_visible()
    for tick in page.locator("[name=profiles]").all():
        tick.check()
    window.fill(page.locator("form.act-form"), {"on": STARTED})
    page.get_by_role("button", name="Ouvrir le dossier").click()
    expect(page.locator("h1")).to_contain_text("MediCab 8.1")
    window.picture("03-dossier-draft")
    return page.url


def eligibility_waits_for_the_nil(window: Driver, team, dossier: str) -> None:
    """Éligibilité is refused and says that the NIL is missing; it passes once it is there."""
    window.refused("Demander l’éligibilité", "NIL", on=STARTED)
    window.go(f"/produits/{team.product.pk}/")
    window.act("Modifier la fiche", nil="5512")
    window.go(dossier)
    window.act("Demander l’éligibilité", on=STARTED)
    window.act("Ouvrir le dépôt des preuves", on=STARTED, charter_accepted_on=STARTED)
    expect(window.page.locator("h1")).to_contain_text("Preuves")


def obtain_from_the_cnda(window: Driver, team, a_pdf) -> None:
    """Bring both requests to Finalisation and file their letters: obtained."""
    for request in team.version.cnda_requests.all():
        window.go(request.get_absolute_url())
        window.act("Passer à « Examen de conformité »", on=FILED)
        window.act("Passer à « Finalisation »", on=FILED)
        window.act(
            "Lettre de référencement",
            upload=a_pdf(f"lettre-{request.pk}"),
            on=FILED,
            no_patient_data=True,
        )
        expect(window.page.locator("h1")).to_contain_text("Obtenue")
    window.picture("04-cnda-obtained")


def answer_every_proof(window: Driver, dossier: str, a_pdf) -> int:
    """One file answers a whole chapter; return how many files it took."""
    page = window.page
    chapters = chapters_of(window, dossier)
    for number, address in enumerate(chapters):
        window.go(address)
        page.get_by_role("button", name="Tout cocher").click()
        values = {
            "upload": a_pdf(f"chapitre-{number}"),
            "document_on": ANSWERED,
            "on": ANSWERED,
            "kind": "document",
        }
        window.fill(page.locator("#answer-form"), values)
        page.get_by_role("button", name="Déposer et poser").click()
        expect(page.locator("#messages")).to_contain_text("posé sur")
        if number == 0:
            window.picture("05-chapter")
        window.act("Soumettre le chapitre", on=ANSWERED)
    return len(chapters)


def the_clock_stops_and_goes_on(window: Driver, dossier: str, a_pdf) -> str:
    """Complete, returned on one chapter, redeposited: the dates of the rule book, on the page.

    Return the address of the chapter.
    """
    page = window.page
    window.go(dossier)
    window.act("Déclarer le dossier complet", confirm=True, on=COMPLETE)
    expect(page.locator("body")).to_contain_text("6 mars")
    window.picture("06-clock-running")

    send_back(window, RETURNED)
    window.picture("08-clock-paused")
    window.refused("Redéposer les corrections", "Ce qui manque", on=REDEPOSITED)
    chapter = mend(window, dossier, a_pdf("reprise"), REDEPOSITED)
    expect(page.locator("body")).to_contain_text("16 mars")
    window.picture("09-clock-resumed")
    return chapter


def the_award_waits_for_the_last_proof(window: Driver, dossier: str, chapter: str, a_pdf) -> None:
    """Every proof is judged, one is KO: no award until it is mended and found conforme."""
    page = window.page
    for address in chapters_of(window, dossier):
        if not chapter.endswith(address):
            judge(window, address)
    window.go(dossier)
    window.refused("Noter la décision favorable", "Ce qui manque", on=AWARDED)

    send_back(window, AWARDED)
    expect(page.get_by_role("link", name="Noter la décision favorable")).to_have_count(0)
    mend(window, dossier, a_pdf("derniere"), AWARDED)
    judge(window, chapter)
    window.go(dossier)
    window.act("Noter la décision favorable", confirm=True, on=AWARDED)
    expect(page.locator("h1")).to_contain_text("Référencé")
    window.picture("10-awarded")
    window.go("/portefeuille/")
    window.picture("11-portfolio")


def chapters_of(window: Driver, dossier: str) -> list[str]:
    """Return the address of each chapter that the page of the dossier names."""
    window.go(dossier)
    links = window.page.locator("a[href*='/chapitres/']").all()
    return sorted({link.get_attribute("href").split("?")[0].split("#")[0] for link in links})


def send_back(window: Driver, on: date) -> None:
    """From the dossier: the ANS returns the first chapter, with one proof KO."""
    page = window.page
    page.locator(".more-menu summary").first.click()
    page.get_by_role("link", name="Noter un retour de l’ANS").click()
    page.locator(".scopes a").nth(1).click()
    page.wait_for_url("**chapitre=*")
    form = page.locator("form.act-form")
    window.fill(form, {"on": on})
    form.locator("select[name^=verdict_]").first.select_option("ko")
    form.locator("input[name^=ground_]").first.fill("Le matricule est masqué.")
    form.locator("button[type=submit]").click()
    expect(page.locator("body")).to_contain_text("puis confirmez")
    window.picture(f"07-return-{on}")
    page.locator("form.act-form button[type=submit]").click()
    expect(page.locator("h1")).to_contain_text("À corriger")


def mend(window: Driver, dossier: str, file: Path, on: date) -> str:
    """From the dossier: replace what is KO, and redeposit; return the address of the chapter."""
    page = window.page
    page.get_by_role("link", name="Remplacer").first.click()
    page.locator("#answer-form").wait_for()
    chapter = page.url.split("?")[0].split("#")[0]
    page.locator("input[data-proof]").first.check()
    window.fill(page.locator("#answer-form"), {"upload": file, "document_on": on, "on": on})
    page.get_by_role("button", name="Déposer et poser").click()
    expect(page.locator("#messages")).to_contain_text("posé sur")
    window.go(dossier)
    window.act("Redéposer les corrections", confirm=True, on=on)
    return chapter


def judge(window: Driver, address: str) -> None:
    """Note that the ANS found every deposited proof of a chapter conforme."""
    page = window.page
    window.go(address)
    page.get_by_role("link", name="Noter des verdicts").click()
    form = page.locator("form.act-form")
    window.fill(form, {"on": AWARDED})
    for choice in form.locator("select[name^=verdict_]").all():
        choice.select_option("conforme")
    form.locator("button[type=submit]").click()
    expect(page.locator("h1")).not_to_contain_text("Noter des verdicts")
