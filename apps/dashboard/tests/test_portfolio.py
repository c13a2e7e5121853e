"""The portfolio: filters, chips, order, rights, what htmx gets, bounded reads."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from apps.changes.models import ChangeRecord
from apps.cnda.models import CndaRequest
from apps.dashboard.tests.builders import lay_deadline, lay_dossier, lay_many
from apps.dossiers.states import DossierState as S
from apps.frameworks.models import HomologationType
from apps.frameworks.tests.builders import make_dsr
from apps.products.tests.builders import make_member, make_product, make_team, make_version

PORTFOLIO = reverse("dashboard:portfolio")
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_that_wednesday():
    with time_machine.travel("2026-03-04T09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def team():
    return make_team()


@pytest.fixture
def second(team):
    """A second product of Alice, whose dossier belongs to Bob and is under review."""
    product = make_product("RadioFlow", responsible=team.alice, nil="4107")
    make_member(product, team.alice, "lead")
    return lay_dossier(
        make_version(product, "12"),
        responsible=team.bob,
        state=S.INSTRUCTION,
        clock_state="running",
        clock_started_on=date(2026, 1, 5),
        clock_due_on=date(2026, 3, 6),
    )


@pytest.fixture
def first(team):
    return lay_dossier(team.version, state=S.PREUVES)


def found(client, user, **query) -> list:
    client.force_login(user)
    response = client.get(PORTFOLIO, query)
    assert response.status_code == 200
    return [line.dossier for line in response.context["lines"]]


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ({}, "both"),
        ({"texte": "radio"}, "second"),
        ({"texte": "RadioFlow 12"}, "second"),
        ({"texte": "4107"}, "second"),
        ({"texte": "107"}, "none"),
        ({"chez": "nous"}, "first"),
        ({"chez": "ans"}, "second"),
        ({"etat": "preuves"}, "first"),
        ({"horloge": "running"}, "second"),
        ({"horloge": "paused"}, "none"),
        ({"vague": "VA2"}, "both"),
        ({"vague": "VA1"}, "none"),
        ({"vague": "VA2", "etat": "instruction"}, "second"),
    ],
)
def test_filters(client, team, first, second, query, which):
    expected = {"both": [first, second], "first": [first], "second": [second], "none": []}
    assert found(client, team.alice, **query) == expected[which]


def test_filters_on_rows(client, team, first, second):
    dispositif = first.dsr.dispositif
    other = lay_dossier(team.version, dsr=make_dsr("AUTRE"))
    other.dsr.dispositif = None
    other.dsr.save()
    assert found(client, team.alice, couloir=dispositif.couloir_id) == [first, second]
    assert found(client, team.alice, dispositif=dispositif.pk) == [first, second]
    assert found(client, team.alice, responsable=team.bob.pk) == [second]


def test_late_on_both_sides_of_the_due_day(client, team, first, second):
    lay_deadline(first, date(2026, 3, 4))
    lay_deadline(second, date(2026, 3, 3))
    assert found(client, team.alice, retard="on") == [second]


def test_late_by_a_change_or_a_cnda_request(client, team, first, second):
    change = ChangeRecord.objects.create(
        product=first.product,
        dossier=first,
        title="4.2",
        state_on=date(2026, 2, 1),
        discovered_on=date(2026, 2, 1),
        responsible=team.alice,
    )
    request = request_of(second, "INSI", "initialisation")
    lay_deadline(change, date(2026, 3, 1), title="Notifier")
    lay_deadline(request, date(2026, 3, 2), title="Vérifier")
    client.force_login(team.alice)
    lines = client.get(PORTFOLIO, {"retard": "on"}).context["lines"]
    assert [(line.dossier, line.deadline.title) for line in lines] == [
        (first, "Notifier"),
        (second, "Vérifier"),
    ]


def request_of(dossier, code: str, status: str) -> CndaRequest:
    return CndaRequest.objects.create(
        product=dossier.product,
        product_version=dossier.product_version,
        homologation=HomologationType.objects.get(code=code),
        status=status,
        status_on=date(2026, 2, 1),
        opened_on=date(2026, 1, 2),
        responsible=dossier.responsible,
    )


def test_cnda_filter(client, team, first, second):
    request_of(first, "INSI", "pre_examen")
    assert found(client, team.alice, cnda="pre_examen") == [first]
    assert found(client, team.alice, cnda="finalisation") == []
    assert found(client, team.alice, cnda="manque") == [first, second]
    assert found(client, team.alice, cnda="acquis") == []
    second.dsr.homologations.clear()
    assert found(client, team.alice, cnda="acquis") == [first, second]


@pytest.mark.parametrize("sort", ["produit", "etape", "horloge", "echeance"])
def test_orders(client, team, first, second, sort):
    lay_deadline(first, date(2026, 3, 9))
    lay_deadline(second, date(2026, 3, 20))
    forward = {"horloge": [second, first]}.get(sort, [first, second])
    assert found(client, team.alice, tri=sort) == forward
    backward = {"horloge": forward}.get(sort, forward[::-1])  # without a clock: last both ways
    assert found(client, team.alice, tri=f"-{sort}") == backward


def test_chips_take_one_filter_away_and_keep_the_rest(client, team, second):
    client.force_login(team.alice)
    query = {"etat": "instruction", "vague": "VA2", "tri": "-produit", "texte": "", "apres": "x"}
    chips = client.get(PORTFOLIO, query).context["chips"]
    assert [(chip.label, chip.value, chip.query) for chip in chips] == [
        ("Étape", "Instruction", "vague=VA2&tri=-produit"),
        ("Vague", "Vague 2", "etat=instruction&tri=-produit"),
    ]


@pytest.mark.parametrize(
    "query",
    [
        {"etat": "inconnu"},
        {"couloir": "zzz"},
        {"responsable": "0"},
        {"tri": "mauve"},
        {"apres": "%%"},
        {"avant": "AAAA"},
        {"texte": "%_'\"\\"},
        {"texte": "x" * 5000},
    ],
)
def test_spoilt_address_never_breaks(client, team, first, query):
    client.force_login(team.alice)
    assert client.get(PORTFOLIO, query).status_code == 200


def test_unknown_filter_says_that_it_is_left_aside(client, team, first):
    client.force_login(team.alice)
    response = client.get(PORTFOLIO, {"etat": "inconnu"})
    assert "il est laissé de côté" in response.text
    assert len(response.context["lines"]) == 1


def test_charlie_sees_nothing_of_alice(client, team, first, second):
    client.force_login(team.charlie)
    response = client.get(PORTFOLIO, {"texte": "MediCab"})
    assert response.context["lines"] == []
    assert "8.1" not in response.text
    assert found(client, team.rita) == [first]
    assert found(client, team.admin) == [first, second]


def test_a_stranger_is_no_choice_of_responsible(client, team, first):
    client.force_login(team.charlie)
    choices = client.get(PORTFOLIO).context["filters"].form.fields["responsable"].queryset
    assert list(choices) == [team.charlie]


def test_empty_states(client, team):
    client.force_login(team.alice)
    assert "Aucun dossier pour l’instant" in client.get(PORTFOLIO).text
    lay_dossier(team.version)
    assert "Aucun dossier ne répond" in client.get(PORTFOLIO, {"texte": "absent"}).text


def test_htmx_gets_the_clean_address_to_push(client, team, first):
    client.force_login(team.alice)
    query = {"texte": "", "etat": "preuves", "tri": ""}
    response = client.get(PORTFOLIO, query, headers={"HX-Request": "true"})
    assert response["HX-Push-Url"] == f"{PORTFOLIO}?etat=preuves"
    assert "HX-Request" in response["Vary"]
    assert "HX-Push-Url" not in client.get(PORTFOLIO, query).headers


def test_pages_walk_through_everything_once(client, team):
    laid = lay_many(team, 60)
    client.force_login(team.alice)
    url, seen, pages = PORTFOLIO, [], 0
    while url:
        context = client.get(url).context
        seen += [line.dossier for line in context["lines"]]
        url = PORTFOLIO + context["next_url"] if context["next_url"] else ""
        pages += 1
    assert seen == laid
    assert pages == 3


def test_queries_do_not_follow_the_rows(client, team, django_assert_num_queries):
    lay_many(team, 1)
    client.force_login(team.alice)
    client.get(PORTFOLIO)
    with django_assert_num_queries(30, exact=False) as few:
        client.get(PORTFOLIO)
    team.product.__class__.objects.filter(name="Produit 000").update(name="Le premier", nil="1")
    lay_many(team, 24)
    with django_assert_num_queries(len(few)):
        client.get(PORTFOLIO)


@pytest.mark.parametrize(
    ("person", "offered"), [("alice", True), ("admin", True), ("bob", False), ("rita", False)]
)
def test_a_dossier_is_opened_by_whoever_leads_a_product(client, team, first, person, offered):
    client.force_login(getattr(team, person))
    page = client.get(PORTFOLIO).content.decode()
    assert (reverse("dossiers:create") in page) is offered


@pytest.mark.parametrize(("person", "offered"), [("alice", True), ("bob", False)])
def test_an_empty_portfolio_says_how_to_begin(client, team, person, offered):
    client.force_login(getattr(team, person))
    page = client.get(PORTFOLIO).content.decode()
    assert ("Ouvrir un dossier" in page) is offered
