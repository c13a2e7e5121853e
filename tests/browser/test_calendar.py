"""The month, the agenda and the calendar address, with the keyboard and on a phone."""

import re
from datetime import date

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import expect

from apps.deadlines.tests.builders import make_deadline
from apps.products.tests.builders import make_team

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ADDRESS = re.compile(r"http://.+/calendrier/[\w-]{22}\.ics")
PAGES = ("/echeances/", "/echeances/mois/", "/echeances/agenda/", "/calendrier/")


def sound(driver) -> None:
    """Fail on an accessibility fault, and on a page that is wider than its window."""
    faults = Axe().run(driver.page).response["violations"]
    assert [(each["id"], each["nodes"][0]["target"]) for each in faults] == []
    wide, window = driver.page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
    )
    assert wide <= window


@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("dark", [False, True])
def test_pages_are_for_everybody(open_window, phone, dark):
    team, today = make_team(), timezone.localdate()
    make_deadline(team.product, date(2025, 1, 6), title="Mot-très-long-" * 15, url="/produits/")
    for number in range(5):
        make_deadline(team.product, today, title=f"À faire {number}", url="/produits/")
    driver = open_window(phone=phone, dark=dark)
    driver.sign_in("alice")
    for page in PAGES:
        driver.go(page)
        sound(driver)


def test_a_month_is_a_grid_with_room_and_an_agenda_on_a_phone(open_window):
    team, today = make_team(), timezone.localdate()
    for number in range(5):
        make_deadline(team.product, today, title=f"À faire {number}", url="/produits/")
    for phone, seen in ((False, 3), (True, 5)):
        driver = open_window(phone=phone)
        driver.sign_in("alice")
        driver.go("/echeances/mois/")
        titles = driver.page.locator(".month-name a")
        assert [title.is_visible() for title in titles.all()].count(True) == seen
        more = driver.page.locator(".month-rest a")
        expect(more).to_be_visible(visible=not phone)
        expect(driver.page.locator(".month-day--empty").first).to_be_visible(visible=not phone)
        if not phone:
            more.focus()
            driver.page.keyboard.press("Enter")
            expect(driver.page.locator(".month-name a")).to_have_count(5)


def test_an_address_is_made_with_the_keyboard_and_shown_once(open_window):
    make_team()
    driver = open_window()
    driver.sign_in("alice")
    driver.go("/calendrier/")
    driver.page.get_by_role("radio", name="Celles de toute mon équipe").focus()
    driver.page.keyboard.press("Space")
    driver.page.get_by_role("button", name="Créer mon adresse").focus()
    driver.page.keyboard.press("Enter")
    field = driver.page.get_by_label("Adresse de mon agenda")
    expect(field).to_have_value(ADDRESS)
    sound(driver)
    driver.go("/calendrier/")
    expect(field).to_have_count(0)
    driver.act("Supprimer l’adresse")
    expect(driver.page.get_by_role("button", name="Créer mon adresse")).to_be_visible()
