"""Opening a dossier, its facts and its profiles, through the pages."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from apps.dossiers.models import Dossier
from apps.dossiers.states import DossierState, ProofState
from apps.dossiers.tests.builders import make_case, make_case_at
from apps.frameworks.models import KnownProfile
from apps.frameworks.tests.builders import make_catalog, make_dsr, make_pathway
from apps.products.tests.builders import make_team
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_tenth_of_february():
    with time_machine.travel(datetime(2026, 2, 10, 9, tzinfo=PARIS), tick=False):
        yield


def words(response) -> str:
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def start(client, team=None):
    """Return the team, a DSR, its catalogue and the address, with Alice signed in."""
    team = team or make_team()
    dsr, catalog = make_dsr(), make_catalog()
    client.force_login(team.alice)
    return team, dsr, catalog, reverse("dossiers:create", args=[team.version.pk])


def test_the_rest_of_the_form_comes_with_the_dsr(client):
    team, dsr, catalog, url = start(client)
    KnownProfile.objects.create(name="Stockage de copies", meaning="Garde des titres d’identité.")

    empty = words(client.get(url))
    chosen = words(client.get(url, {"dsr": dsr.pk}, headers={"HX-Request": "true"}))

    assert "Ouvrir le dossier</button>" not in empty
    assert "Ouvrir le dossier</button>" in chosen
    assert "Garde des titres d’identité." in chosen
    assert "<html" not in chosen
    assert "Voie du DMN" not in chosen


def test_a_dossier_is_opened_with_its_profiles(client):
    team, dsr, catalog, url = start(client)
    profile = catalog.profiles.get(always=False)

    response = client.post(
        f"{url}?dsr={dsr.pk}&catalog={catalog.pk}",
        {
            "on": "2026-02-09",
            "responsible": team.bob.pk,
            "profiles": [profile.pk],
            "planned_deposit_on": "2026-05-01",
        },
    )

    dossier = Dossier.objects.get()
    assert response["Location"] == dossier.get_absolute_url()
    assert (dossier.opened_on, dossier.responsible) == (date(2026, 2, 9), team.bob)
    assert dossier.planned_deposit_on == date(2026, 5, 1)
    assert not dossier.proofs.filter(state=ProofState.NON_APPLICABLE).exists()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"on": "2026-02-11"}, "Cette date est dans le futur"),
        ({"on": "hier"}, "Saisissez une date valide."),
        ({"planned_deposit_on": "2026-01-01"}, "Le dépôt prévu vient après l’ouverture"),
        ({"responsible": "0"}, "Sélectionnez un choix valide."),
        ({"profiles": ["0"]}, "Sélectionnez un choix valide"),
    ],
)
def test_a_wrong_entry_is_refused_in_words(client, change, sentence):
    team, dsr, catalog, url = start(client)

    response = client.post(
        f"{url}?dsr={dsr.pk}&catalog={catalog.pk}",
        {"on": "2026-02-09", "responsible": team.alice.pk} | change,
    )

    assert response.status_code == 422
    assert sentence in words(response)
    assert not Dossier.objects.exists()


def test_the_dsr_is_asked_for(client):
    team, dsr, catalog, url = start(client)

    response = client.post(url, {"on": "2026-02-09", "responsible": team.alice.pk})

    assert response.status_code == 422
    assert "Choisissez d’abord le DSR et le catalogue." in words(response)


def test_a_twin_is_refused_and_the_second_click_too(client):
    team, dsr, catalog, url = start(client)
    data = {"on": "2026-02-09", "responsible": team.alice.pk}
    address = f"{url}?dsr={dsr.pk}&catalog={catalog.pk}"

    first = client.post(address, data)
    second = client.post(address, data)

    assert (first.status_code, second.status_code) == (302, 422)
    assert "Un dossier est déjà ouvert pour cette version et ce DSR" in words(second)
    assert Dossier.objects.count() == 1


def test_a_dmn_pathway_is_for_a_dmn_and_asks_its_track(client):
    team, _dsr, catalog, url = start(client, make_team(is_dmn=True))
    dmn = make_dsr("DMN", pathway=make_pathway("DMN"), homologations=())
    address = f"{url}?dsr={dmn.pk}&catalog={catalog.pk}"
    data = {"on": "2026-02-09", "responsible": team.alice.pk, "dmn_track": "marque"}

    shown = words(client.get(address))
    done = client.post(address, data)
    team.product.is_dmn = False
    team.product.save()
    hidden = words(client.get(address))

    assert "Voie du DMN" in shown
    assert done.status_code == 302
    assert Dossier.objects.get().dmn_track == "marque"
    assert "Voie du DMN" not in hidden


def test_a_catalogue_is_missing(client):
    team = make_team()
    dsr = make_dsr()
    client.force_login(team.alice)

    response = client.get(reverse("dossiers:create", args=[team.version.pk]), {"dsr": dsr.pk})

    assert "Aucun catalogue d’exigences n’est importé pour ce DSR" in words(response)


def test_a_helper_edits_facts_but_not_the_responsible(client):
    case = make_case()
    url = reverse("dossiers:update", args=[case.dossier.pk])
    client.force_login(case.team.bob)
    data = {
        "ans_contact": "Mme Roy",
        "planned_deposit_on": "2026-05-01",
        "responsible": case.team.bob.pk,
    }

    shown = client.get(url).content.decode()
    done = client.post(url, data)

    dossier = case.reload()
    assert 'name="responsible"' not in shown
    assert done.status_code == 302
    assert (dossier.ans_contact, dossier.responsible) == ("Mme Roy", case.team.alice)
    assert dossier.planned_deposit_on == date(2026, 5, 1)


def test_facts_are_checked(client):
    case = make_case()
    client.force_login(case.team.alice)

    response = client.post(
        reverse("dossiers:update", args=[case.dossier.pk]),
        {"responsible": case.team.alice.pk, "charter_accepted_on": "2026-02-11"},
    )

    assert response.status_code == 422
    assert "Cette date est dans le futur" in words(response)


def test_profiles_make_proofs_apply(client):
    case = make_case()
    profile = case.catalog.profiles.get(always=False)
    client.force_login(case.team.alice)

    response = client.post(
        reverse("dossiers:choose_profiles", args=[case.dossier.pk]),
        {"on": "2026-02-10", "profiles": [profile.pk]},
    )

    assert response.status_code == 302
    assert case.proof("va1.42.01.01").state == ProofState.ATTENDUE


def test_profiles_are_settled_once_the_review_began(client):
    case = make_case_at(DossierState.INSTRUCTION)
    client.force_login(case.team.alice)

    response = client.post(
        reverse("dossiers:choose_profiles", args=[case.dossier.pk]), {"on": "2026-02-10"}
    )

    assert response.status_code == 409
    assert "Les profils se choisissent avant l’instruction" in words(response)
