"""Screens of documents: rights by role, the form, what a download may and may not do."""

import re
from datetime import date
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.evidence import store
from apps.evidence.models import Evidence, EvidenceVersion
from apps.evidence.states import ScanState
from apps.evidence.tests.builders import (
    PDF,
    close,
    make_evidence_version,
    make_png,
    make_upload,
    stored_files,
)
from apps.products.tests.builders import make_team

PEOPLE = ["nobody", "charlie", "rita", "bob", "alice", "admin"]
NOON = "2026-03-04 12:00:00+01:00"
HOSTILE = [
    'a"; filename="b.exe.pdf',
    "été – œuvre.pdf",
    "lettre\r\nSet-Cookie: x=1.pdf",
    "a\u202efdp.pdf",
    "'; DROP TABLE.pdf",
    "=HYPERLINK(1).pdf",
    "../../../etc/passwd.pdf",
    "<img src=x onerror=alert(1)>.pdf",
]


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def version(team):
    return make_evidence_version(team.product, by=team.bob, name="Attestation signée.pdf")


def sign_in(client, team, who):
    if who != "nobody":
        client.force_login(getattr(team, who))


def facts(**changes) -> dict:
    return {"kind": "document", "no_patient_data": "on", "upload": make_upload()} | changes


def answers(client, team, url, method="get") -> dict[str, int]:
    found = {}
    for who in PEOPLE:
        client.logout()
        sign_in(client, team, who)
        response = getattr(client, method)(url)
        close(response)
        found[who] = response.status_code
    return found


READ = {"nobody": 302, "charlie": 404, "rita": 200, "bob": 200, "alice": 200, "admin": 200}
WRITE = READ | {"rita": 403}


@pytest.mark.parametrize("method", ["get", "head"])
def test_members_read_and_download_strangers_do_not_know(client, team, version, method):
    for url in (reverse("evidence:list", args=[team.product.pk]), version.get_absolute_url()):
        assert answers(client, team, url, method) == READ
        assert client.post(url).status_code == 405


def test_contributors_open_the_forms(client, team, version):
    for url in (
        reverse("evidence:upload", args=[team.product.pk]),
        reverse("evidence:add_version", args=[version.evidence_id]),
    ):
        assert answers(client, team, url) == WRITE


@pytest.mark.parametrize("who", ["nobody", "charlie", "rita"])
def test_who_may_not_deposit_leaves_nothing(client, team, who):
    sign_in(client, team, who)
    url = reverse("evidence:upload", args=[team.product.pk])
    assert client.post(url, facts()).status_code in (302, 403, 404)
    assert not Evidence.objects.exists()
    assert stored_files() == []


def test_the_whole_way_of_a_deposit(client, team, vault, time_machine):
    time_machine.move_to(NOON, tick=False)
    client.force_login(team.bob)
    response = client.post(
        reverse("evidence:upload", args=[team.product.pk]),
        facts(title="Rapport", document_on="2026-03-04", comment="Signé."),
        follow=True,
    )
    version = EvidenceVersion.objects.get()
    assert version.evidence.title == "Rapport"
    assert version.document_on == date(2026, 3, 4)
    page = response.content.decode()
    assert response.redirect_chain[0][0] == version.evidence.get_absolute_url()
    for words in (
        "Rapport",
        "preuve.pdf",
        "document du 4 mars",
        "déposé le 4 mars par Bob",
        version.blob.sha256[:12],
        "Non analysé",
        "Aucune donnée de patient",
        "Signé.",
    ):
        assert words in page
    response = client.post(
        reverse("evidence:add_version", args=[version.evidence_id]),
        {"no_patient_data": "on", "upload": make_upload(PDF + b"%2\n", "v2.pdf")},
        follow=True,
    )
    assert re.findall(r">(v\d)<", response.content.decode()) == ["v2", "v1"]
    assert len(list(store.digests())) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"no_patient_data": ""}, "confirmez qu’il ne contient aucune donnée"),
        ({"upload": ""}, "obligatoire"),
        ({"upload": SimpleUploadedFile("vide.pdf", b"")}, "vide"),
        ({"upload": make_upload(b"MZ", "outil.exe")}, "Types admis"),
        ({"upload": make_upload(b"<html>", "page.pdf")}, "n’en est pas un"),
        ({"document_on": "2026-03-05"}, "dans le futur"),
        ({"document_on": "hier"}, "date valide"),
        ({"kind": "passi_form"}, "PASSI"),
        ({"kind": "roman"}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_deposit_says_why_and_keeps_nothing(client, team, time_machine, changes, words):
    time_machine.move_to(NOON, tick=False)
    client.force_login(team.bob)
    response = client.post(
        reverse("evidence:upload", args=[team.product.pk]), facts(title="Mon titre", **changes)
    )
    assert response.status_code == 422
    page = response.content.decode()
    assert words in page
    assert "Mon titre" in page
    assert not Evidence.objects.exists()
    assert stored_files() == []


def test_the_limit_of_an_upload_both_sides(client, team, settings):
    client.force_login(team.bob)
    url = reverse("evidence:upload", args=[team.product.pk])
    settings.EVIDENCE_MAX_BYTES = 2 * 1024 * 1024
    fits = PDF + b"%" * (settings.EVIDENCE_MAX_BYTES - len(PDF))
    assert client.post(url, facts(upload=make_upload(fits))).status_code == 302
    response = client.post(url, facts(upload=make_upload(fits + b"%")))
    assert response.status_code == 422
    assert "dépasse la taille admise (2 Mio)" in response.content.decode()
    assert len(stored_files()) == EvidenceVersion.objects.count() == 1


def test_a_form_that_holds_several_files_or_none_of_ours_leaves_nothing_behind(client, team):
    client.force_login(team.rita)
    client.post(reverse("dashboard:home"), {"a": make_upload(), "b": make_upload()})
    assert stored_files() == []


def test_a_download_is_an_attachment_in_a_sandbox(client, team, vault):
    version = make_evidence_version(team.product, by=team.bob, name="Attestation signée.pdf")
    client.force_login(team.rita)
    response = client.get(version.get_absolute_url())
    assert b"".join(response.streaming_content) == PDF
    assert response["Content-Type"] == "application/pdf"
    assert int(response["Content-Length"]) == len(PDF)
    assert response["Content-Disposition"] == (
        f"attachment; filename*=utf-8''{quote('Attestation signée.pdf')}"
    )
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == (
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"
    )
    assert response["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    ("content", "name", "inline"),
    [
        (PDF, "a.pdf", True),
        (make_png(), "a.png", True),
        (b"texte", "a.txt", False),
        (b"<a/>", "a.xml", False),
        (b"Subject: x\r\n\r\n<html>", "a.eml", False),
    ],
)
def test_only_pdf_and_pictures_open_in_place(client, team, content, name, inline):
    version = make_evidence_version(team.product, by=team.bob, content=content, name=name)
    client.force_login(team.rita)
    response = client.get(version.get_absolute_url(), {"inline": "1"})
    word = "inline" if inline else "attachment"
    assert response["Content-Disposition"] == f'{word}; filename="{name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox;")
    close(response)


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_adds_no_header_and_no_markup(client, team, name):
    version = make_evidence_version(team.product, by=team.bob, name=name)
    client.force_login(team.rita)
    response = client.get(version.get_absolute_url())
    close(response)
    header = response["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert not set("\r\n") & set(header)
    assert "Set-Cookie" not in response.headers
    assert len(re.findall(r'(?<!\\)"', header)) in (0, 2)
    page = client.get(reverse("evidence:list", args=[team.product.pk])).content.decode()
    assert "<img src=x" not in page
    assert version.filename.split(".")[0].split("&")[0][:1] in page


def test_the_web_server_in_front_sends_the_bytes(client, team, version, settings):
    settings.EVIDENCE_INTERNAL_REDIRECT = "/interne/"
    client.force_login(team.rita)
    response = client.get(version.get_absolute_url())
    digest = version.blob.sha256
    assert response["X-Accel-Redirect"] == f"/interne/{digest[:2]}/{digest}"
    assert response.content == b""
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment;")
    assert response["Content-Security-Policy"].startswith("sandbox;")
    client.force_login(team.charlie)
    assert client.get(version.get_absolute_url()).status_code == 404


def test_a_bucket_is_read_through_the_site(client, team, vault, settings):
    settings.EVIDENCE_INTERNAL_REDIRECT = "/interne/"
    version = make_evidence_version(team.product, by=team.bob)
    client.force_login(team.rita)
    response = client.get(version.get_absolute_url())
    if vault.name == "bucket":
        assert b"".join(response.streaming_content) == PDF
    assert ("X-Accel-Redirect" in response) == (vault.name == "disk")


def test_a_condemned_or_lost_file_is_refused_with_a_sentence(client, team, vault):
    version = make_evidence_version(team.product, by=team.bob)
    client.force_login(team.rita)
    vault.lose(version.blob.sha256)
    response = client.get(version.get_absolute_url())
    assert response.status_code == 409
    assert "manque dans le coffre" in response.content.decode()
    version.blob.scan_state = ScanState.INFECTED
    version.blob.save()
    for query in ({}, {"inline": "1"}):
        response = client.get(version.get_absolute_url(), query)
        assert response.status_code == 410
        assert "infecté" in response.content.decode()


def test_the_list_filters_by_kind_and_title(client, team):
    make_evidence_version(team.product, by=team.bob, title="Matrice", kind="flow_matrix")
    make_evidence_version(team.product, by=team.bob, title="Vidéo INSi", kind="video")
    client.force_login(team.rita)
    url = reverse("evidence:list", args=[team.product.pk])

    def titles(**query):
        return {each.title for each in client.get(url, query).context["page"]}

    assert titles() == {"Matrice", "Vidéo INSi"}
    assert titles(kind="video") == {"Vidéo INSi"}
    assert titles(q="matri") == {"Matrice"}
    assert titles(q="rien") == set()
    assert titles(kind="inconnue") == {"Matrice", "Vidéo INSi"}


def test_the_list_asks_as_many_questions_for_many_documents(
    client, team, django_assert_max_num_queries
):
    client.force_login(team.rita)
    url = reverse("evidence:list", args=[team.product.pk])
    counts = []
    client.get(url)
    for number in (1, 6):
        while Evidence.objects.count() < number:
            make_evidence_version(team.product, by=team.bob)
        with django_assert_max_num_queries(30) as asked:
            client.get(url)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_the_admin_only_reads_the_vault(admin_client, team, version):
    for name, pk in (
        ("blob", version.blob_id),
        ("evidence", version.evidence_id),
        ("evidenceversion", version.pk),
    ):
        base = f"/admin/evidence/{name}/"
        assert admin_client.get(base).status_code == 200
        assert admin_client.get(f"{base}{pk}/change/").status_code == 200
        assert admin_client.post(f"{base}{pk}/change/", {"size": 1}).status_code == 403
        assert admin_client.get(f"{base}add/").status_code == 403
        assert admin_client.post(f"{base}{pk}/delete/", {"post": "yes"}).status_code == 403
