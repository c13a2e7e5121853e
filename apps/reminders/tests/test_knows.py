"""What can be known of a doubt: the three kinds of relays."""

import json
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import unquote

import pytest

from apps.reminders.knows import Known, ask_relay
from apps.reminders.models import Attempt, Mail
from apps.reminders.states import Phase

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 8, tzinfo=UTC)
ANSWERS = {
    "/<yes@site>": (200, {"accepted": True}),
    "/<no@site>": (200, {"accepted": False}),
    "/<perhaps@site>": (200, {"accepted": None}),
    "/<odd@site>": (200, {}),
    "/<broken@site>": (500, {}),
}


def accepted(message_id: str) -> bool | None:
    """Stand for a function that searches a log."""
    return {"<yes@site>": True, "<no@site>": False}.get(message_id)


class Log(BaseHTTPRequestHandler):
    """The log of a relay, searched over HTTP."""

    def do_GET(self):
        status, content = ANSWERS[unquote(self.path)]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(json.dumps(content).encode())

    def log_message(self, *args):
        """Say nothing on the screen."""


@pytest.fixture
def log():
    server = HTTPServer(("127.0.0.1", 0), Log)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/{{message_id}}"
    server.shutdown()
    server.server_close()


def doubtful(team, *, message_id="<1@site>", doubts=1, handed_at=NOW) -> Mail:
    return Mail.objects.create(
        person=team.alice,
        kind="single",
        recipient="alice@example.org",
        message_id=message_id,
        state="uncertain",
        doubts=doubts,
        handed_at=handed_at,
        created_at=handed_at,
        raw=b"",
    )


@pytest.mark.parametrize(("doubts", "known"), [(1, Known.REPEAT), (2, Known.NOTHING)])
def test_a_plain_relay_may_get_one_copy(team, doubts, known):
    assert ask_relay(doubtful(team, doubts=doubts), now=NOW) == known


@pytest.mark.parametrize(
    ("age", "known"),
    [
        (timedelta(hours=23, minutes=59), Known.REPEAT),
        (timedelta(hours=24), Known.NOTHING),
    ],
)
def test_a_key_holds_for_its_lifetime(team, settings, age, known):
    settings.EMAIL_RELAY = "deduplicates"
    assert ask_relay(doubtful(team, doubts=5, handed_at=NOW - age), now=NOW) == known


@pytest.mark.parametrize(
    ("message", "known"),
    [
        ("yes", Known.ARRIVED),
        ("no", Known.LOST),
        ("perhaps", Known.NOTHING),
        ("odd", Known.NOTHING),
        ("broken", Known.NOTHING),
    ],
)
def test_a_log_is_searched_at_its_address(team, settings, log, message, known):
    settings.EMAIL_RELAY, settings.EMAIL_RELAY_LOG = "log", log
    assert ask_relay(doubtful(team, message_id=f"<{message}@site>"), now=NOW) == known


@pytest.mark.parametrize(
    ("message", "known"), [("yes", Known.ARRIVED), ("no", Known.LOST), ("other", Known.NOTHING)]
)
def test_a_log_is_searched_by_a_function(team, settings, message, known):
    settings.EMAIL_RELAY = "log"
    settings.EMAIL_RELAY_LOG = "apps.reminders.tests.test_knows.accepted"
    assert ask_relay(doubtful(team, message_id=f"<{message}@site>"), now=NOW) == known


def test_an_answer_that_came_too_late_for_its_claim_is_known(team):
    mail = doubtful(team, doubts=2)
    Attempt.objects.create(
        mail=mail, token="0" * 32, phase=Phase.DONE, at=NOW, code=250, answer="OK"
    )
    assert ask_relay(mail, now=NOW) == Known.ARRIVED
