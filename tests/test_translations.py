"""The English catalogue: whole, true to the source text, and seen on the pages."""

import ast
import re
import shutil
from functools import cache
from html import unescape
from pathlib import Path

import polib
import pytest
from django.apps import apps
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from apps.accounts.tests.builders import make_user
from apps.evidence.tests.builders import close
from apps.rules import book
from tests.addresses import ours
from tests.house import APPS, ROOT, TEMPLATES, modules, said, templates, tree, where
from tests.world import build_world

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
PACKAGE = ROOT / "segurtrack"
GETTEXT = ("xgettext", "msguniq", "msgmerge", "msgattrib")
KNOWN_NAMES = {"_", "gettext", "gettext_lazy", "gettext_noop", "ngettext", "ngettext_lazy"}
KNOWN_NAMES |= {"pgettext", "pgettext_lazy", "npgettext", "npgettext_lazy"}
MARK = re.compile(r"%\(\w+\)[a-z]|%%|%[a-z]\b|\{\w*\}|</?\w+[^>]*>")
FRENCH_TYPOGRAPHY = re.compile("[«»\u00a0\u202f]| [:;?!](?: |$)")
PROPER_NAMES = {"référencement", "ségur", "général", "santé"}
ACCENTED = re.compile(r"\w*[àâçèéêëîïôùûüœ]\w*", re.IGNORECASE)
TAG = re.compile(r"<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|title|alt|placeholder|data-label)="([^"]*)"')
WRITTEN = {"CharField", "TextField"}
TELLING = 12
"""A shorter source text may well be part of something else on a page."""


@cache
def catalogue() -> polib.POFile:
    """Return the English catalogue."""
    return polib.pofile(str(CATALOGUE))


def pairs(entry: polib.POEntry) -> list[tuple[str, str]]:
    """Return (source, translation) of an entry: two of them when it has a plural."""
    if not entry.msgid_plural:
        return [(entry.msgid, entry.msgstr)]
    singular, plural = entry.msgstr_plural[0], entry.msgstr_plural[1]
    return [(entry.msgid, singular), (entry.msgid_plural, plural)]


def all_pairs() -> list[tuple[str, str]]:
    """Return every (source, translation) of the catalogue."""
    return [pair for entry in catalogue() for pair in pairs(entry)]


def key(entry: polib.POEntry) -> tuple[str, str, str]:
    """Return what makes an entry the same as another."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


@pytest.mark.skipif(
    not all(map(shutil.which, GETTEXT)),
    reason="reading the sources needs GNU gettext: " + ", ".join(GETTEXT),
)
def test_catalogue_holds_what_the_sources_say_and_nothing_else(tmp_path, settings, monkeypatch):
    for path in [*modules(APPS), *modules(PACKAGE), *templates()]:
        copy = tmp_path / path.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)
    (tmp_path / "locale").mkdir()
    settings.LOCALE_PATHS = [tmp_path / "locale"]
    monkeypatch.chdir(tmp_path)
    call_command("makemessages", locale=["en"], verbosity=0)
    fresh = polib.pofile(str(tmp_path / CATALOGUE.relative_to(ROOT)))
    wanted, written = set(map(key, fresh)), set(map(key, catalogue()))
    assert any(TEMPLATES.name in place for entry in fresh for place, _ in entry.occurrences)
    missing = [f"not in the catalogue: {one}" for one in sorted(wanted - written)]
    ghosts = [f"no longer in the sources: {one}" for one in sorted(written - wanted)]
    assert not missing + ghosts, said([*missing, *ghosts, "Run makemessages, then translate."])


def test_gettext_goes_by_names_that_the_extraction_knows():
    hidden = []
    for path in [*modules(APPS), *modules(PACKAGE)]:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
                hidden += [
                    where(path, node.lineno, f"calls {each.name} « {each.asname} »")
                    for each in node.names
                    if each.name in KNOWN_NAMES and (each.asname or each.name) not in KNOWN_NAMES
                ]
    assert not hidden, said(hidden)


def test_every_entry_is_translated():
    entries = catalogue()
    assert len(entries) > 0
    wanting = [entry.msgid for entry in entries if not entry.translated()]
    wanting += [f"fuzzy: {entry.msgid}" for entry in entries.fuzzy_entries()]
    wanting += [f"obsolete: {entry.msgid}" for entry in entries.obsolete_entries()]
    assert not wanting, said(wanting)


def test_header_says_what_the_compilation_needs():
    header = catalogue().metadata
    assert header["Language"] == "en"
    assert header["Content-Type"] == "text/plain; charset=UTF-8"
    assert header["Plural-Forms"] == "nplurals=2; plural=(n != 1);"
    assert not catalogue().metadata_is_fuzzy


def test_translations_keep_placeholders_and_tags():
    wrong = [
        f"{source!r} → {english!r}"
        for source, english in all_pairs()
        if sorted(MARK.findall(source)) != sorted(MARK.findall(english))
    ]
    assert not wrong, said(wrong)


def test_translations_keep_the_line_breaks_at_both_ends():
    wrong = [
        source
        for source, english in all_pairs()
        if source.startswith("\n") != english.startswith("\n")
        or source.endswith("\n") != english.endswith("\n")
    ]
    assert not wrong, said(wrong)


def test_translations_are_typeset_in_english():
    french = [english for _, english in all_pairs() if FRENCH_TYPOGRAPHY.search(english)]
    assert not french, said(french)


def test_translations_leave_no_french_word():
    left = [
        english
        for _, english in all_pairs()
        if {word.lower() for word in ACCENTED.findall(english)} - PROPER_NAMES
    ]
    assert not left, said(left)


@pytest.fixture
def english(tmp_path, settings) -> Path:
    """Compile the catalogue apart and have the site read it; the setting clears the caches."""
    folder = tmp_path / "compiled"
    target = folder / "en" / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    catalogue().save_as_mofile(str(target))
    settings.LOCALE_PATHS = [folder]
    return folder


@pytest.fixture
def browser(english) -> Client:
    """Return a browser that asks for English."""
    return Client(headers={"accept-language": "en"})


def visible(page: str) -> str:
    """Return what a person reads or hears of a page: its text, and the attributes that speak."""
    spoken = " ".join(SPOKEN.findall(page))
    return f"{unescape(TAG.sub(' ', page))} {unescape(spoken)}"


def french_left(page: str, stored: str = "") -> list[str]:
    """Return the source texts that a page shows although they have an English one.

    `stored`: text that no catalogue translates, see `stored_text`.
    """
    seen = visible(page)
    return [
        source
        for source, english in all_pairs()
        if len(source) >= TELLING
        and source != english
        and not MARK.search(source)
        and source in seen
        and source not in stored
    ]


def stored_text() -> str:
    """Return what stays in the language it was written in: the rule book and our tables."""
    rules = [rule for rule in vars(book).values() if isinstance(rule, book.Rule)]
    kept = [f"{rule.label} {rule.starts} {rule.source}" for rule in rules]
    for model in apps.get_models():
        if model.__module__.startswith("apps."):
            written = [
                field.attname
                for field in model._meta.fields
                if field.get_internal_type() in WRITTEN
            ]
            for row in model._base_manager.order_by("pk").values_list(*written):
                kept += [str(value) for value in row]
    return "\n".join(kept)


def test_sign_in_page_in_english(browser, client):
    address = reverse("account_login")
    page = browser.get(address).text
    assert '<html lang="en">' in page
    assert "No account yet? Ask your manager, who opens it for you." in page
    assert not french_left(page)
    in_french = client.get(address).text
    assert '<html lang="fr">' in in_french
    assert "Pas encore de compte ? Demandez-le à votre responsable : c’est lui qui l’ouvre." in (
        french_left(in_french)
    )


@pytest.mark.django_db
def test_home_page_in_english(browser):
    browser.force_login(make_user("alice"))
    page = browser.get(reverse("dashboard:home")).text
    assert '<html lang="en">' in page
    assert "You will see here the dossiers of the products you follow." in page
    assert "Sign out" in page
    assert not french_left(page)


@pytest.mark.django_db
def test_every_page_in_english(browser, settings):
    world = build_world()
    settings.EVIDENCE_ROOT = world.root
    browser.force_login(world.people["administrator"])
    stored, read, left = stored_text(), set(), []
    for address in ours():
        if "GET" not in address.policy.methods:
            continue
        response = browser.get(address.url(world.values(address)))
        if response.streaming:
            close(response)
        elif "html" in response["Content-Type"]:
            read.add(address.namespace)
            left += [f"{address}: {source}" for source in french_left(response.text, stored)]
    assert read == {address.namespace for address in ours()}
    assert not left, said(left)
