"""Facts, parts, members and accounts: rules of the FAQ ANS on accounts, both sides."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404

from apps.accounts.tests.builders import make_user
from apps.core.refusals import Conflict, Invalid
from apps.products import services
from apps.products.models import (
    Component,
    Event,
    Product,
    ProductMembership,
    ProductVersion,
    Publisher,
)
from apps.products.states import Role
from apps.products.tests.builders import make_member, make_product, make_publisher, make_team

TODAY = date(2026, 3, 4)


@pytest.fixture
def team(db):
    return make_team()


def create(team, **facts):
    facts = {
        "by": team.admin,
        "today": TODAY,
        "publisher": make_publisher(),
        "name": "Nouveau",
        "responsible": team.bob,
    } | facts
    return services.create_product(**facts)


def update(team, by=None, **facts):
    return services.update_product(team.product.pk, by=by or team.alice, today=TODAY, **facts)


def role_of(user, product):
    return ProductMembership.objects.get(user=user, product=product).role


# --- Facts ---------------------------------------------------------------------------------------


def test_a_new_product_has_its_responsible_person_as_lead(team):
    product = create(team, name="  Nouveau   produit ", nil=" 77 12 ", version="1.0", is_dmn=True)
    product.refresh_from_db()
    assert (product.name, product.nil, product.is_dmn) == ("Nouveau produit", "77 12", True)
    assert role_of(team.bob, product) == Role.LEAD
    assert [each.label for each in product.versions.all()] == ["1.0"]
    sentences = [event.sentence for event in Event.objects.filter(product=product).order_by("pk")]
    assert sentences == ["Le produit « Nouveau produit » est créé", "Accès de Bob : Pilotage"]


@pytest.mark.parametrize("who", ["alice", "bob", "rita", "charlie"])
def test_only_an_administrator_creates(team, who):
    with pytest.raises(PermissionDenied):
        create(team, by=getattr(team, who))
    assert Product.objects.count() == 1


def test_empty_numbers_are_none_and_several_products_may_lack_one(team):
    first, second = create(team, nil=""), create(team, name="B", nil="   ")
    assert Product.objects.filter(pk__in=[first.pk, second.pk], nil=None).count() == 2


@pytest.mark.parametrize("nil", ["5512A", "5512a", " 5512a "])
def test_a_nil_is_unique_whatever_the_case(team, nil):
    update(team, nil="5512a")
    with pytest.raises(Invalid, match="Ce NIL est déjà celui d’un autre produit") as caught:
        create(team, nil=nil)
    assert caught.value.field == "nil"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_product("Brut", responsible=team.bob, nil=nil.strip())
    with pytest.raises(IntegrityError), transaction.atomic():
        make_product("Brut", responsible=team.bob, nil="")


def test_a_nie_is_unique_whatever_the_case_and_says_so(team):
    Publisher.objects.create(name="Autre éditeur", nie="ABC-1")
    with pytest.raises(Invalid, match="Ce NIE est déjà celui d’un autre éditeur") as caught:
        update(team, nie="abc-1")
    assert caught.value.field == "nie"
    update(team, nie=" NIE-2002 ")
    assert Publisher.objects.get(name="Santalis").nie == "NIE-2002"
    assert Event.objects.first().sentence == "NIE de Santalis : NIE-2002"
    update(team, nie="")
    assert Publisher.objects.get(name="Santalis").nie is None


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": "x" * 201}, "name"),
        ({"nil": "55<12>"}, "nil"),
        ({"convergence_reference": "x" * 61}, "convergence_reference"),
    ],
)
def test_wrong_facts_are_refused_on_their_field(team, facts, field):
    for act in (create, update):
        with pytest.raises(Invalid) as caught:
            act(team, **facts)
        assert caught.value.field == field
    team.product.refresh_from_db()
    assert (team.product.name, team.product.nil, team.product.revision) == ("MediCab", "5512", 0)


def test_two_products_of_a_publisher_have_two_names(team):
    with pytest.raises(Invalid, match="déjà un produit de ce nom"):
        create(team, name="MediCab")
    assert create(team, name="MediCab", publisher=make_publisher("Autre", None))


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("charlie", Http404),
        ("rita", PermissionDenied),
        ("bob", PermissionDenied),
        ("alice", None),
        ("admin", None),
    ],
)
def test_leads_change_the_facts(team, who, answer):
    if answer is None:
        assert update(team, by=getattr(team, who), name="MediCab 9").name == "MediCab 9"
        return
    with pytest.raises(answer):
        update(team, by=getattr(team, who), name="MediCab 9")


def test_a_change_is_journalled_by_what_differs_and_refused_from_a_stale_page(team):
    update(team, revision=0, name="MediCab", nil="9999", is_dmn=True)
    assert Event.objects.get().sentence == (
        "Fiche du produit modifiée : NIL, dispositif médical numérique"
    )
    with pytest.raises(Conflict, match="a changé depuis"):
        update(team, revision=0, name="Perdu")
    update(team, revision=1, name="MediCab")
    assert Event.objects.count() == 1


def test_an_unknown_fact_is_a_mistake_of_ours(team):
    with pytest.raises(TypeError, match="publisher"):
        update(team, publisher=make_publisher("Autre", None))


def test_a_new_responsible_person_becomes_a_lead_if_the_change_is_allowed(team):
    with pytest.raises(PermissionDenied, match="ne vous est pas rattaché"):
        update(team, responsible=team.bob)
    team.bob.manager = team.alice
    team.bob.save()
    assert update(team, responsible=team.bob).responsible == team.bob
    assert role_of(team.bob, team.product) == Role.LEAD
    assert role_of(team.alice, team.product) == Role.LEAD


def test_another_lead_becomes_responsible_without_any_change_of_access(team):
    make_member(team.product, team.charlie, Role.LEAD)
    assert update(team, by=team.charlie, responsible=team.charlie).responsible == team.charlie


def test_a_disabled_account_is_never_made_responsible(team):
    team.bob.is_active = False
    team.bob.save()
    for act in (create, update):
        with pytest.raises(Invalid) as caught:
            act(team, by=team.admin, responsible=team.bob)
        assert caught.value.field == "responsible"


# --- Parts ---------------------------------------------------------------------------------------


def test_versions_are_added_and_corrected(team):
    version = services.add_version(
        team.product.pk, by=team.alice, today=TODAY, label=" 9.0 ", released_on=date(2026, 3, 4)
    )
    assert (version.label, version.released_on) == ("9.0", date(2026, 3, 4))
    services.update_version(version.pk, by=team.alice, today=TODAY, label="9.0.1")
    version.refresh_from_db()
    assert (version.label, version.released_on) == ("9.0.1", None)
    with pytest.raises(Invalid, match="déjà une version de ce nom"):
        services.add_version(team.product.pk, by=team.alice, today=TODAY, label="8.1")
    with pytest.raises(Invalid, match="dans le futur") as caught:
        services.add_version(
            team.product.pk, by=team.alice, today=TODAY, label="9", released_on=date(2026, 3, 5)
        )
    assert caught.value.field == "released_on"
    assert Product.objects.get().revision == 2


def test_components_come_change_and_go(team):
    facts = {"by": team.alice, "today": TODAY}
    component = services.add_component(
        team.product.pk, name="Passerelle", vendor="Tiers", nil="T-1", **facts
    )
    services.update_component(component.pk, name="Passerelle 2", vendor="Tiers", **facts)
    component.refresh_from_db()
    assert (component.name, component.nil) == ("Passerelle 2", "")
    with pytest.raises(Invalid) as caught:
        services.update_component(component.pk, name="", vendor="Tiers", **facts)
    assert caught.value.field == "name"
    services.remove_component(component.pk, **facts)
    assert not Component.objects.exists()
    assert [event.sentence for event in Event.objects.order_by("pk")] == [
        "Composant tiers ajouté : Passerelle (Tiers)",
        "Composant tiers modifié : Passerelle 2 (Tiers)",
        "Composant tiers retiré : Passerelle 2 (Tiers)",
    ]


@pytest.mark.parametrize(
    ("who", "answer"),
    [("charlie", Http404), ("rita", PermissionDenied), ("bob", PermissionDenied)],
)
def test_only_leads_touch_the_parts(team, who, answer):
    component = Component.objects.create(product=team.product, name="c", vendor="v")
    facts = {"by": getattr(team, who), "today": TODAY}
    acts = [
        lambda: services.add_version(team.product.pk, label="9", **facts),
        lambda: services.update_version(team.version.pk, label="9", **facts),
        lambda: services.add_component(team.product.pk, name="n", vendor="v", **facts),
        lambda: services.update_component(component.pk, name="n", vendor="v", **facts),
        lambda: services.remove_component(component.pk, **facts),
    ]
    for act in acts:
        with pytest.raises(answer):
            act()
    assert ProductVersion.objects.get().label == "8.1"
    assert Component.objects.get().name == "c"


# --- Members (FAQ ANS, comptes) ------------------------------------------------------------------


def grant(team, by, user, role=Role.READER):
    return services.grant_access(team.product.pk, by=by, user=user, role=role, today=TODAY)


def revoke(team, by, user):
    return services.revoke_access(team.product.pk, by=by, user=user, today=TODAY)


def test_a_lead_gives_and_takes_for_the_accounts_they_manage_directly_or_not(team):
    direct = make_user("direct", manager=team.alice)
    indirect = make_user("indirect", manager=direct)
    for user in (direct, indirect):
        grant(team, team.alice, user)
        assert role_of(user, team.product) == Role.READER
        grant(team, team.alice, user, Role.LEAD)
        assert role_of(user, team.product) == Role.LEAD
        revoke(team, team.alice, user)
        assert not ProductMembership.objects.filter(user=user).exists()
    assert Event.objects.filter(verb="grant_access").count() == 4
    assert Event.objects.filter(verb="revoke_access").count() == 2


def test_a_lead_cannot_for_other_accounts_nor_a_manager_without_the_product(team):
    mine = make_user("mine", manager=team.bob)
    for by, user in ((team.alice, team.bob), (team.alice, team.charlie), (team.bob, mine)):
        with pytest.raises(PermissionDenied):
            grant(team, by, user)
    with pytest.raises(PermissionDenied, match="ne vous est pas rattaché"):
        revoke(team, team.alice, team.rita)
    with pytest.raises(Http404):
        grant(team, team.charlie, mine)


@pytest.mark.parametrize("who", ["alice", "admin"])
def test_nobody_changes_their_own_list(team, who):
    person = getattr(team, who)
    for act in (lambda: grant(team, person, person), lambda: revoke(team, person, person)):
        with pytest.raises(PermissionDenied, match="ses propres produits"):
            act()


def test_the_responsible_person_keeps_the_lead(team):
    with pytest.raises(Conflict, match="encore responsable de ce produit"):
        revoke(team, team.admin, team.alice)
    with pytest.raises(Conflict, match="encore responsable de ce produit"):
        grant(team, team.admin, team.alice, Role.READER)
    grant(team, team.admin, team.alice, Role.LEAD)
    assert role_of(team.alice, team.product) == Role.LEAD
    assert not Event.objects.exists()


def test_an_access_is_not_taken_twice_nor_given_to_a_disabled_account(team):
    revoke(team, team.admin, team.bob)
    with pytest.raises(Conflict, match="n’a déjà plus accès"):
        revoke(team, team.admin, team.bob)
    team.bob.is_active = False
    with pytest.raises(Invalid) as caught:
        grant(team, team.admin, team.bob)
    assert caught.value.field == "user"
    with pytest.raises(Invalid) as caught:
        grant(team, team.admin, team.rita, "chef")
    assert caught.value.field == "role"


# --- Accounts (FAQ ANS, comptes) -----------------------------------------------------------------


def test_a_manager_closes_an_account_and_its_products_go(team):
    team.bob.manager = team.alice
    team.bob.save()
    services.deactivate_account(team.bob.pk, by=team.alice, today=TODAY)
    team.bob.refresh_from_db()
    assert team.bob.is_active is False
    assert not ProductMembership.objects.filter(user=team.bob).exists()
    assert Event.objects.get().sentence == "Accès retiré à Bob"


def test_who_manages_nobody_closes_nothing(team):
    for by in (team.alice, team.charlie, team.bob):
        for user in (team.rita, team.admin):
            with pytest.raises(Http404):
                services.deactivate_account(user.pk, by=by, today=TODAY)
    for person in (team.alice, team.admin):
        with pytest.raises(PermissionDenied, match="son propre compte"):
            services.deactivate_account(person.pk, by=person, today=TODAY)


def test_an_account_still_responsible_is_refused_with_how_many(team):
    with pytest.raises(Conflict, match=r"Alice est encore responsable de 1 produit :"):
        services.deactivate_account(team.alice.pk, by=team.admin, today=TODAY)
    make_product("Autre", responsible=team.alice, nil="2")
    with pytest.raises(Conflict, match=r"Alice est encore responsable de 2 produits :"):
        services.deactivate_account(team.alice.pk, by=team.admin, today=TODAY)
    Product.objects.update(responsible=team.bob)
    services.deactivate_account(team.alice.pk, by=team.admin, today=TODAY)
    team.alice.refresh_from_db()
    assert not team.alice.is_active


def test_an_account_that_manages_active_ones_is_refused(team):
    team.bob.manager = team.rita
    team.bob.save()
    with pytest.raises(Conflict, match="1 compte est encore rattaché à Rita"):
        services.deactivate_account(team.rita.pk, by=team.admin, today=TODAY)
    services.deactivate_account(team.bob.pk, by=team.admin, today=TODAY)
    services.deactivate_account(team.rita.pk, by=team.admin, today=TODAY)
    assert not team.rita.__class__.objects.get(pk=team.rita.pk).is_active
