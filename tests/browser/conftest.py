"""One Chromium for the session, one fresh window for each test."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.driver import Driver

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright's loop lives in the test's thread

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
]
DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 780}


@pytest.fixture(scope="session")
def chromium():
    """Return a running browser; CHROMIUM names its program, else the one found on the path."""
    program = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chrome")
    if program is None:
        pytest.fail("No Chromium here: install it, or name it with CHROMIUM=/path/to/chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def open_window(chromium, live_server, transactional_db, tmp_path):
    """Return a function that opens a window: `open_window(phone=False, dark=False)` → Driver.

    Its pictures go to SEGURTRACK_SHOTS, else to the test's own folder. A script error, a refused
    resource or a policy violation in any page fails the test.
    """
    folder = Path(os.environ.get("SEGURTRACK_SHOTS") or tmp_path)
    folder.mkdir(parents=True, exist_ok=True)
    contexts, drivers = [], []

    def opener(*, phone: bool = False, dark: bool = False) -> Driver:
        context = chromium.new_context(
            viewport=PHONE if phone else DESKTOP,
            color_scheme="dark" if dark else "light",
            locale="fr-FR",
            base_url=live_server.url,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        drivers.append(Driver(context.new_page(), folder))
        return drivers[-1]

    yield opener
    for context in contexts:
        context.close()
    assert [error for driver in drivers for error in driver.errors] == []
