"""Pages of the guide: search, facets, one entry, opinions, glossary, ways in."""

import pytest
from django.conf import settings
from django.urls import reverse

from apps.accounts.tests.builders import make_user
from apps.guide.loading import load_guide, read_guide
from apps.guide.models import Vote
from apps.guide.states import AnchorKind
from apps.guide.tests.builders import make_entry, make_term, make_topic
from apps.rules.book import CHANGE_NOTIFICATION

pytestmark = pytest.mark.django_db


@pytest.fixture
def alice(client):
    """Return Alice, signed in."""
    person = make_user("alice")
    client.force_login(person)
    return person


def titles(response) -> list[str]:
    """Return the titles that a list shows, in its order."""
    return [line["entry"].title for line in response.context["lines"]]


def text_of(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_the_guide_asks_to_sign_in(client):
    entry = make_entry()
    for url in (reverse("guide:list"), entry.get_absolute_url(), reverse("guide:glossary")):
        assert client.get(url).url.startswith(reverse("account_login"))


def test_an_empty_guide_says_so(client, alice):
    assert "Le guide est vide" in text_of(client.get(reverse("guide:list")))
    assert "Le glossaire est vide" in text_of(client.get(reverse("guide:glossary")))


@pytest.mark.parametrize("words", ["ÉCHÉANCE reportee", "echeance", "  échéance ", "l'échéance"])
def test_accents_capitals_and_apostrophes_do_not_count(client, alice, words):
    make_entry("report", title="Une échéance", body="L’échéance n’est pas reportée.")
    make_entry("autre", title="Autre chose", body="Rien de tel.")
    assert titles(client.get(reverse("guide:list"), {"q": words})) == ["Une échéance"]


def test_every_word_must_be_there_and_titles_come_first(client, alice):
    make_entry("texte", order=1, title="Autre chose", body="Le NIL et le montage.")
    make_entry("titre", order=2, title="Le NIL d’un montage", body="Un numéro.")
    make_entry("seul", order=3, title="Le NIL", body="Un numéro.")
    found = titles(client.get(reverse("guide:list"), {"q": "nil montage"}))
    assert found == ["Le NIL d’un montage", "Autre chose"]


def test_found_words_are_marked_and_typed_html_stays_text(client, alice):
    make_entry(title="Un délai <b>", body="Le délai court.")
    page = client.get(reverse("guide:list"), {"q": "delai"}).content.decode()
    assert "Un <mark>délai</mark> &lt;b&gt;" in page
    page = client.get(reverse("guide:list"), {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert" not in page


def test_a_delay_is_found_by_its_figure(client, alice):
    make_entry(title="Prévenir l’ANS", body="Il faut [[change_notification]].")
    assert titles(client.get(reverse("guide:list"), {"q": "15 jours"})) == ["Prévenir l’ANS"]


def test_nothing_found_says_what_to_do(client, alice):
    make_entry()
    assert "Aucune fiche ne correspond" in text_of(client.get(reverse("guide:list"), {"q": "zzz"}))


def test_facets_count_what_they_leave(client, alice):
    clock, rights = make_topic(), make_topic(code="comptes", name="Comptes")
    segur = make_topic("offre", "segur", "Ségur")
    make_entry("un", topics=[clock, segur], body="horloge")
    make_entry("deux", topics=[clock], body="horloge")
    make_entry("trois", topics=[rights, segur])
    make_entry("caché", topics=[rights, segur], is_published=False)
    form = client.get(reverse("guide:list")).context["filter"].form
    assert ("horloge", "Horloge de l’ANS (2)") in form.fields["theme"].choices
    assert ("comptes", "Comptes (1)") in form.fields["theme"].choices
    response = client.get(reverse("guide:list"), {"offre": "segur", "theme": "horloge"})
    assert len(titles(response)) == 1
    form = response.context["filter"].form
    assert ("horloge", "Horloge de l’ANS (1)") in form.fields["theme"].choices
    assert ("segur", "Ségur (1)") in form.fields["offre"].choices
    page = text_of(response)
    assert 'href="?offre=segur"' in page
    assert 'href="?theme=horloge"' in page


def test_the_address_keeps_only_the_criteria_that_are_set(client, alice):
    asked = {"q": "é", "offre": "", "theme": "", "page": ""}
    response = client.get(reverse("guide:list"), asked, headers={"hx-request": "true"})
    assert response["HX-Push-Url"] == "/guide/?q=%C3%A9"
    response = client.get(reverse("guide:list"), {"q": ""}, headers={"hx-request": "true"})
    assert response["HX-Push-Url"] == "/guide/"


def test_an_unknown_value_of_a_facet_leaves_the_list_whole(client, alice):
    make_entry()
    response = client.get(reverse("guide:list"), {"theme": "jamais"})
    assert response.status_code == 200


def test_the_number_of_queries_does_not_grow(client, alice, django_assert_max_num_queries):
    load_guide(read_guide(settings.BASE_DIR / "fixtures" / "guide"))
    with django_assert_max_num_queries(18):
        client.get(reverse("guide:list"), {"q": "ans", "theme": "delais"})
    with django_assert_max_num_queries(12):
        client.get(reverse("guide:rule", args=["ans_review"]), follow=False)
        client.get(reverse("guide:glossary"))


def test_long_lists_have_pages_that_keep_the_search(client, alice):
    for number in range(25):
        make_entry(f"fiche-{number}", title=f"Fiche {number}")
    first = client.get(reverse("guide:list"), {"q": "fiche"})
    assert len(titles(first)) == 20
    assert first.context["next_url"] == "?q=fiche&page=2"
    assert len(titles(client.get(reverse("guide:list") + first.context["next_url"]))) == 5


def test_a_term_of_the_glossary_is_shown_above(client, alice):
    make_term("NIL", meaning="Un numéro du CNDA.")
    assert "Un numéro du CNDA." in text_of(client.get(reverse("guide:list"), {"q": "nil"}))


def test_an_entry_prints_its_rule_its_source_and_what_is_near(client, alice):
    shared = [make_topic(), make_topic("offre", "segur", "Ségur")]
    rule = (AnchorKind.RULE, CHANGE_NOTIFICATION.code)
    entry = make_entry(explains=[rule], topics=shared, body="Sous [[change_notification]].")
    make_entry("voisine", title="La voisine", topics=shared)
    make_entry("loin", title="La lointaine", topics=shared[:1])
    page = text_of(client.get(entry.get_absolute_url()))
    assert f"<strong>{CHANGE_NOTIFICATION.phrase}</strong>" in page
    assert f"Sous {CHANGE_NOTIFICATION.phrase}." in page
    assert entry.source in page
    assert "La voisine" in page
    assert "La lointaine" not in page


def test_an_entry_taken_off_is_not_found(client, alice):
    entry = make_entry(is_published=False, explains=[(AnchorKind.RULE, "ans_review")])
    assert client.get(entry.get_absolute_url()).status_code == 404
    assert client.get(reverse("guide:rule", args=["ans_review"])).url == reverse("guide:list")


@pytest.mark.parametrize(
    ("name", "kind"),
    [("rule", AnchorKind.RULE), ("blocker", AnchorKind.BLOCKER), ("field", AnchorKind.FIELD)],
)
def test_each_way_in_leads_to_its_entry(client, alice, name, kind):
    entry = make_entry(explains=[(kind, "ans_review")])
    url = reverse(f"guide:{name}", args=["ans_review"])
    assert client.get(url).url == entry.get_absolute_url()


def test_an_unexplained_code_leads_to_the_guide_with_a_word(client, alice):
    response = client.get(reverse("guide:blocker", args=["jamais_vu"]), follow=True)
    assert response.redirect_chain == [(reverse("guide:list"), 302)]
    assert "pas encore de fiche" in text_of(response)


def vote(client, entry, **data):
    return client.post(reverse("guide:vote", args=[entry.slug]), data)


def test_an_opinion_is_given_changed_and_taken_back(client, alice):
    entry = make_entry()
    assert vote(client, entry, answer="oui").url == entry.get_absolute_url()
    assert Vote.objects.get(person=alice).is_useful
    vote(client, entry, answer="non", comment="Il manque un exemple.")
    assert not Vote.objects.get(person=alice).is_useful
    page = text_of(client.get(entry.get_absolute_url()))
    assert "Vous avez répondu non" in page
    assert "Il manque un exemple." in page
    vote(client, entry, answer="aucun")
    assert not Vote.objects.exists()


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "Répondez par oui ou par non."),
        ({"answer": "peut-être"}, "Répondez par oui ou par non."),
        ({"answer": "oui", "comment": "x" * 1001}, "1000"),
    ],
)
def test_a_wrong_opinion_is_told_and_nothing_typed_is_lost(client, alice, data, sentence):
    response = vote(client, make_entry(), **data)
    assert response.status_code == 422
    assert sentence in text_of(response)
    assert data.get("comment", "") in text_of(response)
    assert not Vote.objects.exists()


def test_nobody_sees_what_another_person_answered(client, alice):
    entry = make_entry()
    vote(client, entry, answer="non", comment="Entre nous.")
    client.force_login(make_user("bob"))
    assert "Entre nous." not in text_of(client.get(entry.get_absolute_url()))


def test_administrators_are_told_of_comments_and_others_are_not(client, alice):
    entry = make_entry()
    vote(client, entry, answer="non", comment="Il manque un exemple.")
    assert "à lire" not in text_of(client.get(reverse("guide:list")))
    client.force_login(make_user("ada", is_superuser=True))
    assert "1 commentaire à lire" in text_of(client.get(reverse("guide:list")))


def test_the_glossary_is_in_letters_and_leads_to_entries(client, alice):
    entry = make_entry()
    make_term("échéance", meaning="Une date.").entries.add(entry)
    make_term("ANS", meaning="Une agence.", identifier="secret_name")
    page = text_of(client.get(reverse("guide:glossary")))
    assert page.index('id="lettre-A"') < page.index('id="lettre-E"')
    assert entry.get_absolute_url() in page
    assert "secret_name" not in page
