"""From "pending" to a verdict: what waits, what is served, what the journal tells."""

import logging
import time
from datetime import date, datetime
from io import StringIO

import pytest
from celery import current_app
from django.contrib.messages import get_messages
from django.core.management import CommandError, call_command
from django.urls import reverse

from apps.evidence import scanning, store, tasks
from apps.evidence.models import Blob
from apps.evidence.states import ScanState
from apps.evidence.tests import servers
from apps.evidence.tests.builders import PDF, close, make_evidence_version
from apps.products.models import Event
from apps.products.tests.builders import make_product, make_team
from apps.rules.counting import PARIS
from tests.servers import free_port

ON = date(2026, 3, 5)
NOW = datetime(2026, 3, 5, 9, tzinfo=PARIS)
EICAR = servers.EICAR.encode()
FOUND = b"stream: Eicar FOUND\0"


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def antivirus(settings):
    """Answer as clamd would, by what the file holds; `said` overrides the answer."""
    said = {}

    def behave(line):
        content = servers.take_all(line)
        usual = FOUND if EICAR in content else b"stream: OK\0"
        line.sendall(said.get("words", usual))

    with servers.lying_clamd(behave) as url:
        settings.CLAMD_URL = url
        yield said


def scan(**options):
    return scanning.scan_pending(now=NOW, today=ON, **options)


def state_of(version) -> tuple[str, str]:
    blob = Blob.objects.get(pk=version.blob_id)
    return blob.scan_state, blob.scan_detail


def make_files(team):
    good = make_evidence_version(team.product, by=team.bob)
    bad = make_evidence_version(team.product, by=team.bob, content=EICAR, name="note.txt")
    return good, bad


def test_without_an_antivirus_nothing_is_said(team, settings):
    settings.CLAMD_URL = ""
    version = make_evidence_version(team.product, by=team.bob)
    assert scan().judged == 0
    assert state_of(version) == ("pending", "")
    assert ScanState.PENDING.label == "Non analysé"


def test_what_waits_gets_its_verdict_once(team, antivirus):
    good, bad = make_files(team)
    done = scan()
    assert (done.judged, done.infected, done.reachable) == (2, 1, True)
    assert state_of(good) == ("clean", "")
    assert state_of(bad) == ("infected", "Eicar")
    assert Blob.objects.get(pk=good.blob_id).scanned_at == NOW
    assert scan().judged == 0


def test_the_worker_scans_what_waits(team, antivirus):
    good, _bad = make_files(team)
    tasks.scan_pending()
    assert state_of(good) == ("clean", "")


def test_an_infected_file_is_told_in_the_journal_of_each_product_and_served_to_nobody(
    team, antivirus, client
):
    _good, bad = make_files(team)
    other = make_product("Autre", responsible=team.alice, nil="7000")
    make_evidence_version(other, by=team.admin, content=EICAR, name="ailleurs.txt")
    scan()
    lines = Event.objects.filter(verb="scan")
    assert {line.product for line in lines} == {team.product, other}
    line = lines.get(product=team.product)
    assert line.sentence == "« note » est signalé comme infecté : le fichier n’est plus servi"
    assert (line.occurred_on, line.recorded_by, line.note) == (ON, None, "Eicar")
    for who in (team.rita, team.alice, team.admin):
        client.force_login(who)
        assert client.get(bad.get_absolute_url()).status_code == 410
    page = client.get(reverse("evidence:list", args=[team.product.pk])).content.decode()
    assert "Infecté" in page
    assert "a reconnu «\u00a0Eicar\u00a0»" in page
    assert bad.get_absolute_url() + '"' not in page


def test_while_it_is_scanned_again_the_former_verdict_holds(team, antivirus, client):
    _good, bad = make_files(team)
    scan()
    assert scanning.ask_again(Blob.objects.all(), state="infected") == 1
    client.force_login(team.rita)
    assert client.get(bad.get_absolute_url()).status_code == 410
    antivirus["words"] = b"stream: OK\0"
    assert scan().judged == 1
    assert state_of(bad) == ("clean", "")
    close(client.get(bad.get_absolute_url()))
    last = Event.objects.filter(verb="scan").first()
    assert last.sentence == "L’antivirus ne signale plus « note »"
    assert (last.before, last.after) == ("infected", "clean")


def test_a_limit_is_unscannable_never_clean(team, antivirus, settings):
    version = make_evidence_version(team.product, by=team.bob)
    settings.CLAMD_MAX_BYTES = len(PDF) - 1
    scan()
    assert state_of(version) == ("unscannable", "CLAMD_MAX_MIB")
    settings.CLAMD_MAX_BYTES = len(PDF)
    scanning.ask_again(Blob.objects.all())
    scan()
    assert state_of(version) == ("clean", "")
    antivirus["words"] = b"stream: Heuristics.Limits.Exceeded.MaxScanSize FOUND\0"
    scanning.ask_again(Blob.objects.all())
    scan()
    assert state_of(version)[0] == "unscannable"


def test_nobody_there_leaves_all_waiting_and_costs_no_try(team, settings, caplog):
    make_files(team)
    settings.CLAMD_URL = f"tcp://127.0.0.1:{free_port()}"
    with caplog.at_level(logging.WARNING):
        assert not scan().reachable
    assert set(Blob.objects.values_list("scan_state", "scan_failures")) == {("pending", 0)}
    assert "nobody answers" in caplog.text


def test_a_file_without_an_answer_keeps_no_other_waiting_and_ends_unscannable(team, antivirus):
    stuck = make_evidence_version(team.product, by=team.bob)
    antivirus["words"] = b"\xff\xff"
    assert scan().judged == 0
    next_one = make_evidence_version(team.product, by=team.bob, content=PDF + b"%2\n")
    order = Blob.objects.order_by("scan_failures", "pk")
    assert [blob.pk for blob in order] == [next_one.blob_id, stuck.blob_id]
    for _ in range(scanning.MOST_FAILURES - 1):
        assert state_of(stuck)[0] == "pending"
        scan()
    assert state_of(stuck) == ("unscannable", "aucune réponse de l’antivirus")
    assert state_of(next_one)[0] == "pending"


def test_a_lost_file_is_no_clean_file(team, antivirus, caplog):
    version = make_evidence_version(team.product, by=team.bob)
    store.path_of(version.blob.sha256).unlink()
    with caplog.at_level(logging.WARNING):
        scan()
    assert state_of(version)[0] == "pending"
    assert version.blob.sha256 in caplog.text


def test_the_command_scans_again_and_says_how_many(team, antivirus):
    make_files(team)
    scan()
    out = StringIO()
    call_command("rescan_evidence", "--dry-run", "--state", "infected", stdout=out)
    assert out.getvalue() == "1 fichiers à analyser.\n"
    call_command("rescan_evidence", stdout=out)
    assert out.getvalue().endswith("2 fichiers analysés, 1 infectés.\n")


def test_the_command_fails_aloud_without_an_antivirus(team, settings):
    make_files(team)
    settings.CLAMD_URL = ""
    with pytest.raises(CommandError, match="CLAMD_URL"):
        call_command("rescan_evidence")
    settings.CLAMD_URL = f"tcp://127.0.0.1:{free_port()}"
    with pytest.raises(CommandError, match="ne répond pas"):
        call_command("rescan_evidence", stdout=StringIO())


def test_an_administrator_asks_for_a_scan_in_the_admin(team, antivirus, admin_client):
    make_files(team)
    scan()
    body = {"action": "scan_again", "_selected_action": [blob.pk for blob in Blob.objects.all()]}
    response = admin_client.post("/admin/evidence/blob/", body)
    assert [str(each) for each in get_messages(response.wsgi_request)] == ["2 analyses demandées."]
    assert Blob.objects.filter(needs_scan=True).count() == 2
    assert set(Blob.objects.values_list("scan_state", flat=True)) == {"clean", "infected"}


def test_a_deposit_wakes_the_worker_and_waits_for_no_broker(
    team, settings, caplog, monkeypatch, django_capture_on_commit_callbacks
):
    settings.CLAMD_URL = "tcp://127.0.0.1:1"
    dead = f"redis://127.0.0.1:{free_port()}/0"
    monkeypatch.setattr(current_app.conf, "broker_write_url", dead)
    with caplog.at_level(logging.ERROR), django_capture_on_commit_callbacks(execute=True):
        started = time.monotonic()
        make_evidence_version(team.product, by=team.bob, content=PDF + b"%1\n")
    assert time.monotonic() - started < 4
    assert "Connection refused" in caplog.text
    monkeypatch.undo()
    with django_capture_on_commit_callbacks(execute=True) as woken:
        version = make_evidence_version(team.product, by=team.bob)
    assert len(woken) == 1
    assert state_of(version) == ("pending", "")
    settings.CLAMD_URL = ""
    with django_capture_on_commit_callbacks(execute=True) as woken:
        make_evidence_version(team.product, by=team.bob, content=PDF + b"%2\n")
    assert woken == []


@pytest.mark.services
@pytest.mark.skipif(not servers.CLAMD, reason="clamd is not installed on this machine")
def test_a_real_clamd_judges_what_is_stored(team, settings):
    good, bad = make_files(team)
    with servers.clamd() as urls:
        settings.CLAMD_URL = urls["unix"]
        scan()
    assert state_of(good) == ("clean", "")
    assert state_of(bad) == ("infected", "Eicar-Test-Signature.UNOFFICIAL")
