"""Pages that compare: two versions of a catalogue, and a workbook with the last version."""

import html
import re
from datetime import timedelta

import pytest
from django.urls import reverse

from apps.accounts.tests.builders import make_user
from apps.frameworks.services import import_workbook
from apps.frameworks.tests.builders import make_catalog
from apps.frameworks.tests.rem_builders import requirement, sample, write_workbook
from apps.frameworks.tests.test_services import AT
from apps.frameworks.tests.test_views import send

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def bob(client):
    user = make_user("bob")
    client.force_login(user)
    return user


@pytest.fixture
def later(tmp_path):
    """A workbook in which one statement, one number and one requirement differ from the sample."""
    lines = sample()
    lines[0].statement = "L’éditeur DOIT faire rechercher les failles <b>graves</b> de sa solution."
    lines.append(requirement("NEUF.01", "Sécurité", "L’éditeur DOIT dater.", ("Voir.", "Vidéo")))
    return write_workbook(tmp_path / "later.xlsx", requirements=lines)


@pytest.fixture
def versions(tmp_path, later):
    first = write_workbook(tmp_path / "first.xlsx")
    days = {"1": (first, AT), "2": (later, AT + timedelta(days=1))}
    return [
        import_workbook(path, by=None, code="rem", label=label, at=at).version
        for label, (path, at) in days.items()
    ]


def compare(client, version, **query):
    return client.get(reverse("frameworks:compare", args=[version.pk]), query)


def words_of(response) -> str:
    """Return the text that a screen reader says, on one line."""
    text = re.sub(r"<[^>]+>", "", response.content.decode())
    return re.sub(r"\s+", " ", html.unescape(text))


def shown(response) -> list[str]:
    return [change.line.reference for change in response.context["page"]]


def test_the_version_before_is_compared_unless_told(client, bob, versions):
    first, second = versions
    page = compare(client, second)
    assert page.context["since"] == first
    assert compare(client, first).context["since"] == second
    assert compare(client, second, depuis="chat").context["since"] == first
    assert compare(client, second, depuis=second.pk).context["since"] == first
    assert shown(page) == ["SC.SSI/GEN.18", "NEUF.01"]


def test_the_difference_is_told_and_escaped(client, bob, versions):
    page = compare(client, versions[1])
    said = words_of(page)
    assert "rechercher les failles [ajouté : <b>graves</b>] de sa solution." in said
    assert "<b>graves" not in page.content.decode()
    assert 'class="word-in"' in page.content.decode()
    for label in ("1 ajoutée", "0 retirée", "1 reformulée", "0 déplacée", "5 gardées"):
        assert label in said
    assert "1 ajoutées" not in said
    assert "1 reformulées" not in said


def test_each_kind_has_its_list(client, bob, versions):
    second = versions[1]
    assert shown(compare(client, second, genre="added")) == ["NEUF.01"]
    assert shown(compare(client, second, genre="reworded")) == ["SC.SSI/GEN.18"]
    assert len(shown(compare(client, second, genre="kept"))) == 5
    nothing = compare(client, second, genre="removed")
    assert "Rien dans cette liste" in words_of(nothing)


def test_a_lone_version_says_what_to_do(client, bob):
    page = compare(client, make_catalog())
    assert page.context["since"] is None
    assert "Importez la version suivante de ce catalogue" in words_of(page)


def test_many_changes_have_pages_that_keep_the_list(client, bob):
    old = make_catalog([("A", "Général", "A.0", "exigence", ["Vidéo"])], label="1")
    lines = [("A", "Général", f"A.{n}", "exigence", ["Vidéo"]) for n in range(40)]
    new = make_catalog(lines, label="2")
    page = compare(client, new, depuis=old.pk, genre="added")
    assert len(shown(page)) == 25
    assert page.context["next_url"] == f"?depuis={old.pk}&genre=added&page=2"
    assert len(shown(compare(client, new, depuis=old.pk, genre="added", page=2))) == 14


def test_the_queries_do_not_follow_the_rows(client, bob, django_assert_num_queries):
    make_catalog(label="1")
    lines = [("A", "Général", f"A.{n}", "exigence", ["Vidéo", "Log"]) for n in range(30)]
    small, large = make_catalog(label="2"), make_catalog(lines, label="3")
    compare(client, small)
    with django_assert_num_queries(14):
        compare(client, small)
    with django_assert_num_queries(14):
        compare(client, large)


def test_the_preview_of_an_import_says_what_changes(client, versions, later):
    client.force_login(make_user("ada", is_superuser=True))
    versions[1].delete()

    page = send(client, later.read_bytes(), code="rem", label="2")

    said = words_of(page)
    assert "Ce qui change depuis la version « 1 »" in said.replace("\u00a0", " ")
    assert "1 ajoutée" in said
    assert "1 reformulée" in said
    assert "[ajouté : <b>graves</b>]" in said.replace("\u00a0", " ")


def test_the_preview_of_a_new_catalogue_compares_nothing(client, later):
    client.force_login(make_user("ada", is_superuser=True))
    page = send(client, later.read_bytes(), code="neuf", label="1")
    assert "Ce qui change depuis" not in words_of(page)


def test_the_preview_of_the_same_words_says_that_nothing_changes(client, versions, later):
    client.force_login(make_user("ada", is_superuser=True))
    page = send(client, later.read_bytes(), code="rem", label="3")
    assert "Aucun mot ne change." in words_of(page)
