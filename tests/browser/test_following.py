"""Proofs ticked and entrusted in one go, and the review at the keyboard."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from apps.dossiers.models import ProofVerdict
from apps.dossiers.states import DossierState, ProofState
from apps.dossiers.tests.builders import make_case_at
from apps.evidence.models import Blob

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def case():
    """Return a dossier whose proofs are all at the ANS; their files have no preview."""
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()
    Blob.objects.update(content_type="text/plain")
    return case


def sound(driver) -> None:
    """Fail on an accessibility fault."""
    faults = Axe().run(driver.page).response["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in faults] == []


def open_page(open_window, case, name: str, **window):
    """Sign in as Bob and open a page of the dossier; return the driver."""
    driver = open_window(**window)
    driver.sign_in("bob")
    driver.go(f"/dossiers/{case.dossier.pk}/{name}")
    return driver


def test_proofs_are_ticked_entrusted_and_taken_back(open_window, case):
    driver = open_page(open_window, case, "preuves/")
    page = driver.page
    words, boxes = page.locator("[data-ticks]"), page.locator("[data-proof]")
    expect(words).to_have_text("Aucune preuve cochée")

    boxes.nth(0).click()
    boxes.nth(2).click(modifiers=["Shift"])
    expect(words).to_have_text("3 preuves cochées")
    page.get_by_label("Cocher cette page").check()
    expect(words).to_have_text("5 preuves cochées")
    page.get_by_label("Cocher cette page").uncheck()
    expect(words).to_have_text("Aucune preuve cochée")

    boxes.nth(0).focus()
    page.keyboard.press("Space")
    for _ in range(3):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    expect(words).to_have_text("4 preuves cochées")

    page.get_by_text("Confier…").click()
    page.locator("#lot_responsible").select_option(label="Bob")
    sound(driver)
    driver.picture("proofs-batch")
    page.get_by_role("button", name="Confier", exact=True).click()
    done = page.locator(".batch-done")
    expect(done).to_contain_text("4 preuves confiées à Bob")
    sound(driver)
    driver.picture("proofs-batch-done")
    assert case.dossier.proofs.filter(responsible=case.team.bob).count() == 4

    done.get_by_role("button", name="Annuler").click()
    expect(page.locator("#messages")).to_contain_text("4 preuves sont comme avant")
    assert not case.dossier.proofs.filter(responsible__isnull=False).exists()


def test_a_refused_act_keeps_the_ticks(open_window, case):
    driver = open_page(open_window, case, "preuves/?texte=GEN")
    page = driver.page
    page.locator("[data-proof]").first.check()
    page.get_by_text("Noter un verdict…").click()
    page.locator("#lot_outcome").select_option("ko")
    page.get_by_role("button", name="Noter le verdict").click()
    expect(page.locator("#lot_ground")).to_be_visible()
    expect(page.locator("#batch-form")).to_contain_text("Écrivez le motif")
    expect(page.locator("[data-ticks]")).to_have_text("1 preuve cochée")
    sound(driver)
    driver.picture("proofs-batch-refused")


def at(page, place: str) -> None:
    """Wait until the review stands at this place and listens to the keys."""
    expect(page.locator(".review-place")).to_contain_text(place)
    expect(page.locator("[data-review][data-ready]")).to_be_visible()


def test_the_review_at_the_keyboard(open_window, case):
    driver = open_page(open_window, case, "revue/?etat=deposee")
    page = driver.page
    title, ground = page.locator("[data-review-title]"), page.locator("#revue_ground")
    first = title.inner_text()
    at(page, "1 / 5")
    sound(driver)
    driver.picture("review")

    page.keyboard.press("?")
    expect(page.locator("#review-help")).to_be_visible()
    sound(driver)
    page.keyboard.press("j")  # the keys rest while the help is open
    page.keyboard.press("Escape")
    expect(title).to_have_text(first)

    page.keyboard.press("2")
    expect(page.get_by_label("KO")).to_be_checked()
    page.keyboard.press("c")
    expect(ground).to_be_focused()
    page.keyboard.type("Flou, jj 1")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    at(page, "2 / 5")
    expect(title).to_be_focused()
    page.keyboard.press("k")
    expect(title).to_have_text(first)
    expect(page.locator("[data-draft]")).to_be_visible()
    expect(ground).to_have_value("Flou, jj 1")

    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text(f"Verdict « KO » noté sur {first}")
    at(page, "1 / 4")
    verdict = ProofVerdict.objects.get()
    assert (verdict.outcome, verdict.ground) == (ProofState.KO, "Flou, jj 1")

    page.keyboard.press("3")
    page.keyboard.press("Enter")
    expect(ground).to_be_focused()
    sound(driver)
    page.keyboard.type("Il manque la page 2")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".review-place")).to_contain_text("1 / 3")
    assert ProofVerdict.objects.filter(outcome=ProofState.INCOMPLETE).count() == 1


def test_the_keys_of_one_letter_can_be_turned_off(open_window, case):
    driver = open_page(open_window, case, "revue/")
    page = driver.page
    page.get_by_role("button", name="Clavier").click()
    page.get_by_label("Raccourcis d’une seule touche").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    at(page, "1 / 5")
    page.keyboard.press("j")
    at(page, "1 / 5")
    page.keyboard.press("ArrowRight")
    expect(page.locator(".review-place")).to_contain_text("2 / 5")


@pytest.mark.parametrize("dark", [False, True])
def test_on_a_phone(open_window, case, dark):
    driver = open_page(open_window, case, "preuves/", phone=True, dark=dark)
    page, tone = driver.page, "dark" if dark else "light"
    page.locator("[data-proof]").first.check()
    page.get_by_role("link", name="Agir sur les preuves cochées").click()
    page.get_by_text("Noter un verdict…").click()
    sound(driver)
    driver.picture(f"proofs-phone-{tone}")
    driver.go(f"/dossiers/{case.dossier.pk}/couverture/")
    sound(driver)
    driver.picture(f"coverage-phone-{tone}")
    driver.go(f"/dossiers/{case.dossier.pk}/revue/")
    sound(driver)
    driver.picture(f"review-phone-{tone}")
