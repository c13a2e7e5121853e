"""The mails, compared whole: subject, text and HTML, to the files in `mails/`."""

from datetime import date
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from apps.core.mail import freeze, render_letter
from apps.deadlines.tests.builders import make_deadline
from apps.products.tests.builders import make_product
from apps.reminders.letters import write_digest, write_single
from apps.reminders.tests.builders import paris
from apps.rules.book import CHANGE_NOTIFICATION, REVIEW_PERIOD

TODAY = date(2026, 3, 3)
FILES = Path(__file__).parent / "mails"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_URL = "https://segurtrack.example"


@pytest.fixture
def deadlines(team):
    other = make_product("DomiSoins & Cie", responsible=team.alice, nil="6001")
    return [
        make_deadline(
            team.product,
            date(2026, 3, 6),
            title="Notifier la modification « moteur d’ordonnances »",
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


def same(letter, name: str) -> None:
    assert letter.subject + "\n" == (FILES / f"{name}.subject.txt").read_text()
    assert letter.text == (FILES / f"{name}.txt").read_text()
    assert letter.html == (FILES / f"{name}.html").read_text()


def test_a_digest(team, deadlines):
    same(write_digest(team.alice, deadlines, today=TODAY), "digest")


def test_a_digest_of_one_coming_due_date(team, deadlines):
    same(write_digest(team.bob, deadlines[:1], today=TODAY), "digest_coming")


def test_an_urgent_single(team, deadlines):
    same(write_single(team.alice, deadlines[0], today=date(2026, 3, 5)), "single")


def test_a_late_single(team, deadlines):
    same(write_single(team.alice, deadlines[1], today=TODAY), "single_late")


@pytest.mark.parametrize(
    "title",
    ["Un\nBcc: tous@example.org", "Un\r\nX-Pirate: oui", "Un\u2028deux", "x" * 900, "Un\x00deux"],
)
def test_a_hostile_name_stays_in_the_subject(team, title):
    deadline = make_deadline(team.product, TODAY, slot="a")
    deadline.title = title
    letter = write_single(team.alice, deadline, today=TODAY)
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
    letter = write_digest(team.alice, deadlines, today=TODAY)
    links = letter.html.count('href="')
    assert links == letter.html.count('href="https://segurtrack.example/')
    assert links == 5


def test_a_letter_follows_the_language_of_its_reader(team, deadlines):
    team.alice.language = "en"
    letter = write_digest(team.alice, deadlines, today=TODAY)
    assert '<html lang="en">' in letter.html
    assert "Friday 6 March" in letter.text


def test_an_unknown_letter_is_an_error():
    with pytest.raises(Exception, match="nowhere"):
        render_letter("nowhere", {}, language="fr")
