"""The page of milestones: what each person sees, none, one, many."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from apps.dossiers.states import DossierState as S
from apps.dossiers.tests.builders import make_case, make_case_at

pytestmark = pytest.mark.django_db
URL = reverse("dashboard:milestones")


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel("2026-01-06 09:00:00+01:00", tick=False):
        yield


def page(client, person):
    client.force_login(person)
    return client.get(URL).content.decode()


def test_it_says_who_is_late_and_what_is_left(client):
    case = make_case_at(S.PREUVES)
    milestone = case.dossier.dsr.milestones.create(
        name="Fermeture du guichet", due_on=date(2026, 3, 6), expected_state="reference"
    )
    text = page(client, case.team.rita)
    assert "Fermeture du guichet" in text
    assert "En retard" in text
    assert "Quitter « Preuves » le lundi 5 janvier au plus tard" in text
    milestone.due_on = date(2026, 3, 7)
    milestone.save()
    assert "Dans les temps" in page(client, case.team.rita)
    assert "Aucun jalon à tenir" in page(client, case.team.charlie)
    client.logout()
    assert client.get(URL).status_code == 302


def test_without_milestones_the_page_says_what_will_be_there(client):
    case = make_case_at(S.PREUVES)
    assert "Aucun jalon à tenir" in page(client, case.team.alice)
    assert URL in client.get(reverse("dashboard:portfolio")).content.decode()


def test_it_takes_as_many_queries_whatever_the_number_of_dossiers(
    client, django_assert_max_num_queries
):
    case = make_case()
    for number in range(6):
        make_case(team=case.team, code=f"DSR-{number}")
    for dossier in case.team.product.dossiers.select_related("dsr"):
        dossier.dsr.milestones.create(name="G", due_on=date(2026, 3, 6), expected_state="reference")
    client.force_login(case.team.alice)
    with django_assert_max_num_queries(9):
        text = client.get(URL).content.decode()
    assert text.count("Dans les temps") + text.count("En retard") == 7
