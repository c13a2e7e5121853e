"""Who may do what: the whole table, written out."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from apps.accounts.tests.builders import make_user
from apps.products.models import (
    Component,
    Event,
    Product,
    ProductMembership,
    ProductVersion,
    Publisher,
)
from apps.products.policy import allowed_actions, can, may_change_access, require
from apps.products.states import Action
from apps.products.tests.builders import make_member, make_product, make_publisher, make_team

TABLE = {
    ("nobody", "view"): False,
    ("nobody", "contribute"): False,
    ("nobody", "lead"): False,
    ("nobody", "administer"): False,
    ("charlie", "view"): False,
    ("charlie", "contribute"): False,
    ("charlie", "lead"): False,
    ("charlie", "administer"): False,
    ("rita", "view"): True,
    ("rita", "contribute"): False,
    ("rita", "lead"): False,
    ("rita", "administer"): False,
    ("bob", "view"): True,
    ("bob", "contribute"): True,
    ("bob", "lead"): False,
    ("bob", "administer"): False,
    ("alice", "view"): True,
    ("alice", "contribute"): True,
    ("alice", "lead"): True,
    ("alice", "administer"): False,
    ("admin", "view"): True,
    ("admin", "contribute"): True,
    ("admin", "lead"): True,
    ("admin", "administer"): True,
}


@pytest.fixture
def team(db):
    return make_team()


def person(team, who):
    return AnonymousUser() if who == "nobody" else getattr(team, who)


def test_the_table_is_whole():
    people = {"nobody", "charlie", "rita", "bob", "alice", "admin"}
    assert set(TABLE) == {(who, action.value) for who in people for action in Action}


@pytest.mark.parametrize(("who", "action"), sorted(TABLE))
def test_role_and_action(team, who, action):
    expected = TABLE[who, action]
    for subject in (team.product, team.version):
        assert can(person(team, who), Action(action), subject) is expected
    if not expected:
        with pytest.raises(PermissionDenied):
            require(person(team, who), Action(action), team.product)


@pytest.mark.parametrize("action", Action)
def test_without_an_object_only_an_administrator_can(team, action):
    allowed = [
        who
        for who in ("nobody", "charlie", "rita", "bob", "alice", "admin")
        if can(person(team, who), action)
    ]
    assert allowed == ["admin"]


@pytest.mark.parametrize("who", ["rita", "bob", "alice", "admin"])
def test_a_disabled_account_may_nothing_and_sees_nothing(team, who):
    user = person(team, who)
    user.is_active = False
    user.save()
    assert allowed_actions(user, team.product) == set()
    assert not Product.objects.visible_to(user).exists()
    assert not can(user, Action.ADMINISTER)


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("nobody", set()),
        ("charlie", {"Autre"}),
        ("rita", {"MediCab"}),
        ("alice", {"MediCab", "Autre"}),
        ("admin", {"MediCab", "Autre", "Troisième"}),
    ],
)
def test_everything_of_a_product_is_visible_to_its_members_only(team, who, seen):
    other = make_product("Autre", responsible=team.charlie, nil="1")
    make_product("Troisième", responsible=team.admin, nil="2", publisher=make_publisher("B", None))
    make_member(other, team.charlie)
    make_member(other, team.alice)
    for product in Product.objects.all():
        ProductVersion.objects.create(product=product, label="x")
        Component.objects.create(product=product, name="c", vendor="v")
    user = person(team, who)
    assert {each.name for each in Product.objects.visible_to(user)} == seen
    for model in (ProductVersion, Component):
        rows = model.objects.visible_to(user).select_related("product")
        assert {row.product.name for row in rows} == seen
    members = ProductMembership.objects.visible_to(user).select_related("product")
    assert {row.product.name for row in members} == seen - {"Troisième"}
    assert not Event.objects.visible_to(user).exists()
    publishers = {each.name for each in Publisher.objects.visible_to(user)}
    assert publishers == ({"Santalis"} if seen else set()) | ({"B"} if who == "admin" else set())


@pytest.mark.parametrize(
    ("by", "target", "answer"),
    [
        ("admin", "bob", True),
        ("admin", "admin", False),
        ("alice", "alice", False),
        ("alice", "bob", False),
        ("alice", "attached", True),
        ("alice", "indirect", True),
        ("bob", "bob_own", False),
        ("charlie", "charlie_own", False),
    ],
)
def test_who_may_change_whose_access(team, by, target, answer):
    """A lead needs the account too; a manager needs the product too; nobody changes their own."""
    attached = make_user("attached", manager=team.alice)
    others = {
        "attached": attached,
        "indirect": make_user("indirect", manager=attached),
        "bob_own": make_user("bob_own", manager=team.bob),
        "charlie_own": make_user("charlie_own", manager=team.charlie),
    }
    user = others.get(target) or getattr(team, target)
    assert may_change_access(getattr(team, by), team.product, user) is answer
