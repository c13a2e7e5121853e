"""Forty files dropped at once on a dossier of the demonstration's workbook, matched and laid."""

import os
from collections import Counter
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import expect

from apps.dashboard.demo_files import pdf
from apps.dossiers import services
from apps.dossiers.models import ProofAnswer, TrayFile
from apps.dossiers.states import ProofState
from apps.evidence.states import EvidenceKind
from apps.frameworks.models import Dsr
from apps.frameworks.services import import_workbook
from apps.products.tests.builders import make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEMO = settings.BASE_DIR / "fixtures" / "rem-demo.xlsx"
LGC = Path(os.environ.get("SEGURTRACK_REM_DIR", "")) / "REM-LGC-va2-brouillon.xlsx"
FILES = 40
PASSI = "Formulaire PASSI.pdf"
WAIT = 180_000


@pytest.fixture
def dossier():
    """Return a dossier on the demonstration's workbook, with all its profiles."""
    return open_on(DEMO)


def open_on(workbook: Path):
    """Return a dossier on a workbook, with all its profiles."""
    call_command("load_reference", verbosity=0)
    team, today = make_team(), timezone.localdate()
    report = import_workbook(workbook, by=team.admin, code="rem", label="1.0", at=timezone.now())
    return services.open_dossier(
        team.version.pk,
        by=team.alice,
        on=today,
        today=today,
        dsr=Dsr.objects.get(code="DSR-MDV-LGC-Va1"),
        catalog=report.version,
        profiles=list(report.version.profiles.all()),
        responsible=team.alice,
    )


def a_file(name: str) -> dict:
    """Return a file of its own content, as the browser takes it."""
    if name.endswith(".pdf"):
        return {"name": name, "mimeType": "application/pdf", "buffer": pdf(name, name).read()}
    return {"name": name, "mimeType": "text/plain", "buffer": f"Journal de {name}".encode()}


def open_tray(driver, dossier):
    """Sign in as Bob and open the tray; return its page.

    The embedded test database is one connection for all threads: one request at a time.
    """
    driver.page.set_default_timeout(WAIT)
    driver.sign_in("bob")
    driver.go(f"/dossiers/{dossier.pk}/fichiers/")
    alone(driver.page)
    return driver.page


def alone(page) -> None:
    """Make the page send its files one by one."""
    page.locator("[data-tray]").evaluate("form => { form.dataset.atOnce = 1; }")


def settled(page) -> None:
    """Wait until the list shows what arrived: it is drawn anew once the last file is there."""
    expect(page.locator("[data-sending][aria-busy]")).to_have_count(0, timeout=WAIT)


def proofs_of(dossier) -> list:
    """Return proofs that any document may answer."""
    proofs = dossier.proofs.applicable().exclude(kind=EvidenceKind.PASSI_FORM)
    return list(proofs.select_related("catalog_proof__requirement").order_by("pk"))


def sound(driver) -> None:
    """Fail on an accessibility fault."""
    faults = Axe().run(driver.page).response["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in faults] == []


def test_forty_files_are_dropped_matched_and_laid(open_window, dossier):
    proofs = proofs_of(dossier)
    names = [f"{each.reference.replace('/', '-')}_journal.txt" for each in proofs[: FILES - 1]]
    driver = open_window()
    page = open_tray(driver, dossier)
    sound(driver)
    driver.picture("tray-0")

    page.set_input_files("input[name=uploads]", [a_file(n) for n in [*names, "rapport final.pdf"]])
    expect(page.locator("[data-sum]")).to_contain_text("Cochez la case")
    page.check("[name=no_patient_data]")
    expect(page.locator("[data-sum]")).to_contain_text("40 sur 40", timeout=WAIT)
    expect(page.locator(".tray-ready")).to_have_text("39 fichiers prêts à poser", timeout=WAIT)
    expect(page.locator(".tray-item")).to_have_count(0)
    driver.picture("tray-40")
    sound(driver)

    page.reload()
    alone(page)
    page.check("[name=no_patient_data]")
    page.set_input_files("input[name=uploads]", [a_file(names[0])])
    expect(page.locator(".tray-item").last).to_contain_text("Déjà dans la liste", timeout=WAIT)
    settled(page)
    expect(page.locator("#tray-title")).to_have_text("À classer 40")

    choose_with_the_keyboard(driver, proofs[FILES - 1])
    expect(page.locator(".tray-ready")).to_have_text("40 fichiers prêts à poser", timeout=WAIT)
    page.get_by_role("button", name="Tout poser").click()
    expect(page.locator("#messages")).to_contain_text("40 fichiers posés.", timeout=WAIT)
    assert ProofAnswer.objects.live().filter(proof__dossier=dossier).count() == FILES
    assert not TrayFile.objects.waiting().exists()
    sound(driver)
    driver.picture("tray-laid")

    page.get_by_role("button", name="Retirer de la preuve rapport final.pdf").click()
    expect(page.locator("#messages")).to_contain_text("est de nouveau à classer")
    assert ProofAnswer.objects.live().filter(proof__dossier=dossier).count() == FILES - 1


@pytest.mark.rem
def test_forty_files_answer_the_whole_real_workbook(open_window):
    """Files named by requirements find their proofs; one a chapter takes the rest of it."""
    dossier = open_on(LGC)
    assert dossier.proofs.applicable().count() == 302
    driver = open_window()
    page = open_tray(driver, dossier)
    chapters = list(dossier.chapters.filter(proofs__isnull=False).distinct())
    named = requirements_of(dossier)[: FILES - 1 - len(chapters)]
    names = [f"{each.replace('/', '-')}_captures.txt" for each in named]
    names += [PASSI, *(f"Chapitre {each.pk}.pdf" for each in chapters)]
    assert len(names) == FILES

    hand = Hand(page)
    page.set_input_files("input[name=uploads]", [a_file(name) for name in names])
    hand.click(page.locator("[name=no_patient_data]"))
    expect(page.locator("[data-sum]")).to_contain_text("40 sur 40", timeout=WAIT)
    settled(page)
    hand.open(PASSI)
    hand.type(page.locator("[data-search]"), "PASSI")
    hand.take_what_has_no_file()
    page.locator("[name=document_on]").fill(timezone.localdate().isoformat())
    hand.save()
    hand.click(page.get_by_role("button", name="Tout poser"))
    for chapter in chapters:
        hand.open(f"Chapitre {chapter.pk}.pdf")
        hand.take_what_has_no_file(chapter.name)
        hand.save()
    hand.click(page.get_by_role("button", name="Tout poser"))
    expect(page.locator("#tray-title")).to_have_text("À classer 0", timeout=WAIT)
    assert not dossier.proofs.filter(state=ProofState.ATTENDUE).exists()
    assert hand.clicks <= 3 * (len(chapters) + 3)
    driver.picture("tray-whole")


def requirements_of(dossier) -> list[str]:
    """Return requirements with most proofs first; each chapter keeps its first one to itself."""
    proofs = proofs_of(dossier)
    first = {proof.chapter_id: proof.catalog_proof.requirement_id for proof in reversed(proofs)}
    rest = [p for p in proofs if p.catalog_proof.requirement_id not in first.values()]
    counts = Counter(proof.catalog_proof.requirement.reference for proof in rest)
    return [reference for reference, _many in counts.most_common()]


class Hand:
    """Somebody at work in the tray; counts the clicks."""

    def __init__(self, page):
        self.page, self.clicks = page, 0

    def click(self, place) -> None:
        place.click()
        self.clicks += 1

    def type(self, place, words: str) -> None:
        place.fill(words)
        self.clicks += 1

    def open(self, name: str) -> None:
        """Open the dialog of a file."""
        self.click(self.page.get_by_role("link", name=f"Choisir les preuves {name}", exact=True))
        expect(self.page.locator("[data-search]")).to_be_visible()

    def take_what_has_no_file(self, title: str = "") -> None:
        """Tick the shown proofs without a file: of one group, or of each that is shown."""
        only = f'[data-group="{title}"]' if title else "[data-group]:visible"
        for button in self.page.locator(f"{only} [data-tick-all]").all():
            self.click(button)

    def save(self) -> None:
        """Send the dialog, and wait for the list."""
        with self.page.expect_navigation():
            self.click(self.page.locator("#act-dialog form.act-form button[type=submit]"))


def choose_with_the_keyboard(driver, proof) -> None:
    """Open the dialog of the file without number, search its proof, tick it, send."""
    page = driver.page
    page.get_by_role("link", name="Choisir les preuves rapport final.pdf").focus()
    page.keyboard.press("Enter")
    search = page.locator("[data-search]")
    expect(search).to_be_visible()
    sound(driver)
    search.fill(proof.reference.lower())
    expect(page.locator("[data-found]")).to_have_text("1 preuve trouvée")
    driver.picture("tray-dialog")
    page.locator("[data-choice]:visible input").focus()
    page.keyboard.press("Space")
    page.keyboard.press("Enter")


def test_what_failed_is_tried_again_and_what_arrived_stays(open_window, dossier):
    driver = open_window()
    page = open_tray(driver, dossier)
    page.check("[name=no_patient_data]")
    page.route("**/recevoir/", lambda route: route.abort(), times=1)
    empty = {"name": "vide.pdf", "mimeType": "application/pdf", "buffer": b""}
    page.set_input_files("input[name=uploads]", [a_file("un.pdf"), a_file("deux.pdf"), empty])
    summary = page.locator("[data-sum]")
    expect(summary).to_contain_text("1 sur 3 · 2 en échec", timeout=WAIT)
    expect(page.locator("[data-queue]")).to_contain_text("Connexion coupée")
    driver.errors.clear()

    page.reload()
    alone(page)
    expect(page.locator("#tray-title")).to_have_text("À classer 1")
    page.check("[name=no_patient_data]")
    page.route("**/recevoir/", lambda route: route.abort(), times=1)
    page.set_input_files("input[name=uploads]", [a_file("trois.pdf")])
    page.get_by_role("button", name="Réessayer les échecs").click()
    expect(summary).to_contain_text("1 sur 1", timeout=WAIT)
    expect(page.locator("#tray-title")).to_have_text("À classer 2", timeout=WAIT)
    driver.errors.clear()


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone(open_window, dossier, dark):
    proofs = proofs_of(dossier)
    names = [f"{each.reference.replace('/', '_')}_journal.txt" for each in proofs[:3]]
    driver = open_window(phone=True, dark=dark)
    page = open_tray(driver, dossier)
    page.check("[name=no_patient_data]")
    names += ["un-nom-de-fichier-sans-espace-" + "x" * 100 + ".pdf"]
    page.set_input_files("input[name=uploads]", [a_file(name) for name in names])
    expect(page.locator("#tray-title")).to_have_text("À classer 4", timeout=WAIT)
    sound(driver)
    driver.picture(f"tray-phone-{'dark' if dark else 'light'}")
    page.get_by_role("link", name="Choisir les preuves").click()
    expect(page.locator("[data-search]")).to_be_visible()
    driver.picture(f"tray-phone-dialog-{'dark' if dark else 'light'}")
    sound(driver)
    driver.go(f"/dossiers/{dossier.pk}/")
    expect(page.get_by_role("link", name="4 fichiers à classer")).to_be_visible()
    driver.picture(f"tray-phone-dossier-{'dark' if dark else 'light'}")
