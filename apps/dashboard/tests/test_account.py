"""Signing in, one's own page, and the accounts that only the demonstration names."""

import pytest
from django.core import mail
from django.test import override_settings
from django.urls import reverse

from apps.accounts.tests.builders import PASSWORD, make_user
from apps.dashboard.demo import DEMO_PASSWORD, DEMO_PEOPLE
from apps.products.tests.builders import make_team

LOGIN = reverse("account_login")
pytestmark = pytest.mark.django_db


def test_sign_in_by_login_or_address_whatever_the_case(client):
    make_user("alice")
    for login in ("alice", "ALICE", "Alice@Example.org"):
        response = client.post(LOGIN, {"login": login, "password": PASSWORD})
        assert response.status_code == 302, login
        assert response["Location"] == reverse("dashboard:home")
        client.logout()


def test_wrong_password_says_so(client):
    make_user("alice")
    response = client.post(LOGIN, {"login": "alice", "password": "faux"})
    assert response.status_code == 200
    assert "alert-danger" in response.text


def test_sign_out_asks_for_a_post(client):
    client.force_login(make_user())
    assert "Se déconnecter ?" in client.get(reverse("account_logout")).text
    assert client.session.get("_auth_user_id")
    client.post(reverse("account_logout"))
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_alone(client):
    response = client.get(reverse("account_signup"))
    assert "Les comptes s’ouvrent en interne" in response.text
    assert "<form" not in response.text


def test_forgotten_password_writes_to_the_account(client):
    make_user("alice")
    response = client.post(reverse("account_reset_password"), {"email": "alice@example.org"})
    assert response["Location"] == reverse("account_reset_password_done")
    assert "Regardez votre messagerie" in client.get(response["Location"]).text
    assert [message.to for message in mail.outbox] == [["alice@example.org"]]


def test_spoilt_reset_link_offers_another(client):
    address = reverse("account_reset_password_from_key", args=["1", "abc-def"])
    assert "Ce lien ne sert plus" in client.get(address).text


def test_password_change(client):
    user = make_user()
    client.force_login(user)
    address = reverse("account_change_password")
    assert "Changer de mot de passe" in client.get(address).text
    new = "un-autre-mot-solide"
    client.post(address, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    user.refresh_from_db()
    assert user.check_password(new)


def test_own_page_names_roles_and_security(client):
    team = make_team()
    client.force_login(team.bob)
    text = client.get(reverse("dashboard:account")).text
    for words in ("MediCab", "Contribution", "bob@example.org", "Second facteur"):
        assert words in text
    client.force_login(team.charlie)
    assert "MediCab" not in client.get(reverse("dashboard:account")).text


def test_menu_leads_to_messages_and_due_dates(client):
    client.force_login(make_team().alice)
    text = client.get(reverse("dashboard:account")).text
    for name in ("reminders:sent", "deadlines:list"):
        assert f'href="{reverse(name)}"' in text


@override_settings(DEMO=True)
def test_demonstration_names_one_account_per_role(client):
    text = client.get(LOGIN).text
    assert DEMO_PASSWORD in text
    assert all(f'data-fill-login="{login}"' in text for login, _role in DEMO_PEOPLE)


@override_settings(DEMO=False)
def test_real_site_names_none(client):
    text = client.get(LOGIN).text
    assert DEMO_PASSWORD not in text
    assert "data-fill-login" not in text


def test_optional_parts_of_the_sign_in_wear_the_shell(client):
    client.force_login(make_user())
    text = client.get(reverse("account_email")).text
    assert 'class="topbar"' in text
    assert "Mon compte" in text
