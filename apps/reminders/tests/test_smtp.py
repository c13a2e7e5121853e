"""What each refusal and each cut of a relay leaves behind, against a real SMTP server."""

import socket
from datetime import date, time
from threading import Thread

import pytest

from apps.deadlines.tests.builders import make_deadline
from apps.reminders.models import Attempt, Mail, Reminder
from apps.reminders.tests.builders import make_ladder, paris, run
from tests.sink import running_sink

pytestmark = pytest.mark.django_db

TUESDAY = date(2026, 3, 3)
LATER = time(8, 2)


@pytest.fixture(scope="module")
def relay_process(tmp_path_factory):
    with running_sink(tmp_path_factory.mktemp("sink")) as relay:
        yield relay


@pytest.fixture
def sink(relay_process, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", relay_process.port
    relay_process.be("plain")
    relay_process.forget()
    return relay_process


@pytest.fixture
def due(team):
    """Give Alice one thing to hear at once."""
    make_ladder([3], urgent=[3])
    return make_deadline(team.product, date(2026, 3, 6))


def left() -> tuple:
    """Return how the only message stands: its state, its doubts, whether it waits for later."""
    mail = Mail.objects.get()
    assert Reminder.objects.get().state == mail.state
    return (mail.state, mail.doubts, mail.handed_at is not None, mail.retry_at is not None)


@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA", "DOT"])
def test_a_passing_refusal_sends_the_same_bytes_later(due, sink, verb):
    sink.be(f"451 {verb}")
    assert run(paris(TUESDAY)).failed == 1
    assert left() == ("due", 0, False, True)
    assert Mail.objects.get().error == "451 non"
    frozen = bytes(Mail.objects.get().raw)
    sink.be("plain")
    assert run(paris(TUESDAY, time(8, 0, 59))).sent == 0
    assert run(paris(TUESDAY, LATER)).sent == 1
    assert bytes(Mail.objects.get().raw) == frozen
    assert len(sink.received) == 1


@pytest.mark.parametrize("verb", ["RCPT", "DATA", "DOT"])
def test_a_refusal_for_good_ends_the_message(due, sink, verb):
    sink.be(f"550 {verb}")
    result = run(paris(TUESDAY))
    assert (result.dead, result.failed) == (1, 0)
    mail = Mail.objects.get(kind="single")
    assert (mail.state, mail.doubts, mail.error) == ("dead", 0, "550 non")
    sink.be("plain")
    run(paris(TUESDAY, LATER))
    assert [line["to"] for line in sink.received] == [["ada@example.org"]]


def test_a_sender_that_is_barred_stops_the_run_and_costs_nothing(due, sink):
    sink.be("550 MAIL")
    result = run(paris(TUESDAY))
    assert (result.error, result.dead) == ("550 non", 0)
    assert left() == ("due", 0, False, False)
    sink.be("plain")
    assert run(paris(TUESDAY, time(8, 1))).sent == 1


def test_a_dead_address_holds_up_nobody(team, due, sink):
    team.alice.email = "dead@example.org"
    team.alice.save()
    for person in (team.bob, team.rita):
        make_deadline(team.product, date(2026, 3, 6), responsible=person, slot=person.username)
    result = run(paris(TUESDAY))
    assert (result.sent, result.dead) == (2, 1)
    assert [line["to"] for line in sink.received] == [["bob@example.org"], ["rita@example.org"]]


@pytest.mark.parametrize(("mode", "copies"), [("drop", 2), ("drop unkept", 1)])
def test_a_cut_after_the_dot_leaves_a_doubt_and_one_copy_follows(due, sink, mode, copies):
    sink.be(mode)
    assert run(paris(TUESDAY)).uncertain == 1
    assert left() == ("uncertain", 1, True, True)
    sink.be("plain")
    assert run(paris(TUESDAY, LATER)).sent == 1
    assert left() == ("sent", 1, True, False)
    assert len(sink.received) == copies
    assert len({line["sha256"] for line in sink.received}) == 1


def test_a_plain_relay_gets_one_copy_at_most(due, sink):
    sink.be("drop")
    for moment in (time(8), time(8, 2), time(9), time(14), time(20)):
        run(paris(TUESDAY, moment))
    assert left() == ("uncertain", 2, True, True)
    assert len(sink.received) == 2


def test_a_relay_that_deduplicates_gets_the_bytes_until_it_answers(due, sink, settings):
    settings.EMAIL_RELAY = "deduplicates"
    sink.be("drop")
    for moment in (time(8), time(8, 2), time(9), time(14)):
        assert run(paris(TUESDAY, moment)).uncertain == 1
    sink.be("deduplicates")
    assert run(paris(TUESDAY, time(23))).sent == 1


def test_a_relay_that_may_have_forgotten_is_treated_as_a_plain_one(due, sink, settings):
    settings.EMAIL_RELAY = "deduplicates"
    sink.be("drop")
    for moment in (time(8), time(8, 2)):
        assert run(paris(TUESDAY, moment)).uncertain == 1
    assert run(paris(date(2026, 3, 4), time(9))).uncertain == 0
    assert left() == ("uncertain", 2, True, True)


def test_without_starttls_nothing_leaves_in_clear(due, sink, settings):
    settings.EMAIL_USE_TLS = True
    result = run(paris(TUESDAY))
    assert result.error == (
        "Le relais ne propose pas le chiffrement demandé (STARTTLS) : rien n’est envoyé."
    )
    assert (result.sent, sink.received) == (0, [])
    assert Reminder.objects.get().state == "due"
    assert not Mail.objects.exists()


def test_a_silent_relay_costs_no_more_than_the_deadline(due, sink, settings):
    """A server that greets and then says nothing."""
    settings.EMAIL_TIMEOUT = 1
    with socket.create_server(("127.0.0.1", 0)) as mute:
        settings.EMAIL_PORT = mute.getsockname()[1]
        hearing = Thread(target=_greet, args=(mute,))
        hearing.start()
        assert run(paris(TUESDAY)).error
        hearing.join()
    assert Reminder.objects.get().state == "due"


def _greet(server) -> None:
    line, _address = server.accept()
    with line:
        line.sendall(b"220 ici\r\n")
        while line.recv(1024):
            pass


def test_the_trace_says_how_far_each_attempt_went(due, sink):
    sink.be("451 RCPT")
    run(paris(TUESDAY))
    sink.be("drop")
    run(paris(TUESDAY, LATER))
    sink.be("plain")
    run(paris(TUESDAY, time(9)))
    trace = list(Attempt.objects.values_list("phase", "code"))
    first, second, third = trace[:2], trace[2:5], trace[5:]
    assert first == [("connect", 0), ("done", 451)]
    assert second == [("connect", 0), ("data", 0), ("done", 0)]
    assert third == [("connect", 0), ("data", 0), ("done", 250)]
    assert len(set(Attempt.objects.values_list("token", flat=True))) == 3
    assert Mail.objects.get().attempts == 3


def test_dots_and_line_ends_arrive_as_they_were(due, sink, team):
    due.title = ".\r\n.\r\nQUIT"
    due.save()
    assert run(paris(TUESDAY)).sent == 1
    assert len(sink.received) == 1
