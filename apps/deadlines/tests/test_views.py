"""The list of due dates: who sees what, in which part, through which filter."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from apps.deadlines.tests.builders import make_deadline
from apps.products.tests.builders import make_product, make_team
from apps.rules.book import CHANGE_NOTIFICATION
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

LIST = "/echeances/"


@pytest.fixture
def team():
    return make_team()


@pytest.fixture(autouse=True)
def _a_wednesday():
    with time_machine.travel(datetime(2026, 3, 4, 10, 0, tzinfo=PARIS), tick=False):
        yield


def titles(page):
    return [deadline.title for deadline in page.context["page"].rows]


def test_the_address(team):
    assert reverse("deadlines:list") == LIST


def test_parts_follow_the_day_and_the_week(client, team):
    for title, due_on in (
        ("hier", date(2026, 3, 3)),
        ("ce jour", date(2026, 3, 4)),
        ("dimanche", date(2026, 3, 8)),
        ("lundi", date(2026, 3, 9)),
    ):
        make_deadline(team.product, due_on, title=title)
    legal = {"kind": CHANGE_NOTIFICATION.code, "title": "lundi, à préparer vendredi"}
    make_deadline(team.product, date(2026, 3, 9), **legal)
    client.force_login(team.alice)
    parts = client.get(LIST).context["sections"]
    assert [(part["title"], [row.title for row in part["rows"]]) for part in parts] == [
        ("En retard", ["hier"]),
        ("Cette semaine", ["ce jour", "dimanche", "lundi, à préparer vendredi"]),
        ("Plus tard", ["lundi"]),
    ]


def test_nobody_signs_in_first_and_a_stranger_sees_nothing(client, team):
    make_deadline(team.product, date(2026, 3, 6))
    assert client.get(LIST).status_code == 302
    client.force_login(team.charlie)
    page = client.get(LIST)
    assert titles(page) == []
    assert "Rien n’attend" in page.content.decode()
    for person in (team.alice, team.bob, team.rita, team.admin):
        client.force_login(person)
        assert len(titles(client.get(LIST))) == 1


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["a", "b", "c"]),
        ("whose=mine", ["c"]),
        ("kind=change_notification", ["b"]),
        ("product={other}", ["c"]),
        ("responsible={bob}", ["b"]),
        ("q=DOMI", ["c"]),
        ("q=moteur", ["b"]),
        ("q=moteur+medicab", ["b"]),
        ("q=moteur+domi", []),
        ("kind=inconnue", ["a", "b", "c"]),
        ("product=999999", ["a", "b", "c"]),
        ("page=0", ["a", "b", "c"]),
        ("page=x", ["a", "b", "c"]),
        ("page=9999999999999", ["a", "b", "c"]),
        ("page=150", []),
    ],
)
def test_filters(client, team, query, found):
    other = make_product("DomiSoins", responsible=team.alice, nil="6001")
    make_deadline(team.product, date(2026, 3, 5), title="a")
    make_deadline(
        team.product,
        date(2026, 3, 6),
        title="b",
        kind=CHANGE_NOTIFICATION.code,
        responsible=team.bob,
        explanation="Nouveau moteur d’ordonnances",
    )
    make_deadline(other, date(2026, 3, 7), title="c", responsible=team.admin)
    client.force_login(team.admin)
    page = client.get(LIST + "?" + query.format(other=other.pk, bob=team.bob.pk))
    assert page.status_code == 200
    assert titles(page) == found


def test_hidden_criteria_open_when_they_narrow_the_list(client, team):
    make_deadline(team.product, date(2026, 3, 5))
    client.force_login(team.alice)
    assert not client.get(LIST + "?q=x").context["filter"].far_in_use
    assert client.get(LIST + f"?product={team.product.pk}").context["filter"].far_in_use


def test_choices_name_nothing_of_another_team(client, team):
    make_product("Secret", responsible=team.alice, nil="6001")
    make_deadline(team.product, date(2026, 3, 5))
    client.force_login(team.bob)
    assert "Secret" not in client.get(LIST).content.decode()


def test_closed_due_dates_have_their_own_list(client, team):
    make_deadline(team.product, date(2026, 3, 5), title="ouverte")
    closed = {"status": "met", "closed_on": date(2026, 3, 1)}
    make_deadline(team.product, date(2026, 3, 5), title="faite", **closed)
    closed = {"status": "cancelled", "closed_on": date(2026, 3, 2)}
    make_deadline(team.product, date(2026, 3, 5), title="sans objet", **closed)
    client.force_login(team.alice)
    assert titles(client.get(LIST)) == ["ouverte"]
    page = client.get(LIST + "?etat=closes")
    assert titles(page) == ["sans objet", "faite"]
    assert "Sans objet" in page.content.decode()


def test_pages_keep_the_filters_and_the_number_of_questions(
    client, team, django_assert_num_queries
):
    make_deadline(team.product, date(2026, 3, 5), title="une")
    client.force_login(team.alice)
    client.get(LIST + "?q=une")
    with django_assert_num_queries(5):
        client.get(LIST + "?q=une")
    for number in range(60):
        make_deadline(team.product, date(2026, 3, 6), title=f"une {number}")
    with django_assert_num_queries(5):
        page = client.get(LIST + "?q=une")
    assert len(titles(page)) == 50
    assert page.context["page"].next_url == "?q=une&page=2"
    page = client.get(LIST + page.context["page"].next_url)
    assert len(titles(page)) == 11
    assert page.context["page"].previous_url == "?q=une&page=1"
    assert page.context["page"].next_url == ""


def test_the_list_names_the_reason_and_the_place(client, team):
    make_deadline(
        team.product,
        date(2026, 3, 12),
        kind=CHANGE_NOTIFICATION.code,
        title="Notifier",
        explanation="Impact établi le 25 février 2026.",
        url="/modifications/7/",
    )
    client.force_login(team.alice)
    html = client.get(LIST).content.decode()
    for text in (
        '<a href="/modifications/7/">Notifier</a>',
        "Impact établi le 25 février 2026.",
        "Jeudi 12 mars",
        "cible interne\u00a0: mercredi 11 mars",
        "FAQ ANS, modification d’un logiciel certifié",
        "dans 8 jours",
    ):
        assert text in html
