"""Buttons shown are the moves the service accepts, for every state and role; the rest is a 409."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404

from apps.core.refusals import Conflict, Refusal
from apps.dossiers import services
from apps.dossiers.models import ReviewEvent
from apps.dossiers.states import IN_PREPARATION, DossierState, ProofState
from apps.dossiers.tests.builders import WITHDRAWN, make_case, make_case_at
from apps.dossiers.verbs import TRANSITIONS, chapter_accepts, chapter_verbs, verbs_of
from apps.products.models import Event
from apps.products.policy import allowed_actions
from apps.products.states import Action

pytestmark = pytest.mark.django_db

NAMES = {"refuse": "refuse_dossier", "abandon": "abandon_dossier"}
FACTS = {
    "open_proofs": {"charter_accepted_on": WITHDRAWN},
    "refuse": {"note": "Non conforme."},
    "abandon": {"reason": "Arrêt du produit."},
    "suspend": {"reason": "Mise en demeure."},
    "withdraw": {"reason": "Sans réponse."},
}
SHOWN = {
    "brouillon": {"submit_eligibility", "abandon", "choose_profiles"},
    "eligibilite": {"open_proofs", "abandon", "choose_profiles"},
    "recevabilite": {"open_proofs", "abandon", "choose_profiles"},
    "preuves": {"declare_complete", "start_early_instruction", "abandon", "choose_profiles"},
    "instruction": {"return_for_correction", "award", "refuse", "abandon"},
    "a_corriger": {"return_for_correction", "redeposit", "refuse", "abandon"},
    "reference": {"suspend"},
    "certifie": {"suspend"},
    "refuse": set(),
    "abandonne": set(),
    "suspendu": {"reinstate", "withdraw"},
    "retire": set(),
}


class Undo(Exception):
    """Leaves a transaction without keeping what it did."""


def attempt(case, verb, by):
    """Return what the service says to `verb`: "done", or the refusal; nothing is kept."""
    service = getattr(services, NAMES.get(verb, verb))
    facts = {"by": by, "on": WITHDRAWN, "today": WITHDRAWN} | FACTS.get(verb, {})
    if verb == "choose_profiles":
        facts["profiles"] = []
    try:
        with transaction.atomic():
            service(case.dossier.pk, **facts)
            raise Undo
    except Undo:
        return "done"
    except (Refusal, PermissionDenied, Http404) as refusal:
        return refusal


def ready(state):
    """Return a dossier in `state` to which nothing is missing any more."""
    case = make_case_at(state)
    if state == DossierState.PREUVES:
        case.answer()
        case.submit_chapters()
    elif state == DossierState.INSTRUCTION:
        case.accept_all(on=WITHDRAWN)
    elif state == DossierState.A_CORRIGER:
        case.answer(on=WITHDRAWN, state=ProofState.KO)
    return case


@pytest.mark.parametrize("state", list(DossierState))
def test_the_buttons_are_the_moves_that_the_service_accepts(state):
    case = ready(state)
    assert case.dossier.state == state
    wanted = SHOWN[state]
    for person in (case.team.alice, case.team.admin):
        shown = verbs_of(case.dossier, allowed_actions(person, case.team.product))
        assert {verb.name for verb in shown} == wanted | {"update"}
        for verb in [*TRANSITIONS, "choose_profiles"]:
            answer = attempt(case, verb, person)
            if verb in wanted:
                assert answer == "done", (verb, answer)
            else:
                assert isinstance(answer, Conflict), (verb, answer)
    assert case.reload().state == state


@pytest.mark.parametrize("state", list(DossierState))
def test_nobody_but_a_lead_moves_a_dossier(state):
    case = make_case_at(state)
    before = Event.objects.count(), ReviewEvent.objects.count(), case.dossier.revision
    people = ((case.team.bob, {"update"}), (case.team.rita, set()), (case.team.charlie, set()))
    for person, wanted in people:
        shown = verbs_of(case.dossier, allowed_actions(person, case.team.product))
        assert {verb.name for verb in shown} == wanted
        for verb in [*TRANSITIONS, "choose_profiles"]:
            answer = attempt(case, verb, person)
            stranger = person == case.team.charlie
            assert isinstance(answer, Http404 if stranger else PermissionDenied), (verb, answer)
    case.reload()
    assert before == (Event.objects.count(), ReviewEvent.objects.count(), case.dossier.revision)


def test_a_second_return_of_another_chapter_is_accepted():
    case = make_case_at(DossierState.A_CORRIGER)

    case.act("return_for_correction", WITHDRAWN, chapter=case.chapter("SSI"))

    assert case.dossier.state == DossierState.A_CORRIGER


def test_a_disabled_account_does_nothing():
    case = make_case()
    case.team.alice.is_active = False
    case.team.alice.save()

    assert isinstance(attempt(case, "submit_eligibility", case.team.alice), Http404)
    assert verbs_of(case.dossier, allowed_actions(case.team.alice, case.team.product)) == []


def test_each_button_leads_to_its_page_and_one_is_natural():
    case = make_case()
    verbs = verbs_of(case.dossier, set(Action))

    assert [verb.name for verb in verbs if verb.primary] == ["submit_eligibility"]
    assert verbs[0].primary
    assert all(verb.url.endswith("/") and str(case.dossier.pk) in verb.url for verb in verbs)


CHAPTER_VERBS = ("submit_chapter", "take_back_chapter", "validate_chapter")


@pytest.mark.parametrize("state", list(DossierState))
def test_the_buttons_of_a_chapter_are_the_moves_that_the_service_accepts(state):
    case = ready(state)
    for chapter in case.dossier.chapters.select_related("dossier"):
        shown = {verb.name for verb in chapter_verbs(chapter, {Action.LEAD})}
        assert chapter_verbs(chapter, {Action.VIEW, Action.CONTRIBUTE}) == []
        for verb in CHAPTER_VERBS:
            assert (verb in shown) == chapter_accepts(chapter, verb)
            answer = attempt_chapter(case, chapter, verb)
            if verb not in shown:
                assert isinstance(answer, Conflict), (state, verb, answer)
                assert not answer.blockers
            elif answer != "done":
                assert answer.blockers, (state, verb, answer)
        if state in IN_PREPARATION[:-1]:
            assert shown == set()


def attempt_chapter(case, chapter, verb):
    """Return what the service says to `verb` of a chapter; nothing is kept."""
    facts = {"by": case.team.alice, "on": WITHDRAWN, "today": WITHDRAWN}
    try:
        with transaction.atomic():
            getattr(services, verb)(chapter.pk, **facts)
            raise Undo
    except Undo:
        return "done"
    except Refusal as refusal:
        return refusal
