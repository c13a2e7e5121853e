"""Error pages, refusals and acts, as a page and as a fragment for htmx."""

import pytest
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import include, path

from apps.accounts.tests.builders import make_user
from apps.core.acts import act
from apps.core.forms import DatedActForm
from apps.core.refusals import Blocker, Conflict, OutOfSpace
from segurtrack.urls import (  # noqa: F401 - Django reads the handlers from this module
    handler400,
    handler403,
    handler404,
    handler500,
)

BLOCKER = Blocker("Déposez la lettre.", "Règle", "FAQ ANS", "/ailleurs/", "letter")


def refuse(request):
    raise Conflict("Pas encore possible.", [BLOCKER])


def full(request):
    raise OutOfSpace("Il n’y a plus de place.")


def crash(request):
    raise ZeroDivisionError


def one_act(request):
    def do(data):
        if "refuse" in request.GET:
            raise Conflict("Pas encore possible.", [BLOCKER])

    return act(request, DatedActForm, do=do, title="Un acte", submit="Faire", back="/retour/")


urlpatterns = [
    path("refuse/", refuse),
    path("full/", full),
    path("crash/", crash),
    path("act/", one_act),
    path("retour/", lambda request: HttpResponse("là")),
    path("", include("segurtrack.urls")),
]
HTMX = {"HX-Request": "true"}
pytestmark = [pytest.mark.django_db, pytest.mark.urls("apps.core.tests.test_errors")]


@pytest.fixture
def signed_in(client):
    client.force_login(make_user())
    return client


def test_refusal_is_a_page_with_its_blockers(signed_in):
    response = signed_in.get("/refuse/")
    assert response.status_code == 409
    assert "Déposez la lettre." in response.text
    assert "<html" in response.text


def test_refusal_to_htmx_goes_to_the_messages(signed_in):
    response = signed_in.get("/refuse/", headers=HTMX)
    assert response.status_code == 409
    assert response["HX-Retarget"] == "#messages"
    assert "Déposez la lettre." in response.text
    assert "<html" not in response.text


def test_full_store_is_507(signed_in):
    response = signed_in.get("/full/")
    assert response.status_code == 507
    assert "Il n’y a plus de place." in response.text


def test_unknown_page(signed_in):
    response = signed_in.get("/rien/")
    assert response.status_code == 404
    assert "Page introuvable" in response.text
    fragment = signed_in.get("/rien/", headers=HTMX)
    assert fragment.status_code == 404
    assert "<html" not in fragment.text


def test_crash_answers_without_database(signed_in, django_assert_num_queries):
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get("/crash/")
    assert response.status_code == 500
    assert "Le site n’a pas pu répondre" in response.text


def test_stale_form_says_to_reload():
    client = Client(enforce_csrf_checks=True)
    client.force_login(make_user())
    response = client.post("/act/", {"on": "2026-03-04"})
    assert response.status_code == 403
    assert "Page trop ancienne" in response.text


def test_act_page_and_dialog_hold_the_same_form(signed_in):
    page, dialog = signed_in.get("/act/"), signed_in.get("/act/", headers=HTMX)
    assert page.status_code == dialog.status_code == 200
    assert "<html" in page.text
    assert "hx-post" not in page.text
    assert "<html" not in dialog.text
    for words in ('hx-post="/act/"', 'hx-target="#act-dialog-body"', "multipart/form-data"):
        assert words in dialog.text


def test_act_done_leads_back(signed_in):
    response = signed_in.post("/act/", {"on": "2026-01-05"})
    assert response.status_code == 302
    assert response["Location"] == "/retour/"
    dialog = signed_in.post("/act/", {"on": "2026-01-05"}, headers=HTMX)
    assert dialog["HX-Redirect"] == "/retour/"


def test_act_refused_keeps_what_was_typed(signed_in):
    response = signed_in.post("/act/?refuse", {"on": "2026-01-05"}, headers=HTMX)
    assert response.status_code == 409
    for words in ("Pas encore possible.", "Déposez la lettre.", 'value="2026-01-05"'):
        assert words in response.text


def test_act_with_bad_input_is_422(signed_in):
    response = signed_in.post("/act/", {"on": "3000-01-01"})
    assert response.status_code == 422
    assert "Cette date est dans le futur" in response.text


@override_settings(DEMO=True)
def test_policy_of_scripts_allows_no_inline_style_or_script(signed_in):
    response = signed_in.get("/act/")
    policy = response["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert " style=" not in response.text
    assert "<script>" not in response.text
    assert "onclick=" not in response.text
