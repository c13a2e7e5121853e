"""Security headers on every page, refusal and error; no page is cached or framed by others."""

import pytest
from django.urls import path, reverse

from apps.products.tests.builders import make_team
from segurtrack import urls as site

pytestmark = pytest.mark.django_db
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}


def _break(request):
    raise RuntimeError("on purpose")


urlpatterns = [*site.urlpatterns, path("panne/", _break)]
handler404, handler500 = site.handler404, site.handler500


def directives(response) -> dict[str, str]:
    """Return the content security policy as {directive: sources}."""
    parts = response["Content-Security-Policy"].split(";")
    return {name: sources for name, _, sources in (part.strip().partition(" ") for part in parts)}


@pytest.mark.urls("tests.test_security_headers")
@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/compte/login/", 200),
        ("/", 200),
        ("/portefeuille/", 200),
        ("/admin/", 302),
        ("/nulle-part/", 404),
        ("/panne/", 500),
    ],
)
def test_every_answer_has_its_headers(client, address, status):
    client.raise_request_exception = False
    if "compte" not in address:
        client.force_login(make_team().alice)
    response = client.get(address)
    assert response.status_code == status
    policy = directives(response)
    assert {name: policy.get(name) for name in POLICY} == POLICY
    assert "unsafe" not in response["Content-Security-Policy"]
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["X-Frame-Options"] == "DENY"
    assert response["Referrer-Policy"] == "same-origin"
    assert response["Cross-Origin-Opener-Policy"] == "same-origin"


def test_the_session_cookie_is_out_of_reach_of_scripts(client):
    alice = make_team().alice
    login = {"login": alice.username, "password": "un-mot-de-passe-solide"}
    response = client.post(reverse("account_login"), login)
    cookie = response.cookies["sessionid"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
