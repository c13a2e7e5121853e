"""Screens of products: rights by role, forms, lists, and what each person is offered."""

from datetime import date

import pytest
from django.urls import reverse

from apps.accounts.tests.builders import make_user
from apps.products.models import Component, Product, ProductMembership
from apps.products.services import update_product
from apps.products.states import Role
from apps.products.tests.builders import make_member, make_product, make_team

TODAY = date(2026, 3, 4)
PEOPLE = ["nobody", "charlie", "rita", "bob", "alice", "admin"]
READ = {"nobody": 302, "charlie": 404, "rita": 200, "bob": 200, "alice": 200, "admin": 200}
LEAD = {"nobody": 302, "charlie": 404, "rita": 403, "bob": 403, "alice": 200, "admin": 200}
ADMINISTER = {
    "nobody": 302, "charlie": 403, "rita": 403, "bob": 403, "alice": 403, "admin": 200,
}  # fmt: skip
SIGNED_IN = READ | {"charlie": 200}


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def component(team):
    return Component.objects.create(product=team.product, name="Passerelle", vendor="Tiers")


def addresses(team, component) -> list[tuple[str, dict]]:
    membership = ProductMembership.objects.get(user=team.bob)
    return [
        (reverse("products:list"), SIGNED_IN),
        (reverse("products:people"), SIGNED_IN),
        (reverse("products:create"), ADMINISTER),
        (reverse("products:detail", args=[team.product.pk]), READ),
        (reverse("products:journal", args=[team.product.pk]), READ),
        (reverse("dashboard:product_overview", args=[team.product.pk]), READ),
        (reverse("products:update", args=[team.product.pk]), LEAD),
        (reverse("products:version_create", args=[team.product.pk]), LEAD),
        (reverse("products:version_update", args=[team.version.pk]), LEAD),
        (reverse("products:component_create", args=[team.product.pk]), LEAD),
        (reverse("products:component_update", args=[component.pk]), LEAD),
        (reverse("products:component_remove", args=[component.pk]), LEAD),
        (reverse("products:member_create", args=[team.product.pk]), LEAD),
        (reverse("products:member_update", args=[membership.pk]), LEAD),
        (reverse("products:member_remove", args=[membership.pk]), LEAD),
    ]


def test_every_screen_answers_each_role(client, team, component):
    for who in PEOPLE:
        client.logout()
        if who != "nobody":
            client.force_login(getattr(team, who))
        for url, table in addresses(team, component):
            assert (url, client.get(url).status_code) == (url, table[who])
            htmx = client.get(url, headers={"HX-Request": "true"})
            assert (url, htmx.status_code) == (url, table[who])


def test_the_list_shows_and_finds_only_one_s_own(client, team):
    make_product("Zénith", responsible=team.charlie, nil="777")
    other = make_product("Atlas", responsible=team.alice, nil="888")
    make_member(other, team.alice)
    client.force_login(team.alice)

    def names(**query):
        page = client.get(reverse("products:list"), query).context["page"]
        return [product.name for product in page]

    assert names() == ["Atlas", "MediCab"]
    assert names(q="medi") == ["MediCab"]
    assert names(q="888") == ["Atlas"]
    assert names(q="santalis") == ["Atlas", "MediCab"]
    assert names(q="777") == []
    client.force_login(team.admin)
    assert names(q="777") == ["Zénith"]


def test_who_has_nothing_is_told_how_to_begin(client, team):
    client.force_login(make_user("nouveau"))
    page = client.get(reverse("products:list")).content.decode()
    assert "Demandez un accès à la personne qui gère votre compte." in page
    assert "Nouveau produit" not in page
    Product.objects.all().delete()
    client.force_login(team.admin)
    page = client.get(reverse("products:list")).content.decode()
    assert "Suivre un premier produit" in page


@pytest.mark.parametrize(
    ("who", "edits", "invites", "changes_bob"),
    [
        ("rita", False, False, False),
        ("bob", False, False, False),
        ("alice", True, True, False),
        ("admin", True, True, True),
    ],
)
def test_the_page_offers_what_the_services_accept(client, team, who, edits, invites, changes_bob):
    client.force_login(getattr(team, who))
    page = client.get(reverse("products:detail", args=[team.product.pk])).content.decode()
    bob = ProductMembership.objects.get(user=team.bob)
    assert (reverse("products:update", args=[team.product.pk]) in page) is edits
    assert (reverse("products:member_create", args=[team.product.pk]) in page) is invites
    assert (reverse("products:member_update", args=[bob.pk]) in page) is changes_bob
    own = ProductMembership.objects.filter(user=getattr(team, who)).first()
    assert own is None or reverse("products:member_update", args=[own.pk]) not in page


def test_a_lead_is_offered_the_accounts_they_manage(client, team):
    team.bob.manager = team.alice
    team.bob.save()
    newcomer = make_user("nina", manager=team.bob)
    client.force_login(team.alice)
    page = client.get(reverse("products:detail", args=[team.product.pk])).content.decode()
    bob = ProductMembership.objects.get(user=team.bob)
    assert reverse("products:member_update", args=[bob.pk]) in page
    url = reverse("products:member_create", args=[team.product.pk])
    form = client.get(url).context["form"]
    assert list(form.fields["user"].queryset) == [newcomer]
    assert client.post(url, {"user": newcomer.pk, "role": "reader"}).status_code == 302
    assert ProductMembership.objects.get(user=newcomer).role == Role.READER
    assert "Aucun compte rattaché" in client.get(url).content.decode()


def test_a_missing_number_is_explained(client, team):
    update_product(team.product.pk, by=team.alice, today=TODAY, nil="")
    client.force_login(team.rita)
    page = client.get(reverse("products:detail", args=[team.product.pk])).content.decode()
    assert "Sans NIL, un dossier ne passe pas l’éligibilité." in page
    assert "Compléter la fiche" not in page


def test_the_facts_are_changed_from_the_screen_and_a_stale_one_is_refused(client, team):
    client.force_login(team.alice)
    url = reverse("products:update", args=[team.product.pk])
    form = client.get(url).context["form"]
    facts = {
        name: value
        for name, value in ((field.name, field.value()) for field in form)
        if value is not None and value is not False
    }
    assert facts["nie"] == "NIE-1001"
    assert client.post(url, facts | {"nil": "6001"}).status_code == 302
    team.product.refresh_from_db()
    assert (team.product.nil, team.product.revision) == ("6001", 1)
    response = client.post(url, facts | {"nil": "6002"})
    assert response.status_code == 409
    assert "a changé depuis" in response.content.decode()
    make_product("Autre", responsible=team.bob, nil="abc")
    response = client.post(url, facts | {"nil": "ABC", "revision": 1})
    assert response.status_code == 422
    assert response.context["form"].errors["nil"] == ["Ce NIL est déjà celui d’un autre produit."]


def test_a_product_is_created_from_the_screen(client, team):
    client.force_login(team.admin)
    facts = {
        "publisher": team.product.publisher_id,
        "name": "Neuf",
        "version": "1.0",
        "responsible": team.bob.pk,
    }
    response = client.post(reverse("products:create"), facts)
    product = Product.objects.get(name="Neuf")
    assert response.url == product.get_absolute_url()
    assert product.nil is None
    team.charlie.is_active = False
    team.charlie.save()
    response = client.post(
        reverse("products:create"), facts | {"name": "B", "responsible": team.charlie.pk}
    )
    assert response.status_code == 422


def test_parts_are_written_from_the_screen(client, team, component):
    client.force_login(team.alice)
    posts = [
        (reverse("products:version_create", args=[team.product.pk]), {"label": "9.0"}),
        (reverse("products:version_update", args=[team.version.pk]), {"label": "8.2"}),
        (
            reverse("products:component_create", args=[team.product.pk]),
            {"name": "EAI", "vendor": "Tiers"},
        ),
        (
            reverse("products:component_update", args=[component.pk]),
            {"name": "Passerelle", "vendor": "Tiers", "nil": "T-9"},
        ),
    ]
    for url, facts in posts:
        assert client.post(url, facts).url == team.product.get_absolute_url()
        assert client.post(url, {}).status_code == 422
    component.refresh_from_db()
    assert component.nil == "T-9"
    assert sorted(each.label for each in team.product.versions.all()) == ["8.2", "9.0"]
    assert client.post(reverse("products:component_remove", args=[component.pk])).status_code == 302
    assert [each.name for each in Component.objects.all()] == ["EAI"]


def test_an_account_is_closed_from_the_list_of_those_one_manages(client, team):
    team.bob.manager = team.alice
    team.bob.save()
    client.force_login(team.alice)
    page = client.get(reverse("products:people"))
    assert [account.username for account in page.context["accounts"]] == ["bob"]
    for user, status in ((team.rita, 404), (team.alice, 404), (team.bob, 302)):
        url = reverse("products:account_deactivate", args=[user.pk])
        assert client.post(url).status_code == status
    team.bob.refresh_from_db()
    assert not team.bob.is_active
    client.force_login(team.admin)
    url = reverse("products:account_deactivate", args=[team.alice.pk])
    response = client.post(url)
    assert response.status_code == 409
    assert "encore responsable de 1 produit" in response.content.decode()


def test_the_page_asks_as_many_questions_for_many_people(
    client, team, django_assert_max_num_queries
):
    client.force_login(team.alice)
    for url in (
        reverse("products:detail", args=[team.product.pk]),
        reverse("dashboard:product_overview", args=[team.product.pk]),
        reverse("products:list"),
    ):
        counts = []
        client.get(url)  # what a process and a header keep is kept from here on
        for wave in ("a", "b"):
            for n in range(3):
                user = make_user(f"{wave}{n}{url.count('/')}{len(url)}")
                make_member(team.product, user)
                Component.objects.create(product=team.product, name=user.username, vendor="v")
                team.product.versions.create(label=user.username)
                other = make_product(user.username, responsible=user, nil=None)
                make_member(other, team.alice)
            with django_assert_max_num_queries(40) as asked:
                client.get(url)
            counts.append(len(asked))
        assert counts[0] == counts[1], url


def test_versions_to_come_are_read_before_the_latest_released(team):
    for label, released_on in (("8.0", date(2025, 6, 1)), ("7.0", date(2024, 6, 1)), ("9", None)):
        team.product.versions.create(label=label, released_on=released_on)
    labels = [each.label for each in team.product.versions.newest_first()]
    assert labels == ["9", "8.1", "8.0", "7.0"]
