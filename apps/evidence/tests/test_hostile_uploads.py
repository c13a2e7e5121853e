"""Hostile uploads through the site: no error of ours, no path outside, nothing active in place.

Short here; ten times as many with SOAK=1.
"""

import os
import threading
from pathlib import Path

import pytest
from django.conf import settings as current
from django.db import connection
from django.test import Client
from django.urls import reverse

from apps.evidence import store
from apps.evidence.integrity import verify_all
from apps.evidence.models import INLINE, EvidenceVersion
from apps.evidence.tests.builders import PDF, close, make_upload, stored_files
from apps.evidence.tests.hostile import LIMIT, uploads
from apps.products.tests.builders import make_team

COUNT = 1500 if os.environ.get("SOAK") else 150
SEED = 20260304
AT_ONCE = 50
FINE = {302, 400, 422}


@pytest.mark.soak
@pytest.mark.django_db
def test_hostile_uploads_do_no_harm(client, settings, tmp_path):
    team = make_team()
    settings.EVIDENCE_MAX_BYTES = LIMIT
    client.force_login(team.bob)
    client.raise_request_exception = False
    url = reverse("evidence:upload", args=[team.product.pk])
    answers = {}
    for number, upload in enumerate(uploads(COUNT, SEED)):
        response = client.generic("POST", url, upload.body, content_type=upload.content_type)
        assert response.status_code in FINE, (number, response.status_code)
        answers[response.status_code] = answers.get(response.status_code, 0) + 1
    assert answers[302] > COUNT / 30
    assert answers[422] > COUNT / 3
    nothing_lies_elsewhere(tmp_path)
    assert verify_all().is_sound
    client.force_login(team.rita)
    for version in EvidenceVersion.objects.select_related("blob"):
        looked_at(client, version)
    page = client.get(reverse("evidence:list", args=[team.product.pk])).content.decode()
    assert "<img src=x" not in page


def nothing_lies_elsewhere(tmp_path: Path) -> None:
    """Every file below the test's folder is a content of the store, under its digest."""
    root = Path(current.EVIDENCE_ROOT)
    found = {path for path in tmp_path.rglob("*") if path.is_file()}
    assert found == {store.path_of(sha256) for sha256 in store.digests()}
    assert all(root in path.parents for path in found)


def looked_at(client, version: EvidenceVersion) -> None:
    """Only a PDF or a picture opens in place; everything has its sandbox and a plain name."""
    response = client.get(version.get_absolute_url(), {"inline": "1"})
    start = b"".join(response.streaming_content)[:8]
    close(response)
    inline = response["Content-Disposition"].startswith("inline")
    assert response.status_code == 200
    assert inline == (version.blob.content_type in INLINE)
    if inline:
        assert start.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8\xff"))
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"].startswith("sandbox;")
    assert "Set-Cookie" not in response.headers
    assert not {"/", "\\", "\r", "\n", "\x00"} & set(version.filename)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_fifty_times_the_same_file_at_once():
    team, statuses = make_team(), []
    start = threading.Barrier(AT_ONCE)
    url = reverse("evidence:upload", args=[team.product.pk])

    def deposit():
        try:
            client = Client(raise_request_exception=False)
            client.force_login(team.bob)
            facts = {"kind": "document", "no_patient_data": "on", "upload": make_upload(PDF)}
            start.wait()
            statuses.append(client.post(url, facts).status_code)
        finally:
            connection.close()

    threads = [threading.Thread(target=deposit) for _ in range(AT_ONCE)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [302] * AT_ONCE
    assert EvidenceVersion.objects.count() == AT_ONCE
    assert len(stored_files()) == 1
    assert verify_all().is_sound
