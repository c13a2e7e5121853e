"""Contents that no row names go, once old enough; nothing that a row names, or may soon, does."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from apps.core.refusals import Conflict
from apps.evidence import services, store
from apps.evidence.collecting import collect
from apps.evidence.integrity import verify_all
from apps.evidence.models import Blob, Evidence
from apps.evidence.tests.builders import PDF, make_evidence_version, make_upload
from apps.products.tests.builders import make_team

ORPHAN = b"orphelin"


@pytest.fixture
def team(db, vault):
    return make_team()


def orphan() -> str:
    with store.Incoming(limit=100) as incoming:
        incoming.write(ORPHAN)
        return incoming.keep()


def run(*options) -> str:
    out = StringIO()
    call_command("gc_evidence", *options, stdout=out)
    return out.getvalue()


def test_only_what_no_row_names_goes(team):
    version, lost = make_evidence_version(team.product, by=team.bob), orphan()
    assert (
        run("--hours", "-1", "--dry-run") == f"{lost} 8 octets\n1 contenus à effacer, 8 octets.\n"
    )
    assert store.exists(lost)
    assert run("--hours", "-1") == (
        f"{lost} 8 octets\n1 contenus effacés, 8 octets\u00a0; 0 dépôts interrompus.\n"
    )
    assert list(store.digests()) == [version.blob.sha256]
    assert Blob.objects.count() == 1
    assert verify_all().is_sound


def test_a_young_content_is_left_to_its_deposit(team):
    lost = orphan()
    assert "0 contenus effacés" in run()
    assert store.exists(lost)
    now = datetime.now(UTC)
    assert list(collect(before=now - timedelta(hours=1))) == []
    assert [each.sha256 for each in collect(before=now + timedelta(hours=1))] == [lost]


def test_an_undone_deposit_is_what_it_collects(team):
    with transaction.atomic():
        make_evidence_version(team.product, by=team.bob)
        transaction.set_rollback(True)
    assert "1 contenus effacés" in run("--hours", "-1")
    assert list(store.digests()) == []


def test_a_content_that_waited_in_vain_for_its_document_goes_with_its_row(team):
    kept = make_evidence_version(team.product, by=team.bob, content=PDF + b"%1")
    waiting = services.take_in(team.product, make_upload(), by=team.bob)
    assert "0 contenus effacés" in run()
    assert run("--hours", "-1").startswith(f"{waiting.blob.sha256} ")
    assert list(Blob.objects.all()) == [kept.blob]
    assert list(store.digests()) == [kept.blob.sha256]


def test_the_margin_counts_from_the_last_deposit(team):
    waiting = services.take_in(team.product, make_upload(), by=team.bob)
    now = datetime.now(UTC)
    old = now - timedelta(hours=48)
    Blob.objects.update(deposited_at=old, created_at=old)
    services.take_in(team.product, make_upload(), by=team.bob)
    assert list(collect(before=now - timedelta(hours=24))) == []
    assert Blob.objects.get().pk == waiting.blob.pk


def test_a_deposit_whose_file_is_collected_before_its_row_writes_nothing(team):
    """The collector passes between the file and its row: the deposit sees it and gives up."""

    def collect_first(execute, sql, params, many, context):
        if sql.startswith("INSERT") and '"evidence_blob"' in sql:
            for sha256 in list(store.digests()):
                store.remove(sha256)
        return execute(sql, params, many, context)

    with (
        connection.execute_wrapper(collect_first),
        pytest.raises(Conflict, match="recommencez"),
    ):
        make_evidence_version(team.product, by=team.bob)
    assert not Evidence.objects.exists()
    assert not Blob.objects.exists()
    assert make_evidence_version(team.product, by=team.bob, content=PDF)
    assert verify_all().is_sound


def test_a_row_that_arrives_while_the_collector_passes_keeps_its_file(team):
    """The row is written between the collector's look and its claim: the claim is refused."""
    lost, done = orphan(), []

    def deposit_first(execute, sql, params, many, context):
        if sql.startswith("INSERT") and not done:
            done.append(sql)
            Blob.objects.create(sha256=lost, size=len(ORPHAN), content_type="text/plain")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(deposit_first):
        assert list(collect(before=datetime.now(UTC) + timedelta(hours=1))) == []
    assert store.exists(lost)
