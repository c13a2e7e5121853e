"""Deposits: rights, facts, one content for many versions, file before row."""

import hashlib
import multiprocessing
import os
import resource
import signal
import threading
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.http import Http404

from apps.core.refusals import Invalid, OutOfSpace
from apps.evidence import services, store
from apps.evidence.models import Blob, Evidence, EvidenceVersion
from apps.evidence.states import EvidenceKind, ScanState
from apps.evidence.tests.builders import (
    PDF,
    TODAY,
    make_evidence_version,
    make_upload,
    stored_files,
)
from apps.products.models import Event
from apps.products.tests.builders import make_product, make_team

FORK = multiprocessing.get_context("fork")


@pytest.fixture
def team(db):
    return make_team()


def nothing_was_written() -> bool:
    return not (Blob.objects.exists() or Evidence.objects.exists() or Event.objects.exists())


def test_store_file_makes_the_blob_the_document_its_version_and_a_line_of_the_journal(team):
    version = services.store_file(
        team.product,
        make_upload(name="../Rapport d’audit.pdf"),
        by=team.bob,
        kind=EvidenceKind.PASSI_FORM,
        title="  Test   d’intrusion ",
        document_on=date(2026, 1, 15),
        comment="Signé.",
        today=TODAY,
    )
    version.refresh_from_db()
    assert (version.number, version.filename) == (1, "Rapport d’audit.pdf")
    assert (version.document_on, version.comment) == (date(2026, 1, 15), "Signé.")
    assert version.uploaded_by == team.bob
    assert (version.evidence.title, version.evidence.kind) == ("Test d’intrusion", "passi_form")
    assert version.evidence.created_by == team.bob
    blob = version.blob
    assert blob.sha256 == hashlib.sha256(PDF).hexdigest()
    assert (blob.size, blob.content_type) == (len(PDF), "application/pdf")
    assert blob.scan_state == ScanState.PENDING
    assert store.verify(blob.sha256)
    [event] = Event.objects.all()
    assert event.subject == version.evidence
    assert event.sentence == "Dépôt de « Test d’intrusion » (Rapport d’audit.pdf)"
    assert (event.occurred_on, event.recorded_by) == (TODAY, team.bob)


def test_without_a_title_the_name_of_the_file_serves(team):
    assert make_evidence_version(team.product, by=team.bob).evidence.title == "preuve"


def test_versions_are_numbered_and_share_a_content(team):
    first = make_evidence_version(team.product, by=team.bob)
    second = services.add_version(first.evidence_id, make_upload(), by=team.bob, today=TODAY)
    third = services.add_version(
        first.evidence_id, make_upload(PDF + b"%\n"), by=team.alice, today=TODAY
    )
    assert [first.number, second.number, third.number] == [1, 2, 3]
    assert first.blob == second.blob != third.blob
    assert len(stored_files()) == Blob.objects.count() == 2
    assert Event.objects.first().sentence == "Version 3 de « preuve » (preuve.pdf)"


def test_one_content_serves_several_products(team):
    other = make_product("Autre", responsible=team.admin, nil="7000")
    first = make_evidence_version(team.product, by=team.bob)
    second = make_evidence_version(other, by=team.admin)
    assert first.blob == second.blob
    assert len(stored_files()) == 1


@pytest.mark.parametrize(
    ("who", "answer"),
    [
        ("alice", None),
        ("bob", None),
        ("admin", None),
        ("rita", PermissionDenied),
        ("charlie", Http404),
    ],
)
def test_contributors_deposit_readers_are_refused_strangers_do_not_know(team, who, answer):
    evidence = make_evidence_version(team.product, by=team.alice).evidence
    person = getattr(team, who)
    deposits = [
        lambda: make_evidence_version(team.product, by=person, content=PDF + b"%1"),
        lambda: services.add_version(evidence.pk, make_upload(PDF + b"%2"), by=person, today=TODAY),
    ]
    for deposit in deposits:
        if answer is None:
            deposit()
            continue
        with pytest.raises(answer):
            deposit()
    written = 1 if answer else 3
    assert EvidenceVersion.objects.count() == len(stored_files()) == written


def test_a_disabled_account_deposits_nothing(team):
    team.bob.is_active = False
    team.bob.save()
    with pytest.raises(Http404):
        make_evidence_version(team.product, by=team.bob)
    assert stored_files() == []


def test_the_date_of_a_document_is_never_tomorrow(team):
    make_evidence_version(team.product, by=team.bob, document_on=date(2026, 3, 4))
    with pytest.raises(Invalid, match="dans le futur") as caught:
        make_evidence_version(team.product, by=team.bob, document_on=date(2026, 3, 5))
    assert caught.value.field == "document_on"


def test_a_passi_form_needs_its_date_at_every_version(team):
    facts = {"by": team.bob, "kind": EvidenceKind.PASSI_FORM}
    with pytest.raises(Invalid, match="PASSI") as caught:
        make_evidence_version(team.product, **facts)
    assert caught.value.field == "document_on"
    assert nothing_was_written()
    assert stored_files() == []
    version = make_evidence_version(team.product, document_on=date(2025, 6, 1), **facts)
    with pytest.raises(Invalid, match="PASSI"):
        services.add_version(version.evidence_id, make_upload(), by=team.bob, today=TODAY)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"kind": "roman"}, "kind"),
        ({"title": "x" * 256}, "title"),
        ({"name": "page.html"}, "upload"),
        ({"content": b""}, "upload"),
        ({"content": b"MZ"}, "upload"),
    ],
)
def test_wrong_facts_are_refused_on_their_field_and_write_no_row(team, facts, field):
    with pytest.raises(Invalid) as caught:
        make_evidence_version(team.product, by=team.bob, **facts)
    assert caught.value.field == field
    assert nothing_was_written()


def test_the_limit_both_sides(team, settings):
    settings.EVIDENCE_MAX_BYTES = len(PDF)
    make_evidence_version(team.product, by=team.bob)
    settings.EVIDENCE_MAX_BYTES = len(PDF) - 1
    with pytest.raises(Invalid, match="dépasse la taille"):
        make_evidence_version(team.product, by=team.bob, content=PDF)
    assert EvidenceVersion.objects.count() == len(stored_files()) == 1


def test_a_full_disk_writes_no_row_and_the_next_deposit_works(team):
    content = PDF + b"%" * 100_000
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    handler = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    try:
        upload = make_upload(content)
        resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
        with pytest.raises(OutOfSpace):
            services.take_in(team.product, upload, by=team.bob)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
        signal.signal(signal.SIGXFSZ, handler)
    assert stored_files() == []
    assert nothing_was_written()
    make_evidence_version(team.product, by=team.bob, content=content)


def test_inside_an_undone_transaction_no_row_stays_and_the_content_serves_again(team):
    with transaction.atomic():
        make_evidence_version(team.product, by=team.bob)
        transaction.set_rollback(True)
    assert nothing_was_written()
    assert len(stored_files()) == 1
    make_evidence_version(team.product, by=team.bob)
    assert len(stored_files()) == Blob.objects.count() == 1


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_a_process_killed_between_the_file_and_its_row_leaves_no_row():
    """The kill falls on the first statement after the file is kept, in a process of its own."""
    team = make_team()
    connection.close()

    def die_at_the_first_row():
        def kill(execute, sql, params, many, context):
            if "evidence_" in sql and sql.startswith("INSERT"):
                os.kill(os.getpid(), signal.SIGKILL)
            return execute(sql, params, many, context)

        with connection.execute_wrapper(kill):
            make_evidence_version(team.product, by=team.bob)

    worker = FORK.Process(target=die_at_the_first_row)
    worker.start()
    worker.join()
    assert worker.exitcode == -signal.SIGKILL
    assert nothing_was_written()
    [path] = stored_files()
    assert store.verify(path.name)


@pytest.mark.services
@pytest.mark.django_db(transaction=True)
def test_parallel_deposits_of_one_content_make_one_blob_and_distinct_numbers():
    team = make_team()
    evidence = make_evidence_version(team.product, by=team.bob).evidence
    start, failures = threading.Barrier(6), []

    def deposit():
        try:
            start.wait()
            services.add_version(evidence.pk, make_upload(), by=team.bob, today=TODAY)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=deposit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    numbers = evidence.versions.order_by("number").values_list("number", flat=True)
    assert list(numbers) == [1, 2, 3, 4, 5, 6, 7]
    assert Blob.objects.count() == len(stored_files()) == 1
