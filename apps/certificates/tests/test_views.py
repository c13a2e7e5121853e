"""Pages of certificates: who sees what, what each act shows, refuses and does."""

import re
from datetime import datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from apps.certificates import services
from apps.certificates.models import Certificate, CertificateOrder
from apps.certificates.states import CertificateState as S
from apps.certificates.tests.builders import (
    HOLDER,
    TODAY,
    certificate_at,
    enter,
    fresh,
    key_pem,
    make_x509,
    order,
    pem,
    rsa_key,
)
from apps.products.tests.builders import make_team
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db
MAILBOX = {"email": "certificats@lilas.example", "is_shared_mailbox": "on"}


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel("2026-03-02 09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def team(db):
    return make_team()


def as_(client, person):
    client.force_login(person)
    return client


def upload(name, content):
    return SimpleUploadedFile(name, content)


def names(client, **query):
    page = client.get(reverse("certificates:list"), query)
    return [row.name for row, _badge in page.context["lines"]]


# The fleet


def test_the_fleet_shows_what_one_may_see(client, team):
    enter(team)
    assert names(as_(client, team.rita)) == ["DMP-LILAS"]
    assert names(as_(client, team.charlie)) == []
    assert "Aucun certificat en cours" in client.get(reverse("certificates:list")).content.decode()


def test_the_fleet_is_filtered_and_ordered_by_expiry(client, team):
    enter(team, name="Loin")
    enter(team, name="Proche", valid_until=datetime(2026, 4, 1, tzinfo=PARIS).date())
    enter(team, name="Ancien", valid_until=datetime(2025, 4, 1, tzinfo=PARIS).date())
    certificate_at(team, S.EXPIRE, name="Expiré", usage="SIGN")
    order(team)
    client = as_(client, team.alice)
    ordered = ["DMP AUTH_CLI", "INSi AUTH_CLI"]
    assert names(client) == ["Expiré", "Proche", "Loin", *ordered]
    assert names(client, state="tous") == ["Ancien", "Expiré", "Proche", "Loin", *ordered]
    assert names(client, window="a_renouveler") == ["Proche"]
    assert names(client, window="expire") == ["Ancien", "Expiré"]
    assert names(client, state="commande") == ordered
    assert names(client, usage="SIGN") == ["Expiré"]
    assert names(client, q="proche lilas") == ["Proche"]
    assert names(client, responsible=team.alice.pk, product=team.product.pk, q="loin") == ["Loin"]
    assert names(client, environment="test") == []
    figures = client.get(reverse("certificates:list")).context["figures"]
    assert figures == {"ordered": 2, "quiet": 1, "to_renew": 1, "over": 1}
    assert names(client, state="a_remplacer") == ["Expiré"]
    assert names(client, window="valide") == ["Loin"]


def test_the_fleet_takes_as_many_queries_whatever_its_length(
    client, team, django_assert_max_num_queries
):
    for number in range(12):
        enter(team, name=f"N{number}")
    client = as_(client, team.alice)
    with django_assert_max_num_queries(11):
        assert len(names(client)) == 12


# One certificate


@pytest.mark.parametrize("state", S.values)
def test_the_page_of_every_state(client, team, state):
    row = certificate_at(team, state)
    page = as_(client, team.alice).get(row.get_absolute_url())
    assert page.status_code == 200
    verbs = {verb.name for verb in (*page.context["primary"], *page.context["others"])}
    assert (
        verbs
        == {
            S.COMMANDE: {"activate"},
            S.ACTIF: {"renew", "revoke"},
            S.RENOUVELE: set(),
            S.EXPIRE: {"order_again", "give_up"},
            S.REVOQUE: {"order_again"},
        }[state]
    )
    reader = as_(client, team.rita).get(row.get_absolute_url())
    assert not reader.context["primary"] + reader.context["others"]


def test_over_before_the_night_it_is_not_renewed_any_more(client, team):
    row = enter(team)
    with time_machine.travel("2027-03-05 00:01:00+01:00", tick=False):
        client = as_(client, team.alice)
        page = client.get(row.get_absolute_url())
        assert "renew" not in page.context["verbs"]
        url = reverse("certificates:renew", args=[row.pk])
        answer = client.post(url, {"on": "2027-03-04", "issued_on": "2027-03-04"})
        assert answer.status_code == 409
        assert [each.code for each in answer.context["blockers"]] == ["over"]


def test_the_chain_of_renewals(client, team, django_assert_max_num_queries):
    row = certificate_at(team, S.RENOUVELE)
    client = as_(client, team.alice)
    with django_assert_max_num_queries(20):
        page = client.get(row.renewed_by.get_absolute_url())
    assert [each.pk for each in page.context["chain"]] == [row.pk, row.renewed_by_id]


def test_a_step_is_ticked_and_taken_back(client, team):
    row = enter(team)
    url = reverse("certificates:check_step", args=[row.pk, "validation"])
    client = as_(client, team.bob)
    client.post(url, {"on": "2026-03-02", "revision": fresh(row).revision})
    assert row.checks.count() == 1
    client.post(url, {"revision": fresh(row).revision})
    assert row.checks.count() == 0
    assert client.get(reverse("certificates:check_step", args=[row.pk, "autre"])).status_code == 404


def test_the_pem_is_given_back(client, team):
    row = enter(team)
    url = reverse("certificates:pem", args=[row.pk])
    assert as_(client, team.rita).get(url).status_code == 404
    row.pem = "-----BEGIN"
    row.save()
    answer = client.get(url)
    assert (answer.content, "attachment" in answer["Content-Disposition"]) == (b"-----BEGIN", True)


# Renewal and collection by a file


def test_the_dates_of_the_file_win(client, team):
    row = enter(team)
    new = make_x509(
        first=datetime(2026, 3, 1, 12, tzinfo=PARIS), last=datetime(2029, 2, 1, 12, tzinfo=PARIS)
    )
    url = reverse("certificates:renew", args=[row.pk])
    data = {"on": "2026-03-02", "issued_on": "2020-01-01", "valid_until": "2040-01-01"}
    as_(client, team.alice).post(url, data | {"upload": upload("n.pem", pem(new))})
    kept = fresh(row).renewed_by
    assert str(kept.valid_until) == "2029-02-01"
    assert kept.pem.startswith("-----BEGIN CERTIFICATE")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (key_pem, "clé privée"),
        (lambda: b"bonjour", "lisible"),
        (lambda: pem(make_x509()) + pem(make_x509("B")), "un seul"),
    ],
)
def test_a_wrong_file_is_told_beside_its_field(client, team, content, word):
    row = enter(team)
    url = reverse("certificates:renew", args=[row.pk])
    data = {"on": "2026-03-02", "upload": upload("n.pem", content())}
    answer = as_(client, team.alice).post(url, data)
    assert answer.status_code == 422
    assert word in answer.context["form"].errors["upload"][0]
    assert fresh(row).state == S.ACTIF


def test_a_collected_certificate_is_not_one_of_the_fleet(client, team):
    there = make_x509(
        first=datetime(2026, 3, 1, tzinfo=PARIS), last=datetime(2029, 2, 1, tzinfo=PARIS)
    )
    drop(client, team, [("a.pem", pem(there))])
    row = certificate_at(team, S.COMMANDE)
    url = reverse("certificates:activate", args=[row.pk])
    data = {"on": "2026-03-02", "upload": upload("n.pem", pem(there))}
    assert as_(client, team.alice).post(url, data).status_code == 409
    assert fresh(row).state == S.COMMANDE


# Dropping files


def look(client, team, files):
    url = reverse("certificates:drop", args=[team.product.pk])
    data = {"responsible": team.alice.pk, **MAILBOX}
    data["files"] = [upload(name, content) for name, content in files]
    return as_(client, team.bob).post(url, data)


def answers(page) -> dict:
    """Return what a browser would send back of the preview."""
    data = {"ticket": page.context["ticket"]}
    for line in page.context["lines"]:
        for field in line.form:
            value = field.value()
            if field.name == "keep":
                value = "on" if value else None
            if value is not None:
                data[field.html_name] = getattr(value, "pk", value)
    return data


def drop(client, team, files, **changes):
    page = look(client, team, files)
    url = reverse("certificates:drop", args=[team.product.pk])
    return client.post(url, answers(page) | changes)


def test_nothing_is_stored_before_the_confirmation(client, team):
    page = look(client, team, [("a.pem", pem(make_x509()))])
    assert page.status_code == 200
    assert not Certificate.objects.exists()
    url = reverse("certificates:drop", args=[team.product.pk])
    assert client.post(url, answers(page)).status_code == 302
    row = Certificate.objects.get()
    assert (row.identifier, row.usage, str(row.valid_until)) == (
        HOLDER["identifier"],
        "AUTH_CLI",
        "2027-03-04",
    )
    assert row.emails.get().is_shared_mailbox
    assert client.post(url, answers(page)).status_code == 409
    assert Certificate.objects.count() == 1


def test_good_files_are_kept_beside_bad_ones(client, team):
    files = [("a.pem", pem(make_x509())), ("cle.pem", key_pem()), ("note.txt", b"bonjour")]
    page = look(client, team, files)
    text = page.content.decode()
    assert "Une clé privée a été envoyée." in text
    assert "2 fichiers refusés" in text
    assert len(page.context["lines"]) == 1
    secret = key_pem().decode().split("\n")[1]
    assert secret not in text


def test_no_file_of_the_request_touches_the_disk(client, team, settings, monkeypatch):
    opened = []
    monkeypatch.setattr("tempfile.NamedTemporaryFile", lambda *a, **k: opened.append(a))
    before = set(settings.EVIDENCE_ROOT.rglob("*")) if settings.EVIDENCE_ROOT.exists() else set()
    look(client, team, [("cle.pem", key_pem())])
    after = set(settings.EVIDENCE_ROOT.rglob("*")) if settings.EVIDENCE_ROOT.exists() else set()
    assert not opened
    assert after == before


def test_oddities_are_said(client, team):
    old = make_x509("VIEUX", last=datetime(2026, 3, 1, 12, tzinfo=PARIS))
    soon = make_x509("BIENTOT", first=datetime(2026, 4, 1, tzinfo=PARIS))
    weak = make_x509("COURTE", key=rsa_key(1024))
    page = look(client, team, [("x.pem", pem(old) + pem(soon) + pem(weak))])
    said = {line.facts.name: " ".join(line.warnings) for line in page.context["lines"]}
    assert "Expiré depuis le 1er mars 2026" in said["VIEUX"]
    assert "commence le 1er avril 2026" in said["BIENTOT"]
    assert "1024 bits" in said["COURTE"]
    assert [line.form["keep"].value() for line in page.context["lines"]] == [False, True, True]


def test_the_last_day_is_not_an_oddity(client, team):
    today = make_x509(last=datetime(2026, 3, 2, 12, tzinfo=PARIS))
    page = look(client, team, [("x.pem", pem(today))])
    assert page.context["lines"][0].warnings == []


def test_a_certificate_that_is_there_is_said(client, team):
    files = [("a.pem", pem(make_x509()))]
    drop(client, team, files)
    page = look(client, team, files)
    assert not page.context["lines"]
    assert "déjà dans le parc" in page.content.decode()


def test_a_newer_one_of_the_same_subject_renews(client, team):
    drop(client, team, [("a.pem", pem(make_x509()))])
    old = Certificate.objects.get()
    newer = make_x509(last=datetime(2029, 1, 1, 12, tzinfo=PARIS))
    page = look(client, team, [("b.pem", pem(newer))])
    assert page.context["lines"][0].form["replaces"].value() == old.pk
    answer = drop(client, team, [("b.pem", pem(newer))])
    assert answer.status_code == 403  # Bob contributes; a renewal is Alice's
    as_(client, team.alice)
    url = reverse("certificates:drop", args=[team.product.pk])
    data = {"responsible": team.alice.pk, **MAILBOX, "files": [upload("b.pem", pem(newer))]}
    client.post(url, answers(client.post(url, data)))
    assert fresh(old).state == S.RENOUVELE


def test_one_wrong_line_keeps_none_and_says_which(client, team):
    files = [("a.pem", pem(make_x509())), ("b.pem", pem(make_x509("AUTRE")))]
    answer = drop(client, team, files, **{"c1-identifier": "123"})
    assert answer.status_code == 422
    assert not Certificate.objects.exists()
    assert answer.context["lines"][1].form.errors["identifier"]
    assert drop(client, team, files, **{"c1-keep": ""}).status_code == 302
    assert Certificate.objects.get().name == "DMP-LILAS"


def test_a_ticket_is_good_for_one_person_and_one_product(client, team):
    page = look(client, team, [("a.pem", pem(make_x509()))])
    url = reverse("certificates:drop", args=[team.product.pk])
    assert as_(client, team.alice).post(url, answers(page)).status_code == 409
    assert as_(client, team.bob).post(url, answers(page) | {"ticket": "x"}).status_code == 409
    with time_machine.travel("2026-03-02 13:30:00+01:00", tick=False):
        assert client.post(url, answers(page)).status_code == 409
    assert not Certificate.objects.exists()


def test_a_forged_request_is_refused(team):
    client = Client(enforce_csrf_checks=True)
    client.force_login(team.bob)
    url = reverse("certificates:drop", args=[team.product.pk])
    assert client.post(url, {"ticket": "x"}).status_code == 403


def test_too_many_bytes_are_said(client, team):
    answer = look(client, team, [("gros.pem", b"x" * (8 * 1024 * 1024 + 1))])
    assert "Trop lourd" in answer.content.decode()


# Orders and papers


def test_an_order_from_its_form_to_its_end(client, team):
    client = as_(client, team.alice)
    url = reverse("certificates:order_create", args=[team.product.pk])
    data = HOLDER | MAILBOX | {"environment": "prod", "offer": "ORG", "on": "2026-03-02"}
    data |= {"responsible": team.alice.pk, "lines": ["dmp:AUTH_CLI", "insi:AUTH_CLI"]}
    answer = client.post(url, data | {"lines": ["dmp:SSL_SERV"]})
    assert answer.status_code == 422
    answer = client.post(url, data)
    row = CertificateOrder.objects.get()
    assert answer.url == row.get_absolute_url()
    text = client.get(row.get_absolute_url()).content.decode()
    assert "Formulaire 413" in text
    assert "téléservice INSi" in text
    send = reverse("certificates:send_order", args=[row.pk])
    assert client.post(send, {"on": "2026-03-02"}).status_code == 409
    client.post(
        reverse("certificates:check_order", args=[row.pk]),
        {"type_ticked": "on", "usage_described": "on"},
    )
    assert client.post(send, {"on": "2026-03-02"}).status_code == 302
    assert names(client) == ["DMP AUTH_CLI", "INSi AUTH_CLI"]
    answer = client.post(reverse("certificates:drop_order", args=[row.pk]))
    assert answer.url == reverse("certificates:list")
    assert names(client) == []


def test_cards_and_delegations(client, team):
    client = as_(client, team.alice)
    card = reverse("certificates:card", args=[team.product.pk])
    data = {"person": team.alice.pk, "number": "2800", "on": "2026-03-02"}
    assert client.post(card, data | {"national_id": "7"}).status_code == 422
    assert client.post(card, data).status_code == 302
    delegation = reverse("certificates:delegate", args=[team.product.pk])
    client.post(
        delegation, HOLDER | {"delegate": "Santalis", "scope": "Tout", "starts_on": "2026-03-02"}
    )
    text = client.get(reverse("certificates:papers")).content.decode()
    assert re.search("2800", text)
    assert "Santalis" in text
    assert (
        "2800" not in as_(client, team.charlie).get(reverse("certificates:papers")).content.decode()
    )


def test_a_certificate_is_entered_by_hand(client, team):
    url = reverse("certificates:create", args=[team.product.pk])
    data = HOLDER | MAILBOX | {"name": "X", "offer": "ORG", "usage": "SIGN", "purpose": "dmp"}
    data |= {"environment": "prod", "issued_on": "2024-02-29", "responsible": team.alice.pk}
    answer = as_(client, team.bob).post(url, data)
    row = Certificate.objects.get()
    assert (answer.url, str(row.valid_until)) == (row.get_absolute_url(), "2027-02-28")
    assert client.post(url, data | {"identifier": "1"}).status_code == 422


def test_the_facts_are_completed(client, team):
    row = enter(team)
    client = as_(client, team.alice)
    for name, data in (
        ("update", HOLDER | {"purpose": "insi", "comment": "Vu"}),
        ("note_facts", {"ans_notice_on": "2026-03-01"}),
        ("assign", {"responsible": team.bob.pk}),
        ("add_mailbox", {"email": "b@lilas.example"}),
    ):
        url = reverse(f"certificates:{name}", args=[row.pk])
        answer = client.post(url, data | {"revision": fresh(row).revision})
        assert answer.status_code == 302, name
    row = fresh(row)
    assert (row.purpose, str(row.ans_notice_on), row.responsible) == (
        "insi",
        "2026-03-01",
        team.bob,
    )
    url = reverse("certificates:remove_mailbox", args=[row.pk, row.emails.last().pk])
    assert client.post(url).status_code == 302
    assert row.emails.count() == 1


def test_the_home_page_shows_what_ends(client, team):
    enter(team, valid_until=datetime(2026, 3, 4, tzinfo=PARIS).date())
    text = as_(client, team.alice).get(reverse("dashboard:home")).content.decode()
    assert "Renouveler le certificat" in text
    assert services.expire_certificates(today=TODAY) == 0
