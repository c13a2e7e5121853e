"""Hands on the site: sign in, follow a link, fill an act, take a picture."""

from datetime import date
from pathlib import Path

from playwright.sync_api import Page, expect

from apps.accounts.tests.builders import PASSWORD

EXPECTED_REFUSALS = ("409", "422")  # a refused act is an answer of the site, not an error


class Driver:
    """One window. `errors` gathers what the console complains of, but for expected refusals."""

    def __init__(self, page: Page, folder: Path):
        self.page, self.folder = page, folder
        self.errors: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", self._listen)

    def _listen(self, message) -> None:
        refused = "Failed to load resource" in message.text and any(
            f"status of {code}" in message.text for code in EXPECTED_REFUSALS
        )
        if message.type == "error" and not refused and "Response Status Error" not in message.text:
            self.errors.append(f"{message.text} {message.location}")

    def sign_in(self, username: str) -> None:
        """Sign in from the sign-in page."""
        self.page.goto("/compte/login/")
        self.page.fill("input[name=login]", username)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.press("input[name=password]", "Enter")
        expect(self.page.locator(".page-title")).to_be_visible()

    def go(self, path: str) -> None:
        """Open an address of the site."""
        self.page.goto(path)

    def fill(self, scope, values: dict) -> None:
        """Fill the fields of `scope` by name: text, date, choice, tick (bool) or file (Path)."""
        for name, value in values.items():
            field = scope.locator(f"[name={name}]").first
            if isinstance(value, bool):
                field.set_checked(value)
            elif isinstance(value, Path):
                field.set_input_files(value)
            elif isinstance(value, date):
                field.fill(value.isoformat())
            elif field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)

    def act(self, label: str, *, confirm: bool = False, **values) -> None:
        """Open the act named `label` in its dialog, fill it and send it; wait for the next page.

        `confirm`: the fact is past, so the site first shows what it changes and asks again.
        """
        dialog = self.open_act(label)
        self.fill(dialog, values)
        if confirm:
            self._send(dialog)
            expect(dialog.locator("[name=confirmed_on]")).not_to_have_value("")
        with self.page.expect_navigation():
            self._send(dialog)

    def open_act(self, label: str):
        """Click the button or link named `label`, in the menu "Plus" if need be; return the
        dialog."""
        link = self.page.get_by_role("link", name=label).first
        if not link.is_visible():
            self.page.locator(".more-menu summary").first.click()
        link.click()
        dialog = self.page.locator("#act-dialog")
        expect(dialog.locator("form.act-form")).to_be_visible()
        return dialog

    def refused(self, label: str, sentence: str, **values) -> None:
        """Try the act named `label` and read `sentence` in the dialog; leave it as it was."""
        dialog = self.open_act(label)
        self.fill(dialog, values)
        self._send(dialog)
        expect(dialog).to_contain_text(sentence)
        self.page.keyboard.press("Escape")
        expect(dialog).not_to_be_visible()

    def _send(self, dialog) -> None:
        dialog.locator("form.act-form button[type=submit]").click()

    def picture(self, name: str) -> None:
        """Take a picture of the whole page, and check that nothing sticks out sideways."""
        page = self.page
        page.screenshot(path=self.folder / f"{name}.png", full_page=True)
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert page.evaluate(wide) <= 0, f"{name}: the page is wider than its window"
