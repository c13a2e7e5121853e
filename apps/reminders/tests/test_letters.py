"""The mails, compared whole: subject, text and HTML, to the files in `mails/`.

UPDATE_MAILS=1 writes the files anew: what changed is then read in the difference, line by line.
"""

import os
import re
from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import polib
import pytest
from django.conf import settings
from icalendar import Calendar

from apps.core.mail import freeze, render_letter
from apps.deadlines.models import DeadlineMove
from apps.deadlines.tests.builders import make_deadline
from apps.products.journal import record
from apps.products.models import Event
from apps.products.tests.builders import make_product
from apps.reminders.corrections import Story
from apps.reminders.letters import write_digest, write_single, write_test, write_weekly
from apps.reminders.lines import line_of
from apps.reminders.models import Acknowledgement
from apps.reminders.summaries import Member
from apps.reminders.tests.builders import make_ladder, paris
from apps.rules.book import CHANGE_NOTIFICATION, REVIEW_PERIOD

TODAY = date(2026, 3, 3)
FILES = Path(__file__).parent / "mails"
CATALOGUE = settings.BASE_DIR / "locale" / "en" / "LC_MESSAGES" / "django.po"
TOKEN = re.compile(r"desabonnement/[^/]+/|echeances/\d+/")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://segurtrack.example"


@pytest.fixture(scope="module")
def compiled(tmp_path_factory) -> Path:
    """Return a folder with the English catalogue as it is now, compiled."""
    folder = tmp_path_factory.mktemp("compiled")
    target = folder / "en" / "LC_MESSAGES" / "django.mo"
    target.parent.mkdir(parents=True)
    polib.pofile(str(CATALOGUE)).save_as_mofile(str(target))
    return folder


@pytest.fixture
def deadlines(team):
    other = make_product("DomiSoins & Cie", responsible=team.alice, nil="6001")
    return [
        make_deadline(
            team.product,
            date(2026, 3, 6),
            title="Notifier la modification « moteur d’ordonnances »",
            kind=CHANGE_NOTIFICATION.code,
            explanation="Impact établi le 19 février 2026.",
            url="/modifications/7/",
        ),
        make_deadline(
            other,
            date(2026, 3, 2),
            title="Répondre au retour de l’ANS <chapitre INS>",
            explanation="Preuve 12 déclarée KO le 16 février 2026.",
            url="/dossiers/3/",
        ),
        make_deadline(
            team.product,
            date(2026, 3, 1),
            title="Répondre au retour de l’ANS",
            url="https://ailleurs.example/",
        ),
        make_deadline(
            other, date(2027, 1, 1), title="Décision attendue", kind=REVIEW_PERIOD.code, url=""
        ),
    ]


@pytest.fixture
def moved(team):
    """Return a date that two acts moved, one of them by nobody."""
    record(team.product, "x", "Retour de l’ANS sur le chapitre INS", by=team.bob, on=TODAY)
    event = Event.objects.latest("pk")
    moves = [DeadlineMove(event=event), DeadlineMove()]
    return Story(date(2026, 2, 27), date(2026, 3, 6), moves)


def in_hand(team):
    return Acknowledgement(given_by=team.bob, until_on=date(2026, 3, 4))


def same(letter, name: str, person) -> None:
    got = {"subject.txt": letter.subject + "\n", "txt": letter.text, "html": letter.html}
    for ending, text in got.items():
        path = FILES / f"{name}.{person.language}.{ending}"
        text = TOKEN.sub(lambda found: found.group().split("/")[0] + "/…/", text)
        if os.environ.get("UPDATE_MAILS"):
            path.write_text(text)
        assert text == path.read_text()


@pytest.fixture(params=["fr", "en"])
def alice(team, request, settings, compiled):
    """Return Alice, who reads French, then English."""
    settings.LOCALE_PATHS = [compiled]
    team.alice.language = request.param
    return team.alice


def lines(deadlines, today=TODAY, **facts):
    found = [line_of(deadline, today=today, **facts) for deadline in deadlines]
    return sorted(found, key=lambda line: line.deadline.due_on)


def test_a_digest(alice, deadlines):
    same(write_digest(alice, lines(deadlines), today=TODAY), "digest", alice)


def test_a_digest_of_one_coming_due_date(alice, deadlines):
    same(write_digest(alice, lines(deadlines[:1]), today=TODAY), "digest_coming", alice)


def test_a_digest_with_all_its_parts(alice, team, deadlines, moved):
    team.bob.last_name = "Durand"
    found = [
        *lines(deadlines[:1]),
        *lines(deadlines[1:2], instead_of=team.bob),
        *lines(deadlines[2:3], purposes={"escalation"}, instead_of=team.bob, in_hand=in_hand(team)),
        *lines(deadlines[3:], purposes={"correction"}, moved=moved),
    ]
    same(write_digest(alice, found, today=TODAY), "digest_parts", alice)


def test_an_urgent_single(alice, deadlines):
    day = date(2026, 3, 5)
    same(write_single(alice, *lines(deadlines[:1], day), today=day), "single", alice)


def test_a_late_single(alice, deadlines):
    same(write_single(alice, *lines(deadlines[1:2]), today=TODAY), "single_late", alice)


def test_a_single_about_a_moved_date(alice, deadlines, moved):
    (line,) = lines(deadlines[:1], purposes={"correction"}, moved=moved)
    same(write_single(alice, line, today=TODAY), "single_moved", alice)


def test_a_single_for_a_manager(alice, team, deadlines):
    (line,) = lines(deadlines[1:2], purposes={"escalation"}, instead_of=team.bob)
    same(write_single(alice, line, today=TODAY), "single_team", alice)


def test_an_optional_single_can_be_stopped(alice, deadlines):
    make_ladder([7], kind=REVIEW_PERIOD.code, optional=True)
    letter = write_single(alice, *lines(deadlines[3:]), today=TODAY)
    same(letter, "single_optional", alice)
    assert letter.unsubscribe_url in letter.text


def test_the_week_of_a_team(alice, team, deadlines):
    people = [
        Member(team.bob, lines(deadlines[1:3], in_hand=in_hand(team))),
        Member(team.rita, lines(deadlines[:1])),
    ]
    letter = write_weekly(alice, people, today=TODAY, late=3, coming=2, left_out=2)
    same(letter, "weekly", alice)
    assert letter.unsubscribe_url in letter.text


def test_a_test_message(alice):
    same(write_test(alice, today=TODAY), "test", alice)


def test_a_single_brings_its_event(team, deadlines):
    letter = write_single(team.alice, *lines(deadlines[:1]), today=TODAY)
    (event,) = Calendar.from_ical(letter.calendar).walk("VEVENT")
    assert event["DTSTART"].dt == date(2026, 3, 6)
    assert "Notifier" in event["SUMMARY"]
    raw = freeze(letter, to="a@example.org", message_id="<1@x>", at=paris(TODAY))
    message = message_from_bytes(raw, policy=policy.default)
    (attached,) = message.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == (
        "echeance.ics",
        "text/calendar",
    )
    assert write_digest(team.alice, lines(deadlines), today=TODAY).calendar == b""


@pytest.mark.parametrize("optional", [True, False])
def test_only_what_is_optional_carries_the_headers_of_one_click(team, deadlines, optional):
    make_ladder([7], kind=REVIEW_PERIOD.code, optional=optional)
    letter = write_single(team.alice, *lines(deadlines[3:]), today=TODAY)
    raw = freeze(letter, to="a@example.org", message_id="<1@x>", at=paris(TODAY))
    message = message_from_bytes(raw, policy=policy.default)
    stop = f"<{letter.unsubscribe_url}>" if optional else ""
    assert (message["List-Unsubscribe"] or "").strip() == stop  # it is folded, being long
    assert message["List-Unsubscribe-Post"] == ("List-Unsubscribe=One-Click" if optional else None)
    mixed = write_digest(team.alice, lines(deadlines), today=TODAY)
    assert mixed.unsubscribe_url == ""


@pytest.mark.parametrize(
    "title",
    ["Un\nBcc: tous@example.org", "Un\r\nX-Pirate: oui", "Un\u2028deux", "x" * 900, "Un\x00deux"],
)
def test_a_hostile_name_stays_in_the_subject(team, title):
    deadline = make_deadline(team.product, TODAY, slot="a")
    deadline.title = title
    letter = write_single(team.alice, *lines([deadline]), today=TODAY)
    raw = freeze(letter, to="alice@example.org", message_id="<1@x>", at=paris(TODAY))
    message = message_from_bytes(raw, policy=policy.default)
    assert sorted(message.keys()) == sorted(
        [
            *("Content-Type", "MIME-Version", "Subject", "From", "To", "Message-ID", "Date"),
            *("Auto-Submitted", "X-Auto-Response-Suppress"),
        ]
    )
    assert len(letter.subject) <= 200
    assert "\n" not in letter.subject


def test_every_link_of_a_mail_is_of_this_site(team, deadlines):
    letter = write_digest(team.alice, lines(deadlines), today=TODAY)
    links = letter.html.count('href="')
    assert links == letter.html.count('href="https://segurtrack.example/')
    assert links == 10


def test_an_unknown_letter_is_an_error():
    with pytest.raises(Exception, match="nowhere"):
        render_letter("nowhere", {}, language="fr")
