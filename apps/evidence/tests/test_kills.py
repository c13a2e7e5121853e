"""Processes killed and disks filled during deposits; SOAK=1 makes the stories long.

What was acknowledged is there, what a row names is intact, nothing half written stays for good.
"""

import multiprocessing
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse

from apps.evidence import store
from apps.evidence.integrity import verify_all
from apps.evidence.models import Blob, EvidenceVersion
from apps.evidence.tests.builders import PDF, make_evidence_version, make_upload, stored_files
from apps.products.tests.builders import make_team

FORK = multiprocessing.get_context("fork")
LONG = bool(os.environ.get("SOAK"))
KILLS = 300 if LONG else 30
SLOWEST = 0.1  # seconds: deposits take some hundredths, so kills fall all along them
MEBI = 1024 * 1024


def _deposit_on_and_on(product, person, seed: int, told) -> None:
    """Deposit file after file; tell a digest only once the service has answered."""
    dice = random.Random(seed)  # noqa: S311 (not a secret)
    while True:
        content = PDF + dice.randbytes(dice.choice([10, 5_000, 200_000]))
        version = make_evidence_version(product, by=person, content=content)
        os.write(told, version.blob.sha256.encode())


@pytest.mark.soak
@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_kills_during_deposits_lose_nothing_that_was_acknowledged():
    team, dice = make_team(), random.Random(20260304)  # noqa: S311 (not a secret)
    acknowledged = []
    for seed in range(KILLS):
        connection.close()
        reader, writer = os.pipe()
        worker = FORK.Process(
            target=_deposit_on_and_on, args=[team.product, team.bob, seed, writer]
        )
        worker.start()
        os.close(writer)
        with os.fdopen(reader, "rb") as told:
            said = told.read(64 * dice.randint(0, 3))
            time.sleep(dice.uniform(0, SLOWEST))
            os.kill(worker.pid, signal.SIGKILL)
            said = (said + told.read()).decode()
        worker.join()
        assert len(said) % 64 == 0
        acknowledged += [said[at : at + 64] for at in range(0, len(said), 64)]
    rows = set(EvidenceVersion.objects.values_list("blob__sha256", flat=True))
    assert len(acknowledged) >= KILLS
    assert set(acknowledged) <= rows
    report = verify_all()
    assert (report.missing, report.altered) == ([], [])
    assert report.checked >= len(rows)
    store.sweep()
    assert {path.name for path in stored_files()} == set(store.digests())


@pytest.fixture
def small_disk(tmp_path, settings):
    """Put the vault on a file system of 2 MiB of its own; its size can be changed."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a file system of its own needs more rights than this user has")
    settings.EVIDENCE_ROOT = folder / "evidence"
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def grow(folder: Path, size: str) -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(folder)], check=True)


@pytest.mark.django_db
def test_a_full_disk_says_so_keeps_nothing_half_and_works_again_with_room(client, small_disk):
    team = make_team()
    client.force_login(team.bob)
    url = reverse("evidence:upload", args=[team.product.pk])
    dice = random.Random(9)  # noqa: S311 (not a secret)

    def deposit():
        content = PDF + dice.randbytes(300_000)
        facts = {"kind": "document", "no_patient_data": "on", "upload": make_upload(content)}
        return client.post(url, facts)

    statuses = [deposit().status_code for _ in range(12)]
    taken = statuses.count(302)
    assert statuses == [302] * taken + [507] * (12 - taken)
    assert 4 <= taken <= 6
    response = deposit()
    assert "Il n’y a plus de place pour ce fichier" in response.content.decode()
    assert EvidenceVersion.objects.count() == Blob.objects.count() == taken
    assert len(stored_files()) == taken
    assert verify_all().is_sound
    grow(small_disk, "4m")
    assert deposit().status_code == 302
    assert verify_all().is_sound
