"""Every page of the site in a real browser: readable by everybody, on a desk and on a telephone."""

import os
import re
from functools import partial
from itertools import groupby
from pathlib import Path

import axe_playwright_python
import pytest
from django.test import Client, RequestFactory
from playwright.sync_api import Locator, Page, expect

from apps.accounts.models import User
from apps.core import errors
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.tour import LEAD, Stop, clients, lay_scene, stops
from tests.house import said

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
READABLE = """([only, never]) => axe.run(document, {
  preload: false,
  resultTypes: ["violations"],
  rules: Object.fromEntries(never.map(rule => [rule, {enabled: false}])),
  ...(only ? {runOnly: {type: "rule", values: only}} : {}),
}).then(found => found.violations.map(each =>
  `${each.id}: ${each.nodes.slice(0, 4).map(node => node.target.join(" ")).join(" | ")}`))"""
SETTLED = """async () => {
  while (document.querySelector(".htmx-request")) await new Promise(done => setTimeout(done, 20));
}"""
STICKS_OUT = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
FOCUS = """() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const ring = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1)
    || style.boxShadow !== "none";
  const shown = box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight;
  return {name: element.tagName, inside: Boolean(element.closest("main")), clear: ring && shown};
}"""
BACK = """async () => {
  await new Promise(done => setTimeout(done, 50));
  const element = document.activeElement;
  return element.closest(".more-menu") ? "MENU" : element.pathname;
}"""
CLEANED = "document.querySelectorAll('[style=\"\"]').forEach(each => each.removeAttribute('style'))"
IN_THE_DARK = ["color-contrast", "link-in-text-block"]
OF_DJANGO = [
    "aria-input-field-name",
    "empty-table-header",
    "label",
    "scrollable-region-focusable",
]
"""What the forms of Django's administration break by themselves: its search boxes and inlines."""
WITH_DIALOGS = (
    "products:detail",
    "dossiers:detail-a_corriger",
    "dossiers:detail-suspendu",
    "cnda:detail-pre_examen-en_cours",
    "changes:detail-a_notifier",
    "evidence:list",
)


class Visitor:
    """One window of one person; `wrong` gathers what is amiss, each line with its page."""

    def __init__(self, page: Page, shots: Path | None):
        self.page, self.shots = page, shots
        self.wrong: list[str] = []
        self.stop: Stop | None = None
        self.refusals: tuple[str, ...] = ()
        page.add_init_script(path=AXE)
        page.on("pageerror", lambda error: self.note(f"script: {error}"))
        page.on("console", self._listen)

    def note(self, words: str) -> None:
        self.wrong.append(f"{self.stop.name} {self.stop.path}: {words}")

    def _listen(self, message) -> None:
        expected = (*self.refusals, str(self.stop.status))
        own = any(f"status of {code}" in message.text for code in expected)
        refused = self.refusals and "Response Status Error" in message.text
        if message.type in {"error", "warning"} and not own and not refused:
            self.note(f"console: {message.text}")

    def visit(self, stop: Stop, *, dark: bool) -> None:
        """Open a page and look at it at both widths, in the dark too on demand."""
        self.stop = stop
        self.page.set_viewport_size(DESKTOP)
        response = self.page.goto(stop.path)
        if response.status != stop.status:
            self.note(f"answers {response.status}")
            return
        self.page.evaluate(SETTLED)
        self.walk_with_the_keyboard()
        for width, size in (("1280", DESKTOP), ("360", PHONE)):
            self.page.set_viewport_size(size)
            self.look(width)
            if dark:
                self.page.emulate_media(color_scheme="dark")
                self.look(f"{width}-dark", only=IN_THE_DARK)
                self.page.emulate_media(color_scheme="light")

    def look(self, variant: str, *, only: list[str] | None = None) -> None:
        """Note what axe-core finds, and what sticks out sideways; take a picture on demand."""
        never = OF_DJANGO if self.stop.kind and not only else []
        for violation in self.page.evaluate(READABLE, [only, never]):
            self.note(f"{variant}: {violation}")
        if self.page.evaluate(STICKS_OUT):
            self.note(f"{variant}: wider than its window")
        if self.shots:
            name = self.stop.name.replace(":", "-")
            self.page.screenshot(path=self.shots / f"{name}-{variant}.png", full_page=True)
        self.page.evaluate(CLEANED)  # htmx would copy what axe-core and the picture leave behind

    def walk_with_the_keyboard(self) -> None:
        """Skip the navigation by its link; the next stop is the page's first action, if any."""
        page = self.page
        actions = page.locator("main :is(a, button, input, select, summary):visible")
        if self.stop.kind or actions.count() == 0:
            return
        page.evaluate("document.activeElement.blur()")
        page.locator("body").press("Tab")
        first = page.evaluate(FOCUS)
        if page.locator(".skip-link").count():  # a page of a broken site has no navigation to skip
            if page.locator(".skip-link:focus").count() != 1 or not first["clear"]:
                self.note(f"Tab does not show the link to the content, but {first}")
                return
            page.keyboard.press("Enter")
            page.keyboard.press("Tab")
            first = page.evaluate(FOCUS)
        if not (first["inside"] and first["clear"]):
            self.note(f"Tab does not show the first action, but {first}")

    def try_dialogs(self, stop: Stop) -> int:
        """Open each act of a page in the dialog, send what is wrong, leave it by the keyboard.

        Return how many acts there are; links to the same act on other things are one.
        """
        page = self.page
        self.stop = stop
        page.set_viewport_size(PHONE)
        page.goto(stop.path)
        page.evaluate(SETTLED)
        acts = page.locator("a[data-dialog]").evaluate_all("all => all.map(each => each.pathname)")
        kinds = {re.sub(r"\d+", "0", path): path for path in acts}
        for path in kinds.values():
            self.stop = Stop(f"dialog{path}".replace("/", "-"), path)
            self._open(page.locator(f"a[data-dialog][href^='{path}']").first)
            self.look("360")
            self._send_a_wrong_day()
            page.keyboard.press("Escape")
            expect(page.locator("#act-dialog")).not_to_be_visible()
            back = page.evaluate(BACK)
            if back not in (path, "MENU"):
                self.note(f"the dialog gives the focus to {back}")
        return len(kinds)

    def _open(self, link: Locator) -> None:
        if not link.is_visible():
            self.page.locator("summary", has=self.page.locator(".bi-three-dots")).first.click()
        link.focus()
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#act-dialog form.act-form")).to_be_visible()

    def _send_a_wrong_day(self) -> None:
        dialog = self.page.locator("#act-dialog")
        # A release may be planned: its day may lie ahead.
        days = dialog.locator("input[type=date]:not([name=released_on])")
        if days.count() == 0:
            return
        for day in days.all():
            day.fill("2999-12-31")
        dialog.locator("form.act-form button[type=submit]").click()
        expect(
            dialog.locator(".is-invalid, .alert-danger, .invalid-feedback").first
        ).to_be_visible()
        self.look("360-refused")


@pytest.fixture
def visitors(chromium, live_server, transactional_db):
    """Return a function that gives the one window of each person: `of(client)` → Visitor."""
    shots = os.environ.get("SEGURTRACK_SHOTS")
    folder = Path(shots) if shots else None
    contexts = []

    def of(client) -> Visitor:
        context = chromium.new_context(
            viewport=DESKTOP,
            color_scheme="light",
            reduced_motion="reduce",
            locale="fr-FR",
            base_url=live_server.url,
        )
        contexts.append(context)
        for cookie in client.cookies.values():
            context.add_cookies(
                [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
            )
        return Visitor(context.new_page(), folder)

    yield of
    for context in contexts:
        context.close()


def test_every_page_can_be_read_and_reached(visitors):
    lay_scene()
    browsers = clients()
    tour = sorted(stops(browsers), key=lambda stop: stop.login)
    seen, wrong = set(), []
    for login, own in groupby(tour, key=lambda stop: stop.login):
        visitor = visitors(browsers[login])
        for stop in own:
            look_alike = stop.kind or stop.path.rstrip("/0123456789")
            visitor.visit(stop, dark=look_alike not in seen)
            seen.add(look_alike)
        wrong += visitor.wrong
    assert len(tour) > 150
    assert not wrong, said(wrong)


def _fulfil(answer, route) -> None:
    route.fulfill(status=answer.status_code, content_type="text/html", body=answer.content)


def test_the_pages_of_errors_can_be_read(visitors):
    lead = User.objects.create_user(LEAD, "claire@santalis.example", first_name="Claire")
    request = RequestFactory().get("/portefeuille/")
    request.user, request.htmx = lead, False
    visitor = visitors(Client())
    for name, answer in {
        "400": errors.bad_request(request, None),
        "403-csrf": errors.forged(request),
        "429": errors.too_many(request),
        "500": errors.broken(request),
    }.items():
        stop = Stop(f"error-{name}", f"/erreur-{name}/", status=answer.status_code)
        visitor.page.route(f"**{stop.path}", partial(_fulfil, answer))
        visitor.visit(stop, dark=True)
    assert not visitor.wrong, said(visitor.wrong)


def test_every_dialog_opens_refuses_and_closes_with_the_keyboard(visitors):
    lay_scene()
    browsers = clients()
    visitor = visitors(browsers[LEAD])
    visitor.refusals = ("409", "422")
    pages = [stop for stop in stops(browsers) if stop.name in WITH_DIALOGS]
    assert len(pages) == len(WITH_DIALOGS)
    assert sum(visitor.try_dialogs(stop) for stop in pages) > 25
    assert not visitor.wrong, said(visitor.wrong)
