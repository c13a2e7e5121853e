"""Products in the admin site: through the services, one's own access untouched, nothing deleted."""

import pytest

from apps.products.models import Event, Product, ProductMembership, Publisher
from apps.products.states import Role
from apps.products.tests.builders import make_member, make_team

INLINES = {
    f"{prefix}-{name}_FORMS": 0 for prefix in ("versions", "components")
    for name in ("TOTAL", "INITIAL")
}  # fmt: skip


@pytest.fixture
def team(db, client):
    team = make_team()
    client.force_login(team.admin)
    return team


def test_a_product_is_made_and_changed_through_the_services(client, team):
    facts = {
        "publisher": team.product.publisher_id,
        "name": "Neuf",
        "nil": "",
        "responsible": team.bob.pk,
    }
    assert client.post("/admin/products/product/add/", facts | INLINES).status_code == 302
    product = Product.objects.get(name="Neuf")
    assert product.nil is None
    assert ProductMembership.objects.get(product=product).role == Role.LEAD
    url = f"/admin/products/product/{product.pk}/change/"
    response = client.post(url, facts | INLINES | {"nil": "42"})
    assert response.status_code == 302
    product.refresh_from_db()
    assert (product.nil, product.revision) == ("42", 1)
    assert Event.objects.first().sentence == "Fiche du produit modifiée : NIL"


def test_a_taken_number_is_said_on_the_form(client, team):
    Product.objects.filter(pk=team.product.pk).update(nil="5512a")
    facts = {
        "publisher": team.product.publisher_id,
        "name": "Neuf",
        "nil": "5512A",
        "responsible": team.bob.pk,
    }
    response = client.post("/admin/products/product/add/", facts | INLINES)
    assert response.status_code == 200
    assert "Ce NIL est déjà celui d’un autre produit." in response.content.decode()
    response = client.post("/admin/products/publisher/add/", {"name": "B", "nie": "nie-1001"})
    assert "Ce NIE est déjà celui d’un autre éditeur." in response.content.decode()
    for name in ("B", "C"):
        client.post("/admin/products/publisher/add/", {"name": name, "nie": ""})
    assert Publisher.objects.filter(nie=None).count() == 2


def test_an_administrator_changes_the_access_of_others_never_their_own(client, team):
    base = "/admin/products/productmembership/"
    own = make_member(team.product, team.admin)
    bob = ProductMembership.objects.get(user=team.bob)
    assert client.post(f"{base}{own.pk}/change/", {"role": "lead"}).status_code == 403
    assert client.post(f"{base}{bob.pk}/change/", {"role": "lead"}).status_code == 302
    bob.refresh_from_db()
    assert bob.role == Role.LEAD
    assert Event.objects.first().sentence == "Accès de Bob : Pilotage"
    facts = {"product": team.product.pk, "role": "reader"}
    response = client.post(f"{base}add/", facts | {"user": team.admin.pk})
    assert response.status_code == 200
    assert client.post(f"{base}add/", facts | {"user": team.charlie.pk}).status_code == 302
    assert ProductMembership.objects.get(user=team.charlie).role == Role.READER
    assert client.post(f"{base}{bob.pk}/delete/", {"post": "yes"}).status_code == 403


def test_nothing_is_deleted_and_the_journal_is_only_read(client, team):
    client.post(f"/admin/products/product/{team.product.pk}/change/", {"name": "x"} | INLINES)
    event = Event.objects.create(
        product=team.product, subject=team.product, verb="x", sentence="Fait",
        occurred_on="2026-03-04", recorded_by=team.bob,
    )  # fmt: skip
    for name, pk in (
        ("product", team.product.pk),
        ("publisher", team.product.publisher_id),
        ("event", event.pk),
    ):
        base = f"/admin/products/{name}/"
        assert client.get(base).status_code == 200
        assert client.get(f"{base}{pk}/change/").status_code == 200
        assert client.post(f"{base}{pk}/delete/", {"post": "yes"}).status_code == 403
    assert client.post(f"/admin/products/event/{event.pk}/change/", {}).status_code == 403
    assert client.get("/admin/products/event/add/").status_code == 403
    assert client.get(f"/admin/products/product/{team.product.pk}/history/").status_code == 200
