"""The month and the agenda: each due date on its day, the same filters as the list."""

from datetime import date, datetime

import pytest
import time_machine

from apps.deadlines.tests.builders import make_deadline
from apps.deadlines.tests.rfc5545 import read
from apps.deadlines.views import months
from apps.products.tests.builders import make_product, make_team
from apps.rules.book import CHANGE_NOTIFICATION
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

MONTH, AGENDA = "/echeances/mois/", "/echeances/agenda/"


@pytest.fixture
def team():
    return make_team()


@pytest.fixture(autouse=True)
def _a_wednesday():
    with time_machine.travel(datetime(2026, 3, 4, 10, 0, tzinfo=PARIS), tick=False):
        yield


def drawn(page) -> dict[date, list[str]]:
    """Return {day: titles} of the days that have some."""
    cells = page.context["days"]
    return {cell["day"].on: [row.title for row in cell["rows"]] for cell in cells if cell["rows"]}


def test_each_due_date_is_on_its_last_day(client, team):
    make_deadline(team.product, date(2026, 2, 22), title="avant la grille")
    make_deadline(team.product, date(2026, 2, 23), title="premier lundi")
    make_deadline(team.product, date(2026, 2, 28), title="février")
    make_deadline(team.product, date(2026, 3, 1), title="premier")
    make_deadline(team.product, date(2026, 3, 31), title="dernier")
    make_deadline(team.product, date(2026, 4, 5), title="dernier dimanche")
    make_deadline(team.product, date(2026, 4, 6), title="après la grille")
    client.force_login(team.alice)
    assert drawn(client.get(AGENDA)) == {
        date(2026, 3, 1): ["premier"],
        date(2026, 3, 31): ["dernier"],
    }
    assert drawn(client.get(MONTH)) == {
        date(2026, 2, 23): ["premier lundi"],
        date(2026, 2, 28): ["février"],
        date(2026, 3, 1): ["premier"],
        date(2026, 3, 31): ["dernier"],
        date(2026, 4, 5): ["dernier dimanche"],
    }
    assert drawn(client.get(AGENDA + "?mois=2026-04")) == {
        date(2026, 4, 5): ["dernier dimanche"],
        date(2026, 4, 6): ["après la grille"],
    }


def test_the_grid_has_every_day_and_the_agenda_those_with_something(client, team):
    make_deadline(team.product, date(2026, 3, 9))
    client.force_login(team.alice)
    assert len(client.get(MONTH).context["days"]) == 42
    assert len(client.get(AGENDA).context["days"]) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["a", "b", "c"]),
        ("whose=mine", ["c"]),
        ("kind=change_notification", ["b"]),
        ("product={other}", ["c"]),
        ("responsible={bob}", ["b"]),
        ("q=moteur", ["b"]),
        ("q=rien", []),
        ("kind=inconnue", ["a", "b", "c"]),
        ("mois=2026-13", ["a", "b", "c"]),
        ("mois=0000-00", ["a", "b", "c"]),
        ("mois=9999-12", ["a", "b", "c"]),
        ("mois=2099-12", []),
        ("mois=2000-01", []),
        ("page=7", ["a", "b", "c"]),
    ],
)
@pytest.mark.parametrize("face", [MONTH, AGENDA])
def test_filters_are_those_of_the_list(client, team, face, query, found):
    other = make_product("DomiSoins", responsible=team.alice, nil="6001")
    make_deadline(team.product, date(2026, 3, 9), title="a")
    bob = {"responsible": team.bob, "explanation": "Nouveau moteur"}
    make_deadline(team.product, date(2026, 3, 9), title="b", kind=CHANGE_NOTIFICATION.code, **bob)
    make_deadline(other, date(2026, 3, 9), title="c", responsible=team.admin)
    client.force_login(team.admin)
    page = client.get(face + "?" + query.format(other=other.pk, bob=team.bob.pk))
    assert page.status_code == 200
    assert sum(drawn(page).values(), []) == found


def test_a_stranger_sees_an_empty_month_and_nobody_signs_in_first(client, team):
    make_deadline(team.product, date(2026, 3, 9))
    for face in (MONTH, AGENDA):
        client.logout()
        assert client.get(face).status_code == 302
        client.force_login(team.charlie)
        page = client.get(face)
        assert drawn(page) == {}
        assert "Aucune échéance ce mois-ci." in page.content.decode()
        client.force_login(team.rita)
        assert len(drawn(client.get(face))) == 1


def test_late_ones_are_on_top_of_every_month(client, team):
    for number in range(1, 7):
        make_deadline(team.product, date(2025, 12, number), title=f"retard {number}")
    make_deadline(team.product, date(2026, 3, 4), title="ce jour")
    client.force_login(team.alice)
    page = client.get(MONTH + "?mois=2026-08")
    assert [row.title for row in page.context["late"]] == [f"retard {n}" for n in range(1, 6)]
    assert "Tous les retards" in page.content.decode()
    page = client.get(MONTH + "?mois=2026-08&q=6")
    assert [row.title for row in page.context["late"]] == ["retard 6"]
    assert "Tous les retards" not in page.content.decode()
    assert client.get(MONTH + "?etat=closes").context["late"] == []


def test_closed_ones_are_on_the_day_of_their_act(client, team):
    make_deadline(team.product, date(2026, 3, 9), title="ouverte")
    closed = {"status": "met", "closed_on": date(2026, 3, 2)}
    make_deadline(team.product, date(2026, 5, 9), title="faite", **closed)
    client.force_login(team.alice)
    assert drawn(client.get(AGENDA)) == {date(2026, 3, 9): ["ouverte"]}
    assert drawn(client.get(AGENDA + "?etat=closes")) == {date(2026, 3, 2): ["faite"]}


def test_neighbours_keep_the_filters(client, team):
    make_deadline(team.product, date(2026, 3, 9))
    client.force_login(team.alice)
    at = client.get(MONTH + "?q=r&page=3&mois=2026-03").context["at"]
    assert (at["previous"], at["next"], at["today"]) == (
        "?q=r&mois=2026-02",
        "?q=r&mois=2026-04",
        "?q=r",
    )
    assert client.get(MONTH + "?mois=2099-12").context["at"]["next"] == ""
    assert client.get(MONTH + "?mois=2000-01").context["at"]["previous"] == ""


def test_an_empty_month_says_where_the_next_one_is(client, team):
    make_deadline(team.product, date(2026, 6, 9))
    client.force_login(team.alice)
    html = client.get(AGENDA).content.decode()
    assert '<a href="?mois=2026-06">La prochaine\u00a0: mardi 9 juin</a>' in html
    assert "Rien ne correspond à ces critères" in client.get(AGENDA + "?q=x").content.decode()
    assert "Rien n’a été clos" in client.get(AGENDA + "?etat=closes").content.decode()


def test_today_days_off_and_holidays_are_marked(client, team):
    client.force_login(team.alice)
    html = client.get(MONTH).content.decode()
    assert html.count('aria-current="date"') == 1
    assert '<span class="month-now">aujourd’hui</span>' in html
    html = client.get(MONTH + "?mois=2026-05").content.decode()
    assert 'aria-current="date"' not in html
    assert '<span class="month-holiday">Ascension</span>' in html
    assert html.count("month-day--off") == 10 + 4  # week-ends of the five weeks, four holidays


def test_a_full_day_leads_to_the_agenda(client, team):
    for number in range(5):
        make_deadline(team.product, date(2026, 4, 1), title=f"à faire {number}", url="/x/")
    client.force_login(team.alice)
    html = client.get(MONTH).content.decode()
    assert html.count("month-item--more") == 2
    assert "/echeances/agenda/?mois=2026-04#jour-2026-04-01" in html
    assert "+ 2 autres" in html
    html = client.get(AGENDA + "?mois=2026-04").content.decode()
    assert 'id="jour-2026-04-01"' in html
    assert "+ 2 autres" not in html


def test_a_month_that_holds_too_many_says_so(client, team, monkeypatch):
    monkeypatch.setattr(months, "MOST_SHOWN", 2)
    for number in range(2):
        make_deadline(team.product, date(2026, 3, 9), title=f"à faire {number}")
    client.force_login(team.alice)
    assert not client.get(MONTH).context["cut"]
    make_deadline(team.product, date(2026, 3, 10), title="de trop")
    page = client.get(MONTH)
    assert page.context["cut"]
    assert drawn(page) == {date(2026, 3, 9): ["à faire 0", "à faire 1"]}
    assert "précisez les critères" in page.content.decode()


def test_a_month_asks_as_many_questions_for_many_as_for_one(
    client, team, django_assert_num_queries
):
    make_deadline(team.product, date(2026, 3, 9), title="une")
    client.force_login(team.alice)
    client.get(MONTH)
    with django_assert_num_queries(6):
        client.get(MONTH)
    for number in range(60):
        make_deadline(team.product, date(2026, 3, 2), title=f"tard {number}")
        make_deadline(team.product, date(2026, 3, 9), title=f"une {number}", responsible=team.bob)
    with django_assert_num_queries(6):
        client.get(MONTH)


def test_one_due_date_is_exported_alone(client, team):
    deadline = make_deadline(team.product, date(2026, 3, 9), title="Répondre", url="/x/")
    make_deadline(team.product, date(2026, 3, 9), title="autre")
    path = f"/echeances/{deadline.pk}.ics"
    client.force_login(team.rita)
    for page in (MONTH, AGENDA, "/echeances/"):
        assert f'href="{path}"' in client.get(page).content.decode()
    response = client.get(path)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Content-Disposition"] == (f'attachment; filename="echeance-{deadline.pk}.ics"')
    (event,) = read(response.content)
    assert event["SUMMARY"] == "Répondre · MediCab"
    client.force_login(team.charlie)
    assert client.get(path).status_code == 404
    client.logout()
    assert client.get(path).status_code == 302
