"""`verify_evidence` finds what the disk lost or changed, and nothing else."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from apps.evidence import store
from apps.evidence.integrity import verify_all
from apps.evidence.tests.builders import PDF, make_evidence_version
from apps.products.tests.builders import make_team


@pytest.fixture
def versions(db, vault):
    team = make_team()
    contents = [PDF + f"%{n}\n".encode() for n in range(5)]
    return [
        make_evidence_version(team.product, by=team.bob, content=content, name=f"p{n}.pdf")
        for n, content in enumerate(contents)
    ]


def test_a_sound_vault_is_sound(versions):
    report = verify_all()
    assert report.is_sound
    assert (report.checked, report.missing, report.altered, report.unnamed) == (5, [], [], [])
    out = StringIO()
    call_command("verify_evidence", stdout=out)
    assert out.getvalue() == (
        "5 contenus vérifiés, 0 manquants, 0 altérés, 0 sans document ; "
        "0 dépôts interrompus effacés.\n"
    )


def test_each_alteration_is_found_even_with_its_times_restored(versions, vault):
    altered = [version.blob.sha256 for version in versions[:3]]
    vault.damage(altered[0], lambda data: data[:-1] + bytes([data[-1] ^ 1]))
    vault.damage(altered[1], lambda data: data[:-1])
    vault.damage(altered[2], lambda data: data + b"x")
    vault.lose(versions[3].blob.sha256)
    report = verify_all()
    assert sorted(report.altered) == sorted(altered)
    assert report.missing == [versions[3].blob.sha256]
    assert not report.is_sound


def test_the_command_names_the_documents_and_fails(versions, vault):
    digest = versions[0].blob.sha256
    vault.damage(digest, lambda data: data + b"x")
    out = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command("verify_evidence", stdout=out)
    assert caught.value.returncode == 1
    assert f"altéré {digest} · p0 (v1) (p0.pdf)\n" in out.getvalue()


def test_a_content_without_a_row_is_counted_and_harms_nobody(versions):
    with store.Incoming(limit=100) as incoming:
        incoming.write(b"orphelin")
        digest = incoming.keep()
    report = verify_all()
    assert report.unnamed == [digest]
    assert report.is_sound
