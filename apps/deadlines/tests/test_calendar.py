"""A due date as an event: read by a real parser, and by the rules of RFC 5545."""

from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from icalendar import Calendar

from apps.deadlines.calendar import calendar_of, event_of
from apps.deadlines.models import Deadline
from apps.deadlines.services import sync
from apps.deadlines.tests.builders import make_deadline, make_due
from apps.deadlines.tests.rfc5545 import read
from apps.products.tests.builders import make_team
from apps.rules.book import CHANGE_NOTIFICATION

pytestmark = pytest.mark.django_db

SITE = "https://suivi.example.org"
ON = date(2026, 3, 2)
HOSTILE = [
    "Nom, avec ; des \\ barres",
    "Deux\nlignes",
    "Faux\r\nEND:VEVENT\r\nBEGIN:VEVENT",
    "Sonne\x07 et \x00 fin",
    "Ligne\u2028cachée\x85",
    "é" * 255,
    "🩺" * 200,
    "\\n n’est pas un saut",
    " ",
    'BEGIN:VCALENDAR";X="',
]


@pytest.fixture
def team():
    return make_team()


def stamped(deadline: Deadline) -> Deadline:
    Deadline.objects.update(updated_at=datetime(2026, 3, 1, 23, 30, tzinfo=UTC))
    return Deadline.objects.select_related("product", "responsible").get(pk=deadline.pk)


def parsed(content: bytes):
    """Return the events that the icalendar package reads."""
    return Calendar.from_ical(content).events


def test_an_open_due_date_is_a_whole_day(team):
    deadline = stamped(
        make_deadline(
            team.product,
            date(2026, 3, 9),
            kind=CHANGE_NOTIFICATION.code,
            title="Notifier",
            url="/modifications/7/",
            explanation="Impact établi le 22 février 2026.",
        )
    )
    (event,) = parsed(calendar_of([deadline], site_url=SITE))
    assert event.uid == f"deadline-{deadline.pk}@suivi.example.org"
    assert (event.start, event.end) == (date(2026, 3, 9), date(2026, 3, 10))
    assert event["dtstamp"].dt == datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert event["last-modified"].dt == datetime(2026, 3, 1, 23, 30, tzinfo=UTC)
    assert event["summary"] == "Notifier · MediCab"
    assert (event["status"], event["transp"], event["sequence"]) == ("CONFIRMED", "TRANSPARENT", 0)
    assert event.categories == ["Modification à notifier à l’ANS", "MediCab"]
    assert event["url"] == "https://suivi.example.org/modifications/7/"
    assert event["description"].split("\n") == [
        "Dernier jour\u00a0: lundi 9 mars 2026",
        "Cible interne\u00a0: vendredi 6 mars 2026",
        "Impact établi le 22 février 2026.",
        "Modification à notifier à l’ANS · FAQ ANS, modification d’un logiciel certifié",
        "Responsable\u00a0: Alice",
        "https://suivi.example.org/modifications/7/",
    ]


@pytest.mark.parametrize(
    ("status", "summary"),
    [("met", "Faite · Répondre · MediCab"), ("cancelled", "Sans objet · Répondre · MediCab")],
)
def test_a_closed_due_date_is_cancelled(team, status, summary):
    closed = {"status": status, "closed_on": date(2026, 3, 4)}
    deadline = stamped(make_deadline(team.product, date(2026, 3, 9), title="Répondre", **closed))
    event = event_of(deadline, site_url=SITE)
    assert (event["status"], event["summary"]) == ("CANCELLED", summary)
    assert "Close le mercredi 4 mars 2026" in event["description"]


@pytest.mark.parametrize("title", HOSTILE)
def test_a_hostile_title_stays_one_text(team, title):
    deadline = stamped(make_deadline(team.product, date(2026, 3, 9), url="/x/"))
    deadline.title = deadline.explanation = title  # not every database stores each of them
    content = calendar_of([deadline], site_url=SITE)
    (event,) = read(content)
    assert event["UID"] == f"deadline-{deadline.pk}@suivi.example.org"
    (event,) = parsed(content)
    assert event["summary"].endswith("· MediCab")
    assert event["url"] == f"{SITE}/x/"


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("Nom, avec ; des \\ barres", "Nom, avec ; des \\ barres · MediCab"),
        ("Deux\r\nlignes", "Deux lignes · MediCab"),
        ("\\n n’est pas un saut", "\\n n’est pas un saut · MediCab"),
    ],
)
def test_a_parser_reads_the_title_back(team, title, summary):
    deadline = make_deadline(team.product, date(2026, 3, 9), title=title, slot="x")
    (event,) = parsed(calendar_of([deadline], site_url=SITE))
    assert event["summary"] == summary


@pytest.mark.parametrize(
    "url", ["https://ailleurs.example/", "javascript:alert(1)", "", "/x\r\nATTENDEE:y", "//a.fr/"]
)
def test_the_link_never_leaves_the_site(team, url):
    deadline = make_deadline(team.product, date(2026, 3, 9), url=url)
    (event,) = read(calendar_of([deadline], site_url=SITE))
    assert event["URL"].startswith(f"{SITE}/")


def test_an_empty_calendar_is_valid():
    content = calendar_of([], site_url=SITE, name="SegurTrack, échéances")
    assert read(content) == []
    assert "\r\nX-WR-CALNAME:SegurTrack\\, échéances\r\n" in content.decode()
    assert Calendar.from_ical(content).timezones[0]["tzid"] == "Europe/Paris"


def test_many_events_are_valid_and_apart(team):
    for number in range(30):
        make_deadline(team.product, date(2026, 3, 9), title=f"Répondre {number}")
    assert len(read(calendar_of(Deadline.objects.all(), site_url=SITE))) == 30


def test_the_last_day_of_all_has_no_day_after(team):
    (event,) = read(calendar_of([make_deadline(team.product, date.max)], site_url=SITE))
    assert event["DTSTART"] == "99991231"
    assert "DTEND" not in event


def test_the_description_speaks_the_reader_s_language(team):
    deadline = make_deadline(team.product, date(2026, 3, 9))
    with translation.override("en"):
        assert "Monday 9 March 2026" in event_of(deadline, site_url=SITE)["description"]


def test_the_number_grows_with_everything_that_is_shown(team):
    def number():
        row = Deadline.objects.select_related("product", "responsible").get()
        return event_of(row, site_url=SITE)["sequence"]

    first = make_due(date(2026, 3, 9), team.alice, title="Répondre")
    sync(team.product, [first], on=ON)
    seen = [number()]
    for dues in (
        [make_due(date(2026, 3, 16), team.alice, title="Répondre")],
        [make_due(date(2026, 3, 16), team.alice, title="Répondre vite")],
        [make_due(date(2026, 3, 16), team.alice, title="Répondre vite", explanation="Reçu")],
        [make_due(date(2026, 3, 16), team.bob, title="Répondre vite", explanation="Reçu")],
        [],
        [make_due(date(2026, 3, 16), team.bob, title="Répondre vite", explanation="Reçu")],
        [make_due(date(2026, 3, 16), team.bob, title="Répondre", url="/x/", done_on=ON)],
    ):
        sync(team.product, dues, on=ON)
        seen.append(number())
        sync(team.product, dues, on=ON)
        assert number() == seen[-1]
    team.product.name, team.product.revision = "MediCab 2", team.product.revision + 1
    team.product.save()
    seen.append(number())
    assert seen == sorted(set(seen))
