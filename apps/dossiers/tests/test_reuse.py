"""A file that passed elsewhere for the same proof is offered, and laid in one act."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from apps.core.refusals import Conflict, Invalid
from apps.dossiers import services
from apps.dossiers.models import ProofAnswer
from apps.dossiers.pages.offers import offers_for
from apps.dossiers.states import DossierState, ProofState
from apps.dossiers.tests.builders import DECIDED, FORM_DATED, make_case_at
from apps.dossiers.tests.test_grounds import second_product
from apps.evidence.models import Blob, Evidence
from apps.evidence.states import ScanState
from apps.products.tests.builders import make_member
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 27)


@pytest.fixture(autouse=True)
def _a_week_after_the_award():
    with time_machine.travel(datetime(2026, 2, 27, 9, tzinfo=PARIS), tick=False):
        yield


def one_passed():
    """Return a dossier that waits for its proofs, and one of another product that passed."""
    waiting = make_case_at(DossierState.PREUVES)
    passed = make_case_at(
        DossierState.REFERENCE, team=second_product(waiting.team), code="DSR-HOP-DPI-Va2"
    )
    return waiting, passed


def offers(case, reference, *, by=None, on=TODAY):
    proof = case.dossier.proofs.for_offers().get(reference__endswith=reference)
    return offers_for(case.dossier, [proof], user=by or case.team.alice, on=on)[proof.pk]


def reuse(case, reference, offer, *, by=None, on=TODAY):
    pk = case.proof(reference).pk
    by = by or case.team.alice
    return services.reuse_answer(pk, offer.answer.pk, by=by, on=on, today=TODAY)


def test_a_conforme_proof_is_offered_where_it_is_missing():
    waiting, passed = one_passed()

    found = offers(waiting, "va1.06.01.01")

    assert [(each.proof.dossier_id, each.complaint) for each in found] == [(passed.dossier.pk, "")]
    assert found[0].proof.state_on == DECIDED


def test_only_what_one_sees_is_offered():
    waiting, _passed = one_passed()

    assert offers(waiting, "va1.06.01.01", by=waiting.team.bob) == []


def test_nothing_is_offered_where_a_file_waits_for_the_ans():
    waiting, _passed = one_passed()
    waiting.answer()
    proof = waiting.dossier.proofs.for_offers().get(reference__endswith="va1.06.01.01")

    assert offers_for(waiting.dossier, [proof], user=waiting.team.alice, on=TODAY) == {}


def test_a_refused_file_is_not_offered_back_and_another_one_is():
    waiting, passed = one_passed()
    offer = offers(waiting, "va1.06.01.01")[0]
    reuse(waiting, "va1.06.01.01", offer)

    assert waiting.proof("va1.06.01.01").state == ProofState.DEPOSEE
    waiting.act("take_off", TODAY, waiting.proof("va1.06.01.01").answers.get().pk)
    assert offers(waiting, "va1.06.01.01") == []
    assert passed.proof("va1.06.01.01").answers.live().count() == 1


def test_an_infected_file_is_not_offered():
    waiting, _passed = one_passed()
    Blob.objects.update(scan_state=ScanState.INFECTED)

    assert offers(waiting, "va1.06.01.01") == []


def test_another_requirement_of_the_same_number_is_not_the_same():
    waiting, passed = one_passed()
    requirement = passed.proof("va1.06.01.01").catalog_proof.requirement
    requirement.reference = "INS/autre"
    requirement.save()

    assert offers(waiting, "va1.06.01.01") == []


def test_the_papers_of_the_cnda_stay_with_their_product():
    waiting, _passed = one_passed()
    Evidence.objects.update(kind="cnda_screenshot")

    assert offers(waiting, "va1.06.01.01") == []


@pytest.mark.parametrize(("planned", "old"), [(date(2026, 6, 1), False), (date(2026, 6, 2), True)])
def test_a_form_is_judged_on_the_planned_deposit(planned, old):
    assert date(2025, 6, 2) == FORM_DATED
    waiting, _passed = one_passed()
    waiting.dossier.planned_deposit_on = planned
    waiting.dossier.save()

    offer = offers(waiting, "GEN.18.01.01")[0]

    assert bool(offer.complaint) == old
    if old:
        assert "2 juin 2026" in offer.complaint
        with pytest.raises(Invalid):
            reuse(waiting, "GEN.18.01.01", offer)
        assert not ProofAnswer.objects.filter(proof=waiting.proof("GEN.18.01.01")).exists()
    else:
        version = reuse(waiting, "GEN.18.01.01", offer)
        assert version.document_on == FORM_DATED


def test_the_same_content_becomes_a_document_of_the_product():
    waiting, passed = one_passed()
    offer = offers(waiting, "va1.06.01.01")[0]

    version = reuse(waiting, "va1.06.01.01", offer)

    assert version.evidence.product == waiting.team.product
    assert version.evidence.title == offer.version.evidence.title
    assert version.blob == offer.version.blob
    assert version.comment == "Repris de MediDoc 2.0, preuve INS/va1.06.01.01"
    assert waiting.proof("va1.06.01.01").answers.get().version == version
    assert passed.proof("va1.06.01.01").state == ProofState.CONFORME


def test_two_proofs_share_the_document_that_came_over():
    waiting, _passed = one_passed()
    first = reuse(waiting, "va1.06.01.01", offers(waiting, "va1.06.01.01")[0])
    second = reuse(waiting, "va1.06.01.02", offers(waiting, "va1.06.01.02")[0])

    assert first == second


def test_a_contributor_lays_it_a_reader_does_not_a_stranger_sees_nothing():
    waiting, passed = one_passed()
    for person in (waiting.team.bob, waiting.team.rita):
        make_member(passed.team.product, person)
    offer = offers(waiting, "va1.06.01.01", by=waiting.team.bob)[0]

    with pytest.raises(PermissionDenied):
        reuse(waiting, "va1.06.01.01", offer, by=waiting.team.rita)
    with pytest.raises(Http404):
        reuse(waiting, "va1.06.01.01", offer, by=waiting.team.charlie)
    reuse(waiting, "va1.06.01.01", offer, by=waiting.team.bob)
    with pytest.raises(Conflict):
        reuse(waiting, "va1.06.01.01", offer)


def test_the_chapter_offers_it_and_the_screen_lays_it(client):
    waiting, _passed = one_passed()
    client.force_login(waiting.team.alice)
    proof = waiting.proof("va1.06.01.01")
    offer = offers(waiting, "va1.06.01.01")[0]
    url = reverse("dossiers:reuse_answer", args=[proof.pk])

    chapter = client.get(reverse("dossiers:chapter", args=[proof.chapter_id])).content.decode()
    screen = client.get(url, {"reponse": offer.answer.pk}).content.decode()
    answer = client.post(url, {"answer": offer.answer.pk, "on": "2026-02-27"})

    assert f"{url}?reponse={offer.answer.pk}" in chapter
    assert "conforme dans MediDoc 2.0 le 20 février 2026" in screen.replace("\xa0", " ")
    assert answer.status_code == 302
    assert waiting.proof("va1.06.01.01").state == ProofState.DEPOSEE


@pytest.mark.parametrize("data", [{}, {"answer": "x", "on": "2026-02-27"}, {"answer": "0"}])
def test_a_strange_choice_is_refused(client, data):
    waiting, _passed = one_passed()
    client.force_login(waiting.team.alice)
    url = reverse("dossiers:reuse_answer", args=[waiting.proof("va1.06.01.01").pk])

    assert client.post(f"{url}?reponse=%00", data).status_code == 422


def test_a_reader_is_offered_nothing_on_the_chapter(client):
    waiting, _passed = one_passed()
    client.force_login(waiting.team.rita)

    page = client.get(reverse("dossiers:chapter", args=[waiting.chapter("INS").pk]))

    assert "Reprendre" not in page.content.decode()


def test_the_offers_of_a_chapter_cost_two_queries(django_assert_num_queries):
    waiting, _passed = one_passed()
    proofs = list(waiting.dossier.proofs.for_offers())

    with django_assert_num_queries(2):
        offers_for(waiting.dossier, proofs, user=waiting.team.alice, on=TODAY)
