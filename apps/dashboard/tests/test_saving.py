"""Backup and restore: what was saved comes back whole, and nothing is told twice."""

import json
import os
import threading
from datetime import date, datetime, time
from io import StringIO

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import connection

from apps.dashboard import saving
from apps.deadlines.tests.builders import make_deadline
from apps.evidence import store
from apps.evidence.integrity import verify_all
from apps.evidence.models import Blob, EvidenceVersion
from apps.evidence.tests.builders import PDF, make_evidence_version
from apps.evidence.tests.conftest import s3_endpoint, vault  # noqa: F401
from apps.products.models import Product
from apps.products.tests.builders import make_team
from apps.reminders.models import Reminder
from apps.reminders.tests.builders import FlakyRelay, make_ladder, paris
from apps.reminders.tests.builders import run as remind
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 4, 12, tzinfo=PARIS)
ROUNDS = 20 if os.environ.get("SOAK") else 2


@pytest.fixture(autouse=True)
def fresh_content_types():
    """A restored database numbers its content types itself."""
    ContentType.objects.clear_cache()
    yield
    ContentType.objects.clear_cache()


def run(name: str, *arguments: str) -> str:
    out = StringIO()
    call_command(name, *map(str, arguments), stdout=out, stderr=out)
    return out.getvalue()


def forget_all(settings, tmp_path, name="elsewhere"):
    """Lose the database and the files, as on a new machine."""
    call_command("flush", interactive=False, verbosity=0)
    settings.EVIDENCE_ROOT = tmp_path / name
    ContentType.objects.clear_cache()


def test_what_was_saved_comes_back(settings, tmp_path, vault):  # noqa: F811
    team = make_team()
    first = make_evidence_version(team.product, by=team.bob)
    make_evidence_version(team.product, by=team.bob, content=PDF + b"%2")
    said = run("backup", tmp_path / "copy")
    assert "2 fichiers" in said
    manifest = json.loads((tmp_path / "copy" / "manifest.json").read_text())
    assert manifest["engine"] == connection.vendor
    assert manifest["evidence"] == {"count": 2, "bytes": 2 * len(PDF) + 2}
    forget_all(settings, tmp_path)
    for sha256 in list(store.digests()):
        vault.lose(sha256)
    said = run("restore", tmp_path / "copy")
    assert "2 contenus vérifiés, 0 manquants, 0 altérés" in said
    assert f"La sauvegarde du {manifest['made_at']} est restaurée." in said
    assert Product.objects.get().name == team.product.name
    assert EvidenceVersion.objects.get(pk=first.pk).filename == "preuve.pdf"
    assert verify_all().is_sound


def test_a_second_backup_copies_only_what_is_new(settings, tmp_path):
    team = make_team()
    version = make_evidence_version(team.product, by=team.bob)
    run("backup", tmp_path / "copy")
    kept = tmp_path / "copy" / "evidence" / version.blob.sha256[:2] / version.blob.sha256
    before = kept.stat()
    make_evidence_version(team.product, by=team.bob, content=PDF + b"%2")
    assert "2 fichiers" in run("backup", tmp_path / "copy")
    assert (kept.stat().st_ino, kept.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_an_occupied_base_is_replaced_only_when_asked(tmp_path):
    team = make_team()
    run("backup", tmp_path / "copy")
    Product.objects.filter(pk=team.product.pk).update(name="Après")
    with pytest.raises(CommandError, match="--yes"):
        run("restore", tmp_path / "copy")
    assert Product.objects.get().name == "Après"
    run("restore", tmp_path / "copy", "--yes")
    assert Product.objects.get().name == "MediCab"


def spoil(path, change):
    path.chmod(0o640)
    path.write_bytes(change(path.read_bytes()))


@pytest.mark.parametrize(
    ("harm", "words"),
    [
        (lambda copy, sha: (copy / "manifest.json").unlink(), "menée à son terme"),
        (lambda copy, sha: (copy / "manifest.json").write_text("{"), "menée à son terme"),
        (lambda copy, sha: (copy / "manifest.json").write_text("[]"), "menée à son terme"),
        (lambda copy, sha: spoil(copy / "database", lambda data: data[:-1]), "base est abîmée"),
        (lambda copy, sha: (copy / "database").unlink(), "base est abîmée"),
        (
            lambda copy, sha: spoil(copy / "evidence" / sha[:2] / sha, lambda data: data + b"x"),
            "du fichier .* est abîmée",
        ),
        (lambda copy, sha: (copy / "evidence" / sha[:2] / sha).unlink(), "manque des fichiers"),
        (
            lambda copy, sha: spoil(
                copy / "manifest.json",
                lambda data: data.replace(connection.vendor.encode(), b"oracle"),
            ),
            "vient de oracle",
        ),
    ],
)
def test_a_spoilt_backup_changes_nothing(tmp_path, harm, words):
    team = make_team()
    version = make_evidence_version(team.product, by=team.bob)
    run("backup", tmp_path / "copy")
    harm(tmp_path / "copy", version.blob.sha256)
    Product.objects.update(name="Après")
    with pytest.raises(CommandError, match=words):
        run("restore", tmp_path / "copy", "--yes")
    assert Product.objects.get().name == "Après"
    assert verify_all().is_sound


def test_a_damaged_vault_is_not_saved_in_silence(tmp_path, vault):  # noqa: F811
    team = make_team()
    sha256 = make_evidence_version(team.product, by=team.bob).blob.sha256
    run("backup", tmp_path / "copy")
    other = make_evidence_version(team.product, by=team.bob, content=PDF + b"%2").blob.sha256
    vault.damage(other, lambda data: data + b"x")
    with pytest.raises(CommandError, match=f"{other} manque ou est altéré"):
        run("backup", tmp_path / "copy")
    assert not (tmp_path / "copy" / "manifest.json").exists()
    assert sha256 != other


def test_what_was_told_after_the_backup_is_not_told_again(settings, tmp_path, time_machine):
    settings.EMAIL_BACKEND = "apps.reminders.tests.builders.FlakyRelay"
    FlakyRelay.taken, FlakyRelay.trouble, FlakyRelay.away = [], [], False
    team = make_team()
    make_ladder([3], urgent=[3])
    make_deadline(team.product, date(2026, 3, 6), title="Un")
    run("backup", tmp_path / "copy")
    assert remind(paris(date(2026, 3, 3))).sent == 1
    time_machine.move_to(paris(date(2026, 3, 3), time(12)), tick=False)
    assert "Rappels retenus : 1." in run("restore", tmp_path / "copy", "--yes")
    assert remind(paris(date(2026, 3, 3), time(13))).sent == 0
    assert remind(paris(date(2026, 3, 4))).sent == 0
    assert len(FlakyRelay.taken) == 1
    assert Reminder.objects.get().held_at is not None


@pytest.mark.soak
@pytest.mark.services
def test_rounds_of_backup_and_restore_while_people_deposit(settings, tmp_path):
    """Short here; twenty rounds with SOAK=1."""
    for number in range(ROUNDS):
        team = make_team()
        make_deadline(team.product, date(2026, 3, 5), responsible=team.alice)
        failures, stop = [], threading.Event()

        def deposit(team=team, stop=stop, failures=failures):
            try:
                turn = 0
                while not stop.is_set():
                    turn += 1
                    content = PDF + b"%%%d\n" % turn
                    make_evidence_version(team.product, by=team.bob, content=content)
            except Exception as error:
                failures.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=deposit) for _ in range(2)]
        for thread in threads:
            thread.start()
        while EvidenceVersion.objects.count() < 5:
            connection.close()
        saving.backup(tmp_path / f"copy{number}", at=AT, progress=lambda done: None)
        acknowledged = Blob.objects.count()
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []
        forget_all(settings, tmp_path, f"vault{number}")
        said = run("restore", tmp_path / f"copy{number}")
        assert "0 manquants, 0 altérés" in said
        assert EvidenceVersion.objects.count() >= 5
        assert Blob.objects.count() <= acknowledged
        assert verify_all().is_sound
        forget_all(settings, tmp_path, f"empty{number}")
