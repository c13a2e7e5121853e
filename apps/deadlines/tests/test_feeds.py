"""The calendar address of a person: who makes it, what it shows, when it dies."""

import logging
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse

from apps.core.refusals import Conflict
from apps.deadlines import feeds, limits
from apps.deadlines.limits import PER_ADDRESS, PER_SECRET
from apps.deadlines.models import CalendarFeed
from apps.deadlines.tests.builders import make_deadline
from apps.deadlines.tests.rfc5545 import read
from apps.products.models import ProductMembership
from apps.products.tests.builders import make_product, make_team
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

PAGE = "/calendrier/"
NOW = datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
ON = date(2026, 3, 4)


@pytest.fixture
def team():
    return make_team()


@pytest.fixture(autouse=True)
def _a_wednesday():
    cache.clear()
    with time_machine.travel(datetime(2026, 3, 4, 10, 0, tzinfo=PARIS), tick=False):
        yield


def address_of(person, whose="team") -> str:
    """Make the person's address and return its path."""
    secret = feeds.create_feed(by=person, whose=whose, now=NOW)
    return reverse("calendar:read", args=[secret])


def titles(client, path) -> dict[str, str]:
    """Return {title: status} of what a calendar reads there."""
    response = client.get(path)
    assert response.status_code == 200
    events = read(response.content)
    return {event["SUMMARY"].removesuffix(" · MediCab"): event["STATUS"] for event in events}


def test_the_secret_has_128_bits_and_only_its_digest_is_kept(team):
    secrets = {feeds.create_feed(by=who, whose="mine", now=NOW) for who in (team.alice, team.bob)}
    assert len(secrets) == 2
    assert {len(secret) for secret in secrets} == {22}  # 16 octets in base 64
    kept = " ".join(str(value) for row in CalendarFeed.objects.values() for value in row.values())
    assert not [secret for secret in secrets if secret in kept]


def test_a_calendar_reads_its_address(client, team, settings):
    settings.SITE_URL = "https://suivi.example.org"
    deadline = make_deadline(team.product, date(2026, 3, 9), title="Répondre", url="/dossiers/1/")
    response = client.get(address_of(team.alice))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")
    (event,) = read(response.content)
    assert event["UID"] == f"deadline-{deadline.pk}@suivi.example.org"
    assert event["URL"] == "https://suivi.example.org/dossiers/1/"


def test_a_calendar_asks_the_head_only(client, team):
    response = client.head(address_of(team.alice))
    assert (response.status_code, response.content) == (200, b"")
    assert client.post(address_of(team.bob)).status_code == 405


def test_late_ones_stay_and_closed_ones_are_cancelled_for_a_while(client, team):
    make_deadline(team.product, date(2025, 1, 1), title="en retard")
    make_deadline(team.product, date(2026, 3, 4), title="ce jour")
    make_deadline(team.product, date(2030, 1, 1), title="lointaine")
    for title, status, closed_on in (
        ("faite", "met", date(2026, 3, 3)),
        ("d’hier encore", "cancelled", date(2026, 2, 2)),
        ("d’avant", "met", date(2026, 2, 1)),
    ):
        closed = {"status": status, "closed_on": closed_on}
        make_deadline(team.product, date(2026, 3, 9), title=title, **closed)
    assert titles(client, address_of(team.alice)) == {
        "en retard": "CONFIRMED",
        "ce jour": "CONFIRMED",
        "lointaine": "CONFIRMED",
        "Faite · faite": "CANCELLED",
        "Sans objet · d’hier encore": "CANCELLED",
    }


def test_nobody_is_ever_shown_what_they_may_not_see(client, team):
    other = make_product("Secret", responsible=team.alice, nil="6001")
    make_deadline(team.product, date(2026, 3, 9), title="visible")
    make_deadline(other, date(2026, 3, 9), title="cachée", responsible=team.charlie)
    paths = {person: address_of(person) for person in (team.alice, team.rita, team.charlie)}
    assert [set(titles(client, path)) for path in paths.values()] == [
        {"visible"},
        {"visible"},
        set(),
    ]
    ProductMembership.objects.filter(user=team.rita).delete()
    assert titles(client, paths[team.rita]) == {}


def test_whoever_is_signed_in_reads_the_owner_s_dates(client, team):
    make_deadline(team.product, date(2026, 3, 9), title="visible")
    path = address_of(team.alice)
    client.force_login(team.charlie)
    assert set(titles(client, path)) == {"visible"}


@pytest.mark.parametrize(
    ("whose", "found"), [("mine", {"à Bob"}), ("team", {"à Bob", "à Alice", "faite"})]
)
def test_mine_or_the_team_s(client, team, whose, found):
    make_deadline(team.product, date(2026, 3, 9), title="à Bob", responsible=team.bob)
    make_deadline(team.product, date(2026, 3, 9), title="à Alice")
    closed = {"status": "met", "closed_on": ON}
    make_deadline(team.product, date(2026, 3, 9), title="faite", **closed)
    shown = titles(client, address_of(team.bob, whose))
    assert {title.removeprefix("Faite · ") for title in shown} == found


def test_the_language_is_the_person_s(client, team):
    team.alice.language = "en"
    team.alice.save()
    make_deadline(team.product, date(2026, 3, 9))
    body = client.get(address_of(team.alice), headers={"accept-language": "fr"}).content
    assert b"Monday 9 March 2026" in body.replace(b"\r\n ", b"")


@pytest.mark.parametrize("secret", ["x", "..", "a" * 22, "é" * 500, "%00", "-" * 22])
def test_a_wrong_secret_is_a_short_404(client, team, secret):
    address_of(team.alice)
    response = client.get(f"/calendrier/{secret}.ics")
    assert response.status_code == 404
    if secret != "..":
        assert response.content.decode() == "Cette adresse d’agenda n’existe pas, ou n’existe plus."
        assert response["Cache-Control"] == "no-store"
        assert not response.cookies


def test_a_disabled_person_s_address_is_dead(client, team):
    path = address_of(team.alice)
    team.alice.is_active = False
    team.alice.save()
    assert client.get(path).status_code == 404


def test_the_limit_of_one_secret(client, team):
    path, other = address_of(team.alice), address_of(team.bob)
    answers = [client.get(path).status_code for _ in range(PER_SECRET + 1)]
    assert (set(answers[:-1]), answers[-1]) == ({200}, 429)
    response = client.get(path)
    assert response.content.decode() == (
        "Trop de lectures en peu de temps. Réessayez dans une heure."
    )
    assert (response["Retry-After"], response["Cache-Control"]) == ("3600", "no-store")
    assert client.get(other).status_code == 200
    with time_machine.travel(datetime(2026, 3, 4, 11, 0, tzinfo=PARIS), tick=False):
        assert client.get(path).status_code == 200


def test_the_limit_of_one_network_address(client, team):
    path = address_of(team.alice)
    for number in range(PER_ADDRESS):
        assert client.get(f"/calendrier/{number}.ics").status_code == 404
    assert client.get(path).status_code == 429
    assert client.get(path, REMOTE_ADDR="192.0.2.7").status_code == 200


def test_behind_a_proxy_each_visitor_has_their_own_limit(client, team, settings, monkeypatch):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    monkeypatch.setattr(limits, "PER_ADDRESS", 1)
    path = address_of(team.alice)
    visitors = ("192.0.2.7", "192.0.2.7", "192.0.2.8", "198.51.100.1, 192.0.2.7")
    answers = [client.get(path, headers={"x-forwarded-for": each}) for each in visitors]
    assert [answer.status_code for answer in answers] == [200, 429, 200, 429]


def test_the_secret_is_in_no_log(client, team):
    secret = urlsplit(address_of(team.alice)).path.split("/")[-1]
    handler = next(h for h in logging.getLogger().handlers if type(h) is logging.StreamHandler)
    lines = []
    handler.emit, original = (lambda record: lines.append(handler.format(record))), handler.emit
    try:
        CalendarFeed.objects.all().delete()
        assert client.get(f"/calendrier/{secret}").status_code == 404
        assert client.get("/nulle-part/").status_code == 404
    finally:
        handler.emit = original
    assert len(lines) == 2
    assert lines[0].endswith("Not Found: /calendrier/…")
    assert lines[1].endswith("Not Found: /nulle-part/")


def test_the_page_says_when_it_was_read_last(client, team):
    path = address_of(team.alice)
    client.force_login(team.alice)
    assert "jamais encore" in client.get(PAGE).content.decode()
    client.get(path)
    assert "4 mars 2026, 10:00" in client.get(PAGE).content.decode()
    feed = CalendarFeed.objects.get()
    for later, kept in ((timedelta(minutes=9), 0), (timedelta(minutes=10), 10)):
        feeds.note_reading(feed, now=NOW + later)
        feed.refresh_from_db()
        assert feed.last_read_at == NOW + timedelta(minutes=kept)


def test_reading_asks_as_many_questions_for_many_as_for_one(
    client, team, django_assert_num_queries
):
    path = address_of(team.alice)
    make_deadline(team.product, date(2026, 3, 9), title="une")
    with django_assert_num_queries(5):
        client.get(path)
    for number in range(40):
        make_deadline(team.product, date(2026, 3, 9), title=f"une {number}", responsible=team.bob)
    with django_assert_num_queries(5):
        assert len(titles(client, path)) == 41


def test_the_calendar_stays_within_its_size(client, team, monkeypatch):
    for name in ("MOST_LATE", "MOST_COMING", "MOST_CLOSED"):
        monkeypatch.setattr(feeds, name, 1)
    for number in range(1, 3):
        make_deadline(team.product, date(2026, 3, number), title=f"retard {number}")
        make_deadline(team.product, date(2026, 4, number), title=f"à venir {number}")
        closed = {"status": "met", "closed_on": date(2026, 3, number)}
        make_deadline(team.product, ON, title=f"close {number}", **closed)
    assert list(titles(client, address_of(team.alice))) == [
        "retard 2",
        "à venir 1",
        "Faite · close 2",
    ]


def posted(client, name, **data):
    return client.post(reverse(f"calendar:{name}"), data)


def test_the_address_is_shown_once(client, team, settings):
    settings.SITE_URL = "https://suivi.example.org"
    client.force_login(team.alice)
    assert "Créer mon adresse" in client.get(PAGE).content.decode()
    page = posted(client, "create", whose="mine")
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    address = page.context["address"]
    assert address.startswith("https://suivi.example.org/calendrier/")
    assert f'value="{address}"' in page.content.decode()
    client.get(urlsplit(address).path)
    again = client.get(PAGE).content.decode()
    assert address not in again
    assert "Les miennes" in again


def test_making_one_twice_is_refused(client, team):
    client.force_login(team.alice)
    posted(client, "create", whose="mine")
    page = posted(client, "create", whose="mine")
    assert page.status_code == 409
    assert "Vous avez déjà une adresse d’agenda." in page.content.decode()
    assert CalendarFeed.objects.count() == 1


def test_what_to_show_is_chosen_in_the_list(client, team):
    client.force_login(team.alice)
    page = posted(client, "create", whose="tout")
    assert page.status_code == 422
    assert "Sélectionnez un choix valide" in page.content.decode()
    assert not CalendarFeed.objects.exists()


def test_renewing_kills_the_old_address(client, team):
    old = address_of(team.alice)
    client.force_login(team.alice)
    page = posted(client, "renew", revision=1)
    new = urlsplit(page.context["address"]).path
    assert new != old
    assert [client.get(path).status_code for path in (old, new)] == [404, 200]
    again = posted(client, "renew", revision=1)  # the page sent again by a reload
    assert again.status_code == 409
    assert client.get(new).status_code == 200
    assert posted(client, "renew", revision="x").status_code == 409


def test_revoking_asks_first_and_kills_the_address(client, team):
    path = address_of(team.alice)
    client.force_login(team.alice)
    assert "Supprimer l’adresse" in client.get(reverse("calendar:revoke")).content.decode()
    assert client.get(path).status_code == 200
    assert posted(client, "revoke", revision=1).url == PAGE
    assert client.get(path).status_code == 404
    assert posted(client, "revoke", revision=1).status_code == 409


def test_choosing_keeps_the_address(client, team):
    path = address_of(team.bob, "mine")
    make_deadline(team.product, date(2026, 3, 9), title="à Alice")
    client.force_login(team.bob)
    assert client.get(reverse("calendar:change")).context["form"].initial["whose"] == "mine"
    assert posted(client, "change", whose="team", revision=1).url == PAGE
    assert set(titles(client, path)) == {"à Alice"}
    assert posted(client, "change", whose="mine", revision=1).status_code == 409


@pytest.mark.parametrize("act", ["renew_feed", "revoke_feed"])
def test_without_an_address_nothing_is_renewed_or_revoked(team, act):
    address_of(team.bob)
    now = {"now": NOW} if act == "renew_feed" else {}
    with pytest.raises(Conflict, match="Vous n’avez pas d’adresse"):
        getattr(feeds, act)(by=team.alice, revision=1, **now)
    assert CalendarFeed.objects.get().user == team.bob


def test_nobody_signs_in_first(client, team):
    for name in ("detail", "change", "revoke"):
        assert client.get(reverse(f"calendar:{name}")).status_code == 302
    for name in ("create", "renew"):
        assert posted(client, name).status_code == 302
