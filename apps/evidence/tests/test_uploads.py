"""Files on their way in: straight to the vault, and gone when the connection or the disk fails."""

import gc
import io
import resource
import signal
from contextlib import contextmanager

import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.http import UnreadablePostError
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import reverse

from apps.core.refusals import Invalid
from apps.evidence.models import Evidence, EvidenceVersion
from apps.evidence.tests.builders import PDF, make_upload, stored_files
from apps.products.tests.builders import make_team

BIG = PDF + b"%" * 300_000


@contextmanager
def largest_file(size: int):
    """Make the kernel refuse, for this process, any write past `size` bytes of a file."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)


class CutConnection(io.BytesIO):
    """A body whose connection breaks once its bytes are read."""

    def read(self, *sizes):
        data = super().read(*sizes)
        if not data:
            raise OSError("connection reset")
        return data


def body_of(content: bytes) -> bytes:
    return encode_multipart(BOUNDARY, {"upload": make_upload(content)})


def request_of(body: bytes) -> WSGIRequest:
    return RequestFactory().generic("POST", "/", body, content_type=MULTIPART_CONTENT)


def test_a_file_is_received_in_the_vault_itself_and_leaves_with_the_request():
    request = request_of(body_of(BIG))
    upload = request.FILES["upload"]
    assert upload.read() == BIG
    [waiting] = stored_files()
    assert waiting.parent.name == "incoming"
    assert waiting.stat().st_size == upload.size == len(BIG)
    request.close()
    assert stored_files() == []


def test_a_body_cut_short_leaves_nothing():
    request = request_of(body_of(BIG)[:200_000])
    assert not request.FILES
    gc.collect()
    assert stored_files() == []


def test_a_broken_connection_leaves_nothing():
    request = request_of(body_of(BIG))
    request.environ["wsgi.input"] = CutConnection(body_of(BIG)[:200_000])
    request = WSGIRequest(request.environ)
    with pytest.raises(UnreadablePostError):
        len(request.FILES)
    del request
    gc.collect()
    assert stored_files() == []


def test_a_file_past_the_limit_stops_being_written(settings):
    settings.EVIDENCE_MAX_BYTES = 100_000
    upload = request_of(body_of(BIG)).FILES["upload"]
    assert stored_files() == []
    with pytest.raises(Invalid, match="dépasse la taille"):
        upload.hand_over()


def test_a_full_disk_is_a_507_that_keeps_nothing_and_works_again_with_room(client, db):
    team = make_team()
    client.force_login(team.bob)
    url = reverse("evidence:upload", args=[team.product.pk])

    def deposit():
        facts = {"kind": "document", "no_patient_data": "on", "upload": make_upload(BIG)}
        return client.post(url, facts)

    with largest_file(200_000):
        response = deposit()
    assert response.status_code == 507
    assert "Il n’y a plus de place pour ce fichier" in response.content.decode()
    assert not Evidence.objects.exists()
    assert stored_files() == []
    assert deposit().status_code == 302
    assert EvidenceVersion.objects.get().blob.size == len(BIG)
