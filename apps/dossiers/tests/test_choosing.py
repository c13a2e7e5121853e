"""Proofs of a scenario that replace each other: nothing goes before the case is chosen."""

from datetime import datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.http import Http404
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.refusals import Conflict, Invalid
from apps.dossiers import services
from apps.dossiers.alternatives import alternatives_of
from apps.dossiers.guards import blockers
from apps.dossiers.models import ExpectedProof
from apps.dossiers.states import ProofState
from apps.dossiers.tests.builders import ELIGIBLE, LAID, PROOFS, SUBMITTED, make_case
from apps.dossiers.tests.test_views_chapters import words
from apps.frameworks.tests.builders import make_catalog
from apps.products.models import Event
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

HOSTED, ALONE = "CAS 1 : un tiers héberge : son certificat", "CAS 2 : personne : attestation"
LOG = "CAS 1 : son journal"
ONE, TWO, BOTH = "HEB.01.01.01", "HEB.01.01.02", "HEB.01.01.03"


def requirements(*texts, profile="Général"):
    texts = texts or (HOSTED, ALONE, "Schéma")
    return [
        ("SSI", profile, "HEB.01", "exigence", list(texts)),
        ("SSI", "Général", "SC.SSI/GEN.20", "exigence", ["Engagement"]),
    ]


def opened(**facts):
    """Return a dossier at its deposit, one of whose scenarios has two cases."""
    facts.setdefault("requirements", requirements())
    case = make_case(**facts)
    case.act("submit_eligibility", ELIGIBLE)
    case.act("open_proofs", PROOFS, charter_accepted_on=PROOFS)
    return case


def choose(case, number, *, reference=ONE, on=LAID, by=None):
    return case.act("choose_case", on, case.proof(reference).pk, case=number, by=by)


def states(case) -> list[str]:
    return [str(case.proof(reference).state) for reference in (ONE, TWO, BOTH)]


def codes(case) -> list[str]:
    return [each.code for each in blockers(case.chapter("SSI"), "submit_chapter")]


def test_until_the_case_is_chosen_all_are_expected_and_the_chapter_waits():
    case = opened()
    [group] = alternatives_of(case.dossier)

    assert (group.chosen, group.is_open, list(group.cases)) == (None, True, [1, 2])
    assert states(case) == ["attendue"] * 3
    case.answer()
    [found] = blockers(case.chapter("SSI"), "submit_chapter")
    assert found.code == "case_not_chosen"
    assert found.url.endswith(f"#preuve-{case.proof(ONE).pk}")
    assert "case_not_chosen" in [b.code for b in blockers(case.dossier, "declare_complete")]
    with pytest.raises(Conflict):
        case.act("submit_chapter", SUBMITTED, case.chapter("SSI").pk)


def test_the_other_cases_are_not_expected_once_it_is_chosen():
    case = opened()
    choose(case, 2)

    assert states(case) == ["non_applicable", "attendue", "attendue"]
    assert alternatives_of(case.dossier)[0].chosen == 2
    with pytest.raises(Conflict) as refused:
        case.act("lay_version", LAID, [case.proof(ONE).pk], case.file())
    assert "celle d’un cas qui n’est pas choisi" in refused.value.message
    case.answer()
    assert codes(case) == []
    case.act("submit_chapter", SUBMITTED, case.chapter("SSI").pk)
    event = Event.objects.get(verb="choose_case")
    assert event.sentence == "Cas 2 retenu pour le scénario HEB.01.01"


def test_a_choice_changes_and_is_taken_back_with_the_answers_as_they_were():
    case = opened()
    case.act("lay_version", LAID, [case.proof(ONE).pk], case.file())
    choose(case, 2)
    choose(case, 1, on=SUBMITTED)
    assert states(case) == ["deposee", "non_applicable", "attendue"]

    choose(case, None, on=SUBMITTED)

    assert states(case) == ["deposee", "attendue", "attendue"]
    assert set(case.dossier.proofs.values_list("case_kept", flat=True)) == {None}
    assert Event.objects.filter(verb="choose_case").count() == 3
    choose(case, None, on=SUBMITTED)
    assert Event.objects.filter(verb="choose_case").count() == 3


def test_a_case_may_have_several_proofs():
    case = opened(requirements=requirements(HOSTED, ALONE, LOG))
    choose(case, 1)
    assert states(case) == ["attendue", "non_applicable", "attendue"]


def test_only_a_lead_chooses_one_of_the_cases_of_a_group():
    case = opened()
    for person, error in (
        (case.team.bob, PermissionDenied),
        (case.team.rita, PermissionDenied),
        (case.team.charlie, Http404),
    ):
        with pytest.raises(error):
            choose(case, 1, by=person)
    with pytest.raises(Invalid):
        choose(case, 3)
    with pytest.raises(Invalid):
        choose(case, 1, on=ELIGIBLE.replace(day=1))
    for reference in (BOTH, "GEN.20.01.01"):
        with pytest.raises(Conflict):
            choose(case, 1, reference=reference)
    assert states(case) == ["attendue"] * 3


def test_it_holds_while_the_chapter_is_at_the_ans():
    case = opened()
    choose(case, 2)
    case.answer()
    case.act("submit_chapter", SUBMITTED, case.chapter("SSI").pk)
    with pytest.raises(Conflict):
        choose(case, 1, on=SUBMITTED)


def test_one_cell_that_tells_the_cases_apart_is_one_proof():
    case = opened(requirements=requirements(f"{HOSTED} OU{ALONE}", "Schéma", "Journal"))
    assert alternatives_of(case.dossier) == []
    case.answer()
    assert codes(case) == []


def test_one_case_put_aside_by_a_decision_leaves_nothing_to_choose():
    case = opened()
    case.act("put_proofs_aside", LAID, [case.proof(ONE).pk], reason="Sans objet.")
    case.answer()
    assert codes(case) == []


def test_the_choice_of_profiles_leaves_the_case_alone():
    texts = requirements(profile="Hébergement")
    case = make_case(requirements=texts, profiles=["Hébergement"])
    profiles = list(case.dossier.profiles.all())
    choose(case, 2)
    case.act("choose_profiles", SUBMITTED, profiles=[])
    assert states(case) == ["non_applicable"] * 3
    case.act("choose_profiles", SUBMITTED, profiles=profiles)
    assert states(case) == ["non_applicable", "attendue", "attendue"]


def moved(case, *texts, label):
    target = make_catalog(requirements(*texts), label=label)
    services.move_catalog(case.dossier.pk, by=case.team.alice, today=SUBMITTED, target=target)
    case.reload()


def test_a_move_of_the_catalogue_keeps_the_case_and_gives_it_to_what_comes():
    case = make_case(requirements=requirements())
    choose(case, 2)

    moved(case, HOSTED, ALONE, "Schéma", LOG, label="2.0")

    assert states(case) == ["non_applicable", "attendue", "attendue"]
    assert case.proof("HEB.01.01.04").state == ProofState.NON_APPLICABLE


def test_a_catalogue_without_other_cases_expects_what_it_asks_for():
    case = make_case(requirements=requirements())
    choose(case, 2)

    moved(case, HOSTED, "Attestation", "Schéma", label="2.0")

    assert states(case) == ["attendue"] * 3
    assert alternatives_of(case.dossier) == []


def test_the_database_expects_no_proof_of_another_case():
    case = make_case(requirements=requirements())
    rows = ExpectedProof.objects.filter(pk=case.proof(ONE).pk)
    for wrong in ({"case_kept": False}, {"case_kept": True, "case": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_reading_the_groups_costs_one_query():
    case = make_case(requirements=requirements(HOSTED, ALONE, LOG))
    with CaptureQueriesContext(connection) as queries:
        alternatives_of(case.dossier)
    assert len(queries) == 1


class TestScreens:
    @pytest.fixture(autouse=True)
    def _on_the_twelfth_of_december(self):
        with time_machine.travel(datetime(2025, 12, 12, 9, tzinfo=PARIS), tick=False):
            yield

    def test_the_case_is_chosen_from_the_chapter(self, client):
        case = opened()
        page = reverse("dossiers:chapter", args=[case.chapter("SSI").pk])
        url = reverse("dossiers:choose_case", args=[case.proof(TWO).pk])
        client.force_login(case.team.alice)
        text = words(client.get(page))
        assert "cas 1, à choisir" in text
        assert url in text

        form = words(client.get(url))
        assert ALONE in form
        assert "Pas encore choisi" in form
        wrong = client.post(url, {"case": "7", "on": "2025-12-12"})
        done = client.post(url, {"case": "2", "on": "2025-12-12"})

        assert (wrong.status_code, done.status_code) == (422, 302)
        text = words(client.get(page))
        assert "cas 2, retenu" in text
        assert "écartées par décision" not in text
        assert "cas 1, un autre est choisi" in words(client.get(f"{page}?voir=ecartees"))
        assert client.post(url, {"case": "", "on": "2025-12-12"}).status_code == 302
        assert "cas 2, à choisir" in words(client.get(page))

    def test_a_contributor_sees_the_case_and_no_button(self, client):
        case = opened()
        client.force_login(case.team.bob)
        text = words(client.get(reverse("dossiers:chapter", args=[case.chapter("SSI").pk])))
        assert "cas 1, à choisir" in text
        assert "/cas/" not in text
