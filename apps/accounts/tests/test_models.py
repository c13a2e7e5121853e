"""One login and one address per person, whatever the case; and the tree of accounts."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from apps.accounts.models import User
from apps.accounts.tests.builders import PASSWORD, make_user


@pytest.mark.parametrize("login", ["alice", "ALICE", "Alice"])
def test_a_login_is_taken_whatever_the_case(db, login):
    make_user("alice")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user(login, email="autre@example.org")
    with pytest.raises(ValidationError) as caught:
        User(username=login, email="autre@example.org", password="x").full_clean()
    assert caught.value.messages == ["Un utilisateur avec ce nom existe déjà."]


@pytest.mark.parametrize("address", ["alice@example.org", "ALICE@EXAMPLE.ORG", "Alice@Example.org"])
def test_an_address_is_taken_whatever_the_case(db, address):
    make_user("alice")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_user("autre", email=address)
    with pytest.raises(ValidationError) as caught:
        User(username="autre", email=address, password="x").full_clean()
    assert caught.value.messages == ["Cette adresse électronique est déjà prise."]


@pytest.mark.parametrize("login", ["claire", "CLAIRE", "Claire@Example.org"])
def test_a_person_made_with_capitals_signs_in_whatever_the_case(client, db, login):
    """Sign-in looks for lower case: what is stored must be that."""
    user = make_user("Claire", email="Claire@Example.ORG")
    assert (user.username, user.email) == ("claire", "claire@example.org")
    client.post("/compte/login/", {"login": login, "password": PASSWORD})
    assert client.session["_auth_user_id"] == str(user.pk)


def test_attached_accounts_are_direct_and_indirect_and_a_circle_ends(db):
    top = make_user("top")
    middle = make_user("middle", manager=top)
    low = make_user("low", manager=middle)
    make_user("other")
    assert set(User.objects.attached_to(top)) == {middle, low}
    assert set(User.objects.attached_to(middle)) == {low}
    assert not User.objects.attached_to(low).exists()
    User.objects.filter(pk=top.pk).update(manager=low)
    assert set(User.objects.attached_to(top)) == {middle, low}


def test_an_administrator_is_active(db):
    admin = make_user("ada", is_superuser=True)
    assert admin.is_administrator
    admin.is_active = False
    assert not admin.is_administrator
    assert not make_user("bob").is_administrator
