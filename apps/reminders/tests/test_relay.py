"""A real SMTP server on a free port: the bytes that were stored are the bytes that arrive."""

import socket
from datetime import date, time

import pytest
from aiosmtpd.controller import Controller

from apps.deadlines.tests.builders import make_deadline
from apps.reminders.models import Mail, Reminder
from apps.reminders.tests.builders import make_ladder, paris, run

TUESDAY = date(2026, 3, 3)


class Sink:
    """Keeps what arrives; answers with `answers` first."""

    def __init__(self):
        self.received, self.answers = [], []

    async def handle_DATA(self, server, session, envelope):
        self.received.append((envelope.rcpt_tos, envelope.original_content))
        return self.answers.pop(0) if self.answers else "250 OK"


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


@pytest.fixture
def sink(settings):
    handler = Sink()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT = controller.port
    yield handler
    controller.stop()


def test_the_stored_bytes_arrive(team, sink):
    make_ladder([7])
    make_deadline(team.product, date(2026, 3, 6))
    sink.answers = ["451 plus tard"]
    assert run(paris(TUESDAY)).failed == 1
    assert "plus tard" in Reminder.objects.get().error
    assert run(paris(TUESDAY, time(8, 2))).sent == 1
    mail = Mail.objects.get()
    (refused_to, refused), (to, accepted) = sink.received
    assert refused_to == to == ["alice@example.org"]
    assert refused == accepted == bytes(mail.raw).replace(b"\n", b"\r\n")
    assert f"Message-ID: {mail.message_id}".encode() in accepted


def test_several_mails_leave_through_one_line(team, sink):
    make_ladder([7])
    for person in (team.alice, team.bob, team.rita):
        make_deadline(team.product, date(2026, 3, 6), responsible=person, slot=person.username)
    assert run(paris(TUESDAY)).sent == 3
    assert [to for to, _content in sink.received] == [
        ["alice@example.org"],
        ["bob@example.org"],
        ["rita@example.org"],
    ]


def test_no_server_is_an_error_that_costs_nothing(team, sink, settings):
    settings.EMAIL_PORT = free_port()
    make_ladder([7])
    make_deadline(team.product, date(2026, 3, 6))
    result = run(paris(TUESDAY))
    assert result.error
    assert not Mail.objects.exists()
