"""The room of a product: counted once per content, refused both sides of the limit, editable."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from apps.core.refusals import OutOfSpace
from apps.evidence import services
from apps.evidence.models import EvidenceVersion, ProductQuota
from apps.evidence.quota import room_of
from apps.evidence.tests.builders import (
    PDF,
    TODAY,
    make_evidence_version,
    make_upload,
    stored_files,
)
from apps.products.tests.builders import make_product, make_team

MEBI = 1024 * 1024


@pytest.fixture
def team(db):
    return make_team()


def big(size: int) -> bytes:
    return PDF + b"%" * (size - len(PDF))


def test_a_content_counts_once_in_each_product(team):
    other = make_product("Autre", responsible=team.admin, nil="7000")
    version = make_evidence_version(team.product, by=team.bob)
    make_evidence_version(team.product, by=team.bob)
    services.add_version(version.evidence_id, make_upload(PDF + b"%"), by=team.bob, today=TODAY)
    make_evidence_version(other, by=team.admin)
    assert room_of(team.product).used == 2 * len(PDF) + 1
    assert room_of(other).used == len(PDF)


def test_the_limit_both_sides(team, settings):
    settings.EVIDENCE_QUOTA_BYTES = 2 * MEBI
    make_evidence_version(team.product, by=team.bob, content=big(MEBI))
    with pytest.raises(OutOfSpace) as caught:
        make_evidence_version(team.product, by=team.bob, content=big(MEBI + 1))
    assert caught.value.status == 507
    assert caught.value.message == (
        "Il reste 1,0\u00a0Mio pour les fichiers de ce produit, sur 2,0\u00a0Mio, et celui-ci "
        "prend 1,0\u00a0Mio\u00a0: rien n’a été enregistré. Demandez plus de place à un "
        "administrateur."
    ).replace("\u00a0Mio", " Mio")
    assert EvidenceVersion.objects.count() == len(stored_files()) == 1
    make_evidence_version(team.product, by=team.bob, content=big(MEBI)[:-1] + b"\n")
    assert room_of(team.product).left == 0
    make_evidence_version(team.product, by=team.bob, content=big(MEBI))


def test_an_administrator_grants_another_room(team, admin_client, settings):
    settings.EVIDENCE_QUOTA_BYTES = 0
    body = {"product": team.product.pk, "mebibytes": "1"}
    assert admin_client.post("/admin/evidence/productquota/add/", body).status_code == 302
    assert room_of(team.product).limit == MEBI
    make_evidence_version(team.product, by=team.bob)
    quota = ProductQuota.objects.get()
    page = f"/admin/evidence/productquota/{quota.pk}/change/"
    assert admin_client.post(page, body | {"mebibytes": "0"}).status_code == 302
    assert room_of(team.product).limit == 0
    assert admin_client.post(page, body | {"mebibytes": ""}).status_code == 302
    assert room_of(team.product).limit == settings.EVIDENCE_QUOTA_BYTES


@pytest.mark.parametrize(
    ("limit", "tone"), [(10 * MEBI, "blue"), (MEBI + MEBI // 8, "amber"), (MEBI, "red")]
)
def test_the_page_shows_the_room_and_the_form_says_507(team, client, settings, limit, tone):
    settings.EVIDENCE_QUOTA_BYTES = 10 * MEBI
    make_evidence_version(team.product, by=team.bob, content=big(MEBI))
    settings.EVIDENCE_QUOTA_BYTES = limit
    client.force_login(team.bob)
    page = client.get(reverse("evidence:list", args=[team.product.pk])).content.decode()
    assert "1,0 Mio occupés sur" in page
    assert f"meter-fill--{tone}" in page
    settings.EVIDENCE_QUOTA_BYTES = MEBI
    facts = {"kind": "document", "no_patient_data": "on", "upload": make_upload()}
    response = client.post(reverse("evidence:upload", args=[team.product.pk]), facts)
    assert response.status_code == 507
    assert "Demandez plus de place" in response.content.decode()


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_two_deposits_at_once_do_not_share_the_last_room(settings):
    team = make_team()
    settings.EVIDENCE_QUOTA_BYTES = 3 * MEBI
    start, refused = threading.Barrier(6), []

    def deposit(number: int):
        try:
            content = PDF + b"%%%d\n" % number
            start.wait()
            make_evidence_version(team.product, by=team.bob, content=content.ljust(MEBI, b"%"))
        except OutOfSpace as refusal:
            refused.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=deposit, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), EvidenceVersion.objects.count()) == (3, 3)
