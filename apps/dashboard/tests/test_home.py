"""The home page: order, groups, scope, rights, bounded reads."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from apps.dashboard.tests.builders import TODAY, lay_deadline, lay_dossier, lay_many
from apps.dossiers.states import DossierState as S
from apps.products.journal import record
from apps.products.tests.builders import make_team

HOME = reverse("dashboard:home")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_that_wednesday():
    with time_machine.travel("2026-03-04T09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def team():
    return make_team()


def page(client, user, **query):
    client.force_login(user)
    response = client.get(HOME, query)
    assert response.status_code == 200
    return response


def titles(response) -> dict[str, list[str]]:
    return {
        group.title: [task.deadline.title for task in group.tasks]
        for group in response.context["groups"]
    }


def test_nobody_is_sent_to_the_sign_in(client):
    response = client.get(HOME)
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('account_login')}?next=/"


def test_groups_follow_the_calendar(client, team):
    dossier = lay_dossier(team.version)
    for day, title in ((3, "hier"), (4, "ce jour"), (8, "dimanche"), (9, "lundi")):
        lay_deadline(dossier, date(2026, 3, day), title=title, slot=title)
    assert titles(page(client, team.alice)) == {
        "En retard": ["hier"],
        "Cette semaine": ["ce jour", "dimanche"],
        "Ensuite": ["lundi"],
    }


def test_title_summary_and_counters(client, team):
    dossier = lay_dossier(team.version, state=S.A_CORRIGER)
    lay_deadline(dossier, date(2026, 3, 3), slot="a")
    lay_deadline(dossier, date(2026, 3, 5), slot="b")
    lay_dossier(
        team.version,
        state=S.INSTRUCTION,
        clock_state="running",
        clock_started_on=date(2026, 1, 15),
        clock_due_on=date(2026, 3, 16),
    )
    lay_dossier(team.version, state=S.REFERENCE)
    response = page(client, team.alice)
    assert "Mercredi 4 mars" in response.text
    words = " ".join(response.text.split())
    assert "1 échéance cette semaine · 1 en retard · prochaine décision" in words
    assert "16 mars" in words
    assert [(str(each.count), each.tone) for each in response.context["counters"]] == [
        ("1", "red"),
        ("1", "amber"),
        ("1", "blue"),
        ("1", "green"),
    ]


def test_counters_open_the_list_of_what_they_count(client, team):
    late = lay_dossier(team.version, state=S.PREUVES)
    deadline = lay_deadline(late, date(2026, 3, 3))
    waiting = lay_dossier(team.version, state=S.ELIGIBILITE)
    awarded = lay_dossier(team.version, state=S.REFERENCE)
    counters = page(client, team.alice).context["counters"]
    assert list(client.get(counters[0].url).context["page"].rows) == [deadline]
    lines = [client.get(each.url).context["lines"] for each in counters[1:]]
    assert [[line.dossier for line in each] for each in lines] == [[late], [waiting], [awarded]]


def test_mine_and_the_team(client, team):
    lay_deadline(lay_dossier(team.version), date(2026, 3, 5), title="à Alice")
    bobs = lay_dossier(team.version, responsible=team.bob)
    lay_deadline(bobs, date(2026, 3, 6), title="à Bob")
    assert titles(page(client, team.alice)) == {"Cette semaine": ["à Alice"]}
    assert titles(page(client, team.bob)) == {"Cette semaine": ["à Bob"]}
    everyone = {"Cette semaine": ["à Alice", "à Bob"]}
    assert titles(page(client, team.rita, equipe="1")) == everyone
    assert titles(page(client, team.admin, equipe="1")) == everyone


def test_charlie_sees_nothing_of_alice(client, team):
    dossier = lay_dossier(team.version, state=S.A_CORRIGER, clock_state="paused")
    lay_deadline(dossier, date(2026, 3, 5), title="secret d’Alice", responsible=team.charlie)
    record(dossier, "note", "journal d’Alice", by=team.alice, on=TODAY)
    for query in ({}, {"equipe": "1"}):
        response = page(client, team.charlie, **query)
        assert "Aucun dossier pour l’instant" in response.text
        for words in ("MediCab", "secret d’Alice", "journal d’Alice"):
            assert words not in response.text


def test_empty_home_tells_who_may_begin(client, team):
    assert reverse("products:create") in page(client, team.admin).text
    assert reverse("products:create") not in page(client, team.alice).text


def test_paused_clocks_come_first(client, team):
    facts = {"clock_started_on": date(2026, 1, 5)}
    running = lay_dossier(
        team.version,
        state=S.INSTRUCTION,
        clock_state="running",
        clock_due_on=date(2026, 3, 6),
        **facts,
    )
    paused = lay_dossier(
        team.version,
        state=S.A_CORRIGER,
        clock_state="paused",
        clock_paused_on=date(2026, 2, 1),
        **facts,
    )
    overdue = lay_dossier(
        team.version,
        state=S.INSTRUCTION,
        clock_state="overdue",
        clock_due_on=date(2026, 3, 1),
        **facts,
    )
    assert page(client, team.alice).context["clocks"] == [paused, overdue, running]


def test_news_are_those_of_others_since_the_last_visit(client, team):
    dossier = lay_dossier(team.version)
    record(dossier, "note", "avant la visite", by=team.bob, on=TODAY)
    first = page(client, team.alice)
    assert "Dernières nouvelles" in first.text
    assert "avant la visite" in first.text
    record(dossier, "note", "fait de Bob", by=team.bob, on=TODAY)
    record(dossier, "note", "fait d’Alice", by=team.alice, on=TODAY)
    seen = client.cookies["journal_seen"].value
    client.logout()
    client.cookies["journal_seen"] = seen
    second = page(client, team.alice)
    assert "Depuis votre dernière visite" in second.text
    assert [event.sentence for event in second.context["news"]] == ["fait de Bob"]


@pytest.mark.parametrize("value", ["", "x", "-3", "9" * 40, "²"])
def test_spoilt_cookie_is_a_first_visit(client, team, value):
    lay_dossier(team.version)
    client.cookies["journal_seen"] = value
    assert "Dernières nouvelles" in page(client, team.alice).text


def test_long_groups_stop_and_say_where_the_rest_is(client, team):
    dossier = lay_dossier(team.version)
    for number in range(12):
        lay_deadline(dossier, date(2026, 3, 2), slot=str(number), title=f"n° {number}")
    response = page(client, team.alice)
    (group,) = response.context["groups"]
    assert len(group.tasks) == 8
    assert group.has_more
    assert reverse("deadlines:list") in response.text


@pytest.mark.parametrize("query", [{}, {"equipe": "1"}])
def test_queries_do_not_follow_the_rows(client, team, query, django_assert_num_queries):
    lay_many(team, 1)
    client.force_login(team.alice)
    client.get(HOME, query)
    with django_assert_num_queries(20, exact=False) as few:
        client.get(HOME, query)
    for dossier in lay_many_more(team):
        assert dossier.pk
    with django_assert_num_queries(len(few)):
        client.get(HOME, query)


def lay_many_more(team):
    """Return thirty more dossiers, under other names than the first one's."""
    team.product.__class__.objects.filter(name="Produit 000").update(name="Le premier", nil="1")
    return lay_many(team, 30)
