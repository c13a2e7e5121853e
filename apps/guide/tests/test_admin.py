"""The editor of the guide: preview, who and when, refusals, comments to read."""

from datetime import datetime

import pytest
import time_machine
from django.urls import reverse

from apps.accounts.tests.builders import make_user
from apps.guide.models import Entry, Vote
from apps.guide.states import AnchorKind
from apps.guide.tests.builders import make_entry, make_topic
from apps.guide.votes import give_vote
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 1, 9, tzinfo=PARIS)


@pytest.fixture
def ada(client):
    """Return the administrator, signed in."""
    person = make_user("ada", is_superuser=True)
    client.force_login(person)
    return person


def typed(**changes) -> dict:
    """Return what the form of an entry posts."""
    return {
        "title": "Un titre",
        "slug": "un-titre",
        "body": "Sous [[ans_review]].",
        "in_segurtrack": "",
        "source": "FAQ ANS",
        "certainty": "official",
        "topics": [make_topic().pk],
        "keywords": "",
        "order": 0,
        "is_published": "on",
        "anchors-TOTAL_FORMS": 0,
        "anchors-INITIAL_FORMS": 0,
    } | changes


def post(client, url, **changes):
    with time_machine.travel(NOW, tick=False):
        return client.post(url, typed(**changes))


def test_an_entry_is_added_with_who_and_when(client, ada):
    assert post(client, reverse("admin:guide_entry_add")).status_code == 302
    entry = Entry.objects.get()
    assert (entry.updated_by, entry.updated_on) == (ada, NOW.date())
    assert "60 jours" in entry.search_text
    assert entry.history.first().history_user == ada


def test_a_change_keeps_the_address_and_its_history(client, ada):
    entry = make_entry()
    url = reverse("admin:guide_entry_change", args=[entry.pk])
    assert post(client, url, slug="autre").status_code == 302
    entry.refresh_from_db()
    assert (entry.slug, entry.title, entry.updated_by) == ("allers-retours", "Un titre", ada)
    assert {each.title for each in entry.history.filter(history_user=ada)} == {"Un titre"}
    assert entry.history.exclude(history_user=ada).count() == 1
    history = reverse("admin:guide_entry_history", args=[entry.pk])
    assert client.get(history).status_code == 200


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"body": "[[jamais]]"}, "Aucun délai ne porte le nom « jamais »"),
        (
            {
                "anchors-TOTAL_FORMS": 1,
                "anchors-0-kind": "regles",
                "anchors-0-code": "jamais",
            },
            "n’a pas de règle « jamais »",
        ),
        (
            {
                "anchors-TOTAL_FORMS": 1,
                "anchors-0-kind": "champs",
                "anchors-0-code": "nil",
            },
            "Une autre fiche explique déjà ce code.",
        ),
    ],
)
def test_what_cannot_be_printed_is_refused(client, ada, changes, sentence):
    make_entry(explains=[(AnchorKind.FIELD, "nil")])
    response = post(client, reverse("admin:guide_entry_add"), **changes)
    assert response.status_code == 200
    assert sentence in response.content.decode().replace("\xa0", " ")
    assert Entry.objects.count() == 1


@pytest.mark.parametrize("existing", [False, True])
def test_the_preview_saves_nothing(client, ada, existing):
    entry = make_entry()
    name, args = ("change", [entry.pk]) if existing else ("add", [])
    url = reverse(f"admin:guide_entry_{name}", args=args)
    page = post(client, url, _preview="1").content.decode()
    assert "Sous 60 jours calendaires." in page
    assert "Rien n’est enregistré" in page.replace("\xa0", " ")
    entry.refresh_from_db()
    assert entry.title != "Un titre"
    assert Entry.objects.count() == 1


def test_the_preview_of_a_wrong_text_shows_what_is_wrong(client, ada):
    page = post(client, reverse("admin:guide_entry_add"), _preview="1", body="").content.decode()
    assert "errorlist" in page


def test_an_entry_of_the_reference_is_taken_off_not_deleted(client, ada):
    loaded = make_entry(loaded_digest="x")
    own = make_entry("notre")
    delete = "admin:guide_entry_delete"
    assert client.get(reverse(delete, args=[loaded.pk])).status_code == 403
    assert client.get(reverse(delete, args=[own.pk])).status_code == 200
    page = client.get(reverse("admin:guide_entry_changelist")).content.decode()
    assert "delete_selected" not in page


def test_comments_are_listed_and_marked_as_read(client, ada):
    entry, alice = make_entry(), make_user("alice")
    give_vote(entry, by=alice, is_useful=False, comment="Trop court.", now=NOW)
    url = reverse("admin:guide_vote_changelist")
    assert "Trop court." in client.get(url, {"commentaire": "a-lire"}).content.decode()
    vote = Vote.objects.get()
    client.post(url, {"action": "mark_read", "_selected_action": [vote.pk]})
    vote.refresh_from_db()
    assert vote.read_at is not None
    assert "Trop court." not in client.get(url, {"commentaire": "a-lire"}).content.decode()
    assert "Trop court." in client.get(url, {"commentaire": "tous"}).content.decode()


def test_the_list_counts_opinions(client, ada, django_assert_max_num_queries):
    entry = make_entry()
    for name, useful in (("alice", True), ("bob", True), ("rita", False)):
        give_vote(entry, by=make_user(name), is_useful=useful, now=NOW)
    with django_assert_max_num_queries(12):
        page = client.get(reverse("admin:guide_entry_changelist")).content.decode()
    assert '<td class="field-yes">2</td>' in page
    assert '<td class="field-no">1</td>' in page
