"""Accounts in the admin site: made, attached, never deleted, closed elsewhere."""

import pytest
from django.core.exceptions import PermissionDenied

from apps.accounts import services
from apps.accounts.models import User
from apps.accounts.tests.builders import make_user
from apps.core.refusals import Invalid

URL = "/admin/accounts/user/"
PASSWORD = "Un-mot-de-passe-9"


@pytest.fixture
def ada(db, client):
    user = make_user("ada", is_superuser=True)
    client.force_login(user)
    return user


def change(client, user, **facts):
    base = {
        "username": user.username,
        "email": user.email,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "language": user.language,
        "manager": user.manager_id or "",
        "convergence_login": "",
    }
    if user.is_superuser:
        base["is_superuser"] = "on"
    kept = {name: value for name, value in (base | facts).items() if value is not None}
    return client.post(f"{URL}{user.pk}/change/", kept)


def errors(response) -> list[str]:
    form = response.context["adminform"].form
    return [message for messages in form.errors.values() for message in messages]


def test_an_account_is_made_with_its_manager(client, ada):
    bob = make_user("bob")
    response = client.post(
        f"{URL}add/",
        {
            "username": "Nina",
            "email": "Nina@Example.org",
            "manager": bob.pk,
            "usable_password": "true",
            "password1": PASSWORD,
            "password2": PASSWORD,
        },
    )
    assert response.status_code == 302
    nina = User.objects.get(username="nina")
    assert (nina.email, nina.manager) == ("nina@example.org", bob)
    assert not nina.is_staff
    assert nina.history.count() == 1


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"username": "ADA"}, "déjà"),
        ({"email": "ADA@example.org"}, "Cette adresse électronique est déjà prise."),
        ({"email": ""}, "obligatoire"),
    ],
)
def test_a_taken_login_or_address_is_said_in_french(client, ada, facts, words):
    bob = make_user("bob")
    response = change(client, bob, **facts)
    assert response.status_code == 200
    assert any(words in message for message in errors(response))
    bob.refresh_from_db()
    assert (bob.username, bob.email) == ("bob", "bob@example.org")


def test_nobody_is_attached_in_a_circle_or_to_a_closed_account(client, ada):
    bob, nina = make_user("bob"), make_user("nina")
    assert change(client, nina, manager=bob.pk).status_code == 302
    closed = make_user("closed", is_active=False)
    for person, manager, words in (
        (bob, bob, "dépend déjà"),
        (bob, nina, "dépend déjà"),
        (bob, closed, "désactivé"),
    ):
        response = change(client, person, manager=manager.pk)
        assert response.status_code == 200
        assert any(words in message for message in errors(response))
    bob.refresh_from_db()
    assert bob.manager is None


def test_the_site_keeps_an_administrator(client, ada):
    response = change(client, ada, is_superuser=None)
    assert any("garder un administrateur" in message for message in errors(response))
    second = make_user("second")
    assert change(client, second, is_superuser="on").status_code == 302
    second.refresh_from_db()
    assert second.is_superuser
    assert second.is_staff
    assert change(client, ada, is_superuser=None).status_code == 302
    ada.refresh_from_db()
    assert not ada.is_superuser
    assert not ada.is_staff


def test_an_account_is_neither_deleted_nor_closed_by_its_form(client, ada):
    bob = make_user("bob")
    assert client.post(f"{URL}{bob.pk}/delete/", {"post": "yes"}).status_code == 403
    assert change(client, bob, is_active=None).status_code == 302
    client.post(URL, {"action": "delete_selected", "_selected_action": [bob.pk], "post": "yes"})
    bob.refresh_from_db()
    assert bob.is_active
    page = client.get(f"{URL}{bob.pk}/change/").content.decode()
    assert "Page des comptes" in page


def test_a_closed_account_is_opened_again(client, ada):
    bob = make_user("bob", is_active=False)
    client.post(URL, {"action": "reactivate", "_selected_action": [bob.pk]})
    bob.refresh_from_db()
    assert bob.is_active
    with pytest.raises(PermissionDenied):
        services.reactivate_account(bob.pk, by=bob)


def test_history_is_kept_without_the_password(client, ada):
    bob = make_user("bob")
    change(client, bob, first_name="Robert")
    assert client.get(f"{URL}{bob.pk}/history/").status_code == 200
    latest = bob.history.first()
    assert latest.first_name == "Robert"
    assert latest.history_user == ada
    assert not hasattr(latest, "password")


@pytest.mark.parametrize(("staff", "status"), [(False, 302), (True, 403)])
def test_only_administrators_see_accounts_here(client, db, staff, status):
    user = make_user("staff")
    user.is_staff = staff
    user.save()
    client.force_login(user)
    assert client.get(URL).status_code == status


def test_the_tree_is_checked_outside_the_form_too(db):
    bob = make_user("bob")
    nina = make_user("nina", manager=bob)
    services.check_manager(nina, bob)
    services.check_manager(bob, None)
    services.check_manager(User(username="new"), bob)
    with pytest.raises(Invalid) as caught:
        services.check_manager(bob, nina)
    assert caught.value.field == "manager"
