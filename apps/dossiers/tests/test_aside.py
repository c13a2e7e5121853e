"""Proofs put aside by a decision: who may, when, what it changes, and how it comes back."""

import io
from datetime import date, datetime

import openpyxl
import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from apps.core.refusals import Conflict, Invalid
from apps.dossiers import services
from apps.dossiers.export.writing import write_table
from apps.dossiers.models import ExpectedProof
from apps.dossiers.pages.overview import chapters_of
from apps.dossiers.states import DossierState, ProofState
from apps.dossiers.tests.builders import (
    COMPLETE,
    LAID,
    REDEPOSITED,
    RETURNED,
    SUBMITTED,
    make_case,
    make_case_at,
)
from apps.dossiers.tests.test_views_chapters import words
from apps.frameworks.tests.builders import SMALL, make_catalog
from apps.products.models import Event
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

FIRST, SECOND, CONDITIONAL = "va1.06.01.01", "va1.06.01.02", "va1.42.01.01"
WHY = "Le logiciel n’a pas d’écran de recherche."


def put_aside(case, *references, on=LAID, by=None, reason=WHY):
    pks = [case.proof(reference).pk for reference in references]
    return case.act("put_proofs_aside", on, pks, reason=reason, by=by)


def expect(case, reference, on=SUBMITTED, by=None):
    return case.act("expect_proof", on, case.proof(reference).pk, by=by)


def test_a_decision_takes_proofs_out_of_what_is_awaited_and_says_why():
    case = make_case()
    before = case.dossier.proofs_blocking

    put_aside(case, FIRST, SECOND)

    proof = case.proof(FIRST)
    assert (proof.state, proof.aside_on, proof.aside_by) == (
        ProofState.NON_APPLICABLE,
        LAID,
        case.team.alice,
    )
    assert case.dossier.proofs_blocking == before - 2
    event = Event.objects.get(verb="put_proofs_aside")
    assert (event.sentence, event.note) == ("2 preuves écartées par décision", WHY)


def test_what_is_put_aside_does_not_block_the_deposit():
    case = make_case_at(DossierState.PREUVES)
    put_aside(case, FIRST)
    case.answer()
    case.submit_chapters()

    case.act("declare_complete", COMPLETE)

    assert case.dossier.state == DossierState.INSTRUCTION


def test_only_a_lead_decides_and_takes_back():
    case = make_case()
    people = ((case.team.bob, PermissionDenied), (case.team.rita, PermissionDenied))
    for person, error in (*people, (case.team.charlie, Http404)):
        with pytest.raises(error):
            put_aside(case, FIRST, by=person)
    put_aside(case, FIRST)
    for person, error in (*people, (case.team.charlie, Http404)):
        with pytest.raises(error):
            expect(case, FIRST, by=person)
    assert case.proof(FIRST).aside_by == case.team.alice


@pytest.mark.parametrize("reason", ["", " \n ", "a" * 2001])
def test_a_decision_says_why_in_a_reasonable_length(reason):
    case = make_case()
    with pytest.raises(Invalid) as refused:
        put_aside(case, FIRST, reason=reason)
    assert refused.value.field == "reason"
    assert case.proof(FIRST).state == ProofState.ATTENDUE


def test_all_or_nothing():
    case = make_case()
    put_aside(case, FIRST)
    for other in (FIRST, CONDITIONAL):
        with pytest.raises(Conflict):
            put_aside(case, SECOND, other)
    assert case.proof(SECOND).is_applicable
    with pytest.raises(Invalid):
        put_aside(case, SECOND, on=date(2025, 11, 2))
    with pytest.raises(Invalid):
        case.act("put_proofs_aside", LAID, [], reason=WHY)


def test_what_the_ans_holds_or_judged_stays():
    held = make_case_at(DossierState.INSTRUCTION)
    with pytest.raises(Conflict) as refused:
        put_aside(held, FIRST, on=RETURNED)
    assert "à l’ANS" in refused.value.message
    returned = make_case_at(DossierState.A_CORRIGER, team=held.team, code="DSR-HOP-DPI-Va2")
    with pytest.raises(Conflict) as refused:
        put_aside(returned, FIRST, on=REDEPOSITED)
    assert "verdict" in refused.value.message


def test_a_closed_dossier_decides_nothing():
    case = make_case()
    put_aside(case, FIRST)
    case.act("abandon_dossier", SUBMITTED, reason="Produit arrêté.")
    with pytest.raises(Conflict):
        put_aside(case, SECOND, on=SUBMITTED)
    with pytest.raises(Conflict):
        expect(case, FIRST)


def test_taken_back_it_is_expected_or_deposited_as_it_was():
    case = make_case()
    case.act("lay_version", LAID, [case.proof(SECOND).pk], case.file())
    put_aside(case, FIRST, SECOND)

    expect(case, FIRST)
    expect(case, SECOND)

    assert case.proof(FIRST).state == ProofState.ATTENDUE
    assert case.proof(SECOND).state == ProofState.DEPOSEE
    assert case.proof(FIRST).aside_reason == ""
    assert Event.objects.filter(verb="expect_proof").count() == 2
    with pytest.raises(Conflict):
        expect(case, FIRST)


def test_it_is_not_taken_back_before_it_was_decided():
    case = make_case()
    put_aside(case, FIRST, on=SUBMITTED)
    with pytest.raises(Invalid):
        expect(case, FIRST, on=LAID)


def test_nothing_is_laid_on_it():
    case = make_case()
    put_aside(case, FIRST)
    with pytest.raises(Conflict) as refused:
        case.act("lay_version", LAID, [case.proof(FIRST).pk], case.file())
    assert "écartée par décision" in refused.value.message


def test_the_choice_of_profiles_leaves_the_decision_alone():
    case = make_case(profiles=["Stockage de copies"])
    profiles = list(case.dossier.profiles.all())
    put_aside(case, CONDITIONAL, FIRST)

    case.act("choose_profiles", SUBMITTED, profiles=[])
    case.act("choose_profiles", SUBMITTED, profiles=profiles)

    assert case.proof(CONDITIONAL).aside_reason == WHY
    assert not case.proof(FIRST).is_applicable


def test_taken_back_without_its_profile_it_still_does_not_apply():
    case = make_case(profiles=["Stockage de copies"])
    put_aside(case, CONDITIONAL)
    case.act("choose_profiles", SUBMITTED, profiles=[])

    expect(case, CONDITIONAL)

    assert case.proof(CONDITIONAL).state == ProofState.NON_APPLICABLE
    assert case.proof(CONDITIONAL).aside_on is None


def test_a_move_to_another_catalogue_keeps_the_decision():
    case = make_case()
    put_aside(case, FIRST, "GEN.20.01.01")
    without = [line for line in SMALL if line[2] != "SC.SSI/GEN.20"]
    target = make_catalog(without, label="2.0")
    facts = {"by": case.team.alice, "today": SUBMITTED}

    services.move_catalog(case.dossier.pk, target=target, **facts)
    assert case.proof(FIRST).aside_reason == WHY
    services.move_catalog(case.dossier.pk, target=case.catalog, **facts)

    assert case.proof("GEN.20.01.01").aside_reason == WHY
    assert case.dossier.proofs.put_aside().count() == 2


def test_the_database_takes_no_decision_without_its_reason_nor_on_an_expected_proof():
    case = make_case()
    rows = ExpectedProof.objects.filter(pk=case.proof(FIRST).pk)
    facts = {"aside_on": LAID, "aside_by": case.team.alice, "aside_reason": WHY}
    for wrong in (facts, facts | {"state": "non_applicable", "aside_reason": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_a_round_and_the_workbook_say_it():
    case = make_case_at(DossierState.PREUVES)
    put_aside(case, FIRST)
    case.act("lay_version", LAID, [case.proof(SECOND).pk], case.file())
    case.act("submit_chapter", SUBMITTED, case.chapter("INS").pk)

    made = case.dossier.rounds.last()
    said = {"reference": "INS/va1.06.01.01", "reason": WHY, "by": "Alice", "on": "2025-12-01"}
    assert made.facts["aside"] == [said]
    assert made.is_intact
    sheet = openpyxl.load_workbook(io.BytesIO(write_table(case.dossier))).active
    titles = [cell.value for cell in sheet[1]]
    column = titles.index("Écartée par décision")
    told = [row[column].value for row in sheet.iter_rows(min_row=2) if row[column].value]
    assert told == [f"{WHY} (Alice, 01/12/2025)"]


def test_the_overview_counts_them_openly():
    case = make_case()
    put_aside(case, FIRST, SECOND)
    lines = {line.chapter.name: (line.total, line.aside) for line in chapters_of(case.dossier)}
    assert lines == {"INS": (0, 2), "SSI": (3, 0)}


class TestScreens:
    @pytest.fixture(autouse=True)
    def _on_the_twelfth_of_december(self):
        with time_machine.travel(datetime(2025, 12, 12, 9, tzinfo=PARIS), tick=False):
            yield

    def test_put_aside_and_back_from_the_chapter(self, client):
        case = make_case()
        proof = case.proof(FIRST)
        page = reverse("dossiers:chapter", args=[proof.chapter_id])
        client.force_login(case.team.alice)
        url = reverse("dossiers:put_aside", args=[proof.pk])
        assert url in words(client.get(page))
        assert "voir=ecartees" not in words(client.get(page))

        empty = client.post(url, {"on": "2025-12-12", "reason": " "})
        done = client.post(url, {"on": "2025-12-12", "reason": f"{WHY} <b>"})

        assert (empty.status_code, done.status_code) == (422, 302)
        text = words(client.get(page))
        assert "1 écartée par décision" in text
        assert f'id="preuve-{proof.pk}"' not in text
        text = words(client.get(f"{page}?voir=ecartees"))
        assert "Écartée par décision le 12 décembre, par Alice" in text
        assert f"{WHY} &lt;b&gt;" in text
        back = reverse("dossiers:expect", args=[proof.pk])
        assert back in text
        assert client.post(back, {"on": "2025-12-12"}).status_code == 302
        assert "écartée par décision" not in words(client.get(page))
        assert client.get(back).status_code == 409

    def test_a_contributor_sees_the_decision_and_no_button(self, client):
        case = make_case()
        put_aside(case, FIRST, SECOND)
        page = reverse("dossiers:chapter", args=[case.chapter("INS").pk])
        client.force_login(case.team.bob)

        text = words(client.get(f"{page}?voir=ecartees"))

        assert text.count("Écartée par décision le 1 décembre") == 0
        assert text.count("Écartée par décision le 1er décembre, par Alice") == 2
        assert "/attendre/" not in text
        assert "/ecarter/" not in text
        assert "l’onglet « Écartées » dit pourquoi" in words(client.get(page))

    def test_the_dossier_and_its_round_say_it(self, client):
        case = make_case_at(DossierState.PREUVES)
        put_aside(case, FIRST)
        case.act("lay_version", LAID, [case.proof(SECOND).pk], case.file())
        case.act("submit_chapter", SUBMITTED, case.chapter("INS").pk)
        client.force_login(case.team.rita)

        dossier = words(client.get(case.dossier.get_absolute_url()))
        made = words(client.get(case.dossier.rounds.last().get_absolute_url()))

        assert "1 écartée par décision" in dossier
        assert WHY in made
        assert "Alice, 1er décembre" in made
