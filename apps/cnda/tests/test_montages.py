"""Montages: what they need, what they refuse, how they end."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.cnda import services
from apps.cnda.models import CndaCoverage
from apps.cnda.states import CndaOutcome, CndaStatus
from apps.cnda.tests.builders import (
    OPENED,
    TODAY,
    declare,
    make_component,
    make_file,
    open_request,
    request_at,
)
from apps.core.refusals import Conflict, Invalid
from apps.frameworks.tests.builders import make_homologation
from apps.products.journal import events_of
from apps.products.tests.builders import make_product, make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db):
    return make_team()


def refused(team, code="APCV", **facts):
    with pytest.raises(Conflict) as refusal:
        declare(team, code, **facts)
    assert (
        not CndaCoverage.objects.active()
        .filter(homologation__code=code)
        .exclude(pk=facts.get("but"))
    )
    return refusal.value


def test_a_montage_keeps_component_proof_and_day(team):
    coverage = declare(team)
    assert (coverage.product, coverage.component.nil) == (team.product, "7781")
    assert (coverage.declared_on, coverage.declared_by) == (OPENED, team.alice)
    (event,) = events_of(coverage)
    assert (event.verb, event.occurred_on) == ("declare_montage", OPENED)


def test_an_eai_engine_needs_its_own_homologation(team):
    refusal = refused(team, "EAI")
    (blocker,) = refusal.blockers
    assert blocker.code == "own_name_only"
    assert blocker.rule == (
        "Un moteur EAI embarqué demande une homologation en propre, même en montage."
    )
    assert blocker.source == "FAQ ANS, montage et moteur EAI"
    assert blocker.url.startswith(f"/cnda/versions/{team.version.pk}/demander/?homologation=")


def test_the_eai_code_is_refused_even_if_the_reference_data_allowed_it(team):
    make_homologation("EAI", third_party_allowed=True)
    assert [each.code for each in refused(team, "EAI").blockers] == ["own_name_only"]


def test_a_homologation_may_exclude_montages(team):
    make_homologation("SESAM", third_party_allowed=False)
    refusal = refused(team, "SESAM")
    assert refusal.blockers[0].rule == "Cette homologation n’admet pas de montage."


def test_the_component_needs_a_nil(team):
    component = make_component(team.product, nil="")
    assert [each.code for each in refused(team, component=component).blockers] == ["component_nil"]
    component.nil = "42"
    component.save()
    assert declare(team, component=component).is_active


def test_the_component_is_one_of_the_product(team):
    other = make_product("Autre", nil="9", responsible=team.alice)
    component = make_component(other)
    assert [each.code for each in refused(team, component=component).blockers] == ["component"]
    assert [each.code for each in refused(team, component=None).blockers] == ["component"]


def test_a_montage_needs_its_proof(team):
    assert [each.code for each in refused(team, proof=None).blockers] == ["proof"]


def test_the_proof_is_a_file_of_the_product(team):
    other = make_product("Autre", nil="9", responsible=team.alice)
    with pytest.raises(Invalid) as refusal:
        declare(team, proof=make_file(other, by=team.alice))
    assert refusal.value.field == "proof"


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (CndaStatus.INITIALISATION, CndaOutcome.EN_COURS),
        (CndaStatus.FINALISATION, CndaOutcome.OBTENUE),
    ],
)
def test_a_live_request_excludes_a_montage(team, status, outcome):
    request_at(team, status, outcome, code="APCV")
    refusal = refused(team)
    assert [each.code for each in refusal.blockers] == ["live_request"]
    assert refusal.message.startswith("Une demande en propre existe déjà")


def test_an_abandoned_request_gives_way_to_a_montage(team):
    request_at(team, CndaStatus.PRE_EXAMEN, CndaOutcome.ABANDONNEE, code="APCV")
    assert declare(team).is_active


def test_one_montage_at_a_time(team):
    first = declare(team)
    with pytest.raises(Conflict) as refusal:
        declare(team, component=first.component)
    assert [each.code for each in refusal.value.blockers] == ["montage"]
    services.withdraw_montage(first.pk, by=team.alice, on=TODAY, today=TODAY, reason="Remplacé")
    assert declare(team, component=first.component).is_active


def test_everything_that_misses_is_said_at_once(team):
    open_request(team, "EAI")
    refusal = refused(team, "EAI", component=None, proof=None)
    assert [each.code for each in refusal.blockers] == [
        "own_name_only",
        "live_request",
        "component",
        "proof",
    ]


def test_a_withdrawal_needs_a_reason_and_a_day_after_the_declaration(team):
    coverage = declare(team)
    act = {"by": team.alice, "today": TODAY}
    with pytest.raises(Invalid) as refusal:
        services.withdraw_montage(coverage.pk, on=TODAY, reason=" ", **act)
    assert refusal.value.field == "reason"
    for on in (date(2026, 1, 4), date(2026, 3, 3)):
        with pytest.raises(Invalid) as refusal:
            services.withdraw_montage(coverage.pk, on=on, reason="Motif", **act)
        assert refusal.value.field == "on"
    services.withdraw_montage(coverage.pk, on=OPENED, reason="Motif", **act)
    coverage = CndaCoverage.objects.get()
    assert (coverage.withdrawn_on, coverage.withdrawal_reason) == (OPENED, "Motif")
    assert events_of(coverage).first().note == "Motif"
    with pytest.raises(Conflict) as refusal:
        services.withdraw_montage(coverage.pk, on=TODAY, reason="Motif", **act)
    assert [each.code for each in refusal.value.blockers] == ["withdrawn"]


def test_only_who_leads_declares_and_withdraws(team):
    for person, refusal in (
        (team.charlie, Http404),
        (team.rita, PermissionDenied),
        (team.bob, PermissionDenied),
    ):
        with pytest.raises(refusal):
            declare(team, by=person)
    assert not CndaCoverage.objects.exists()
    coverage = declare(team)
    for person, refusal in (
        (team.charlie, Http404),
        (team.rita, PermissionDenied),
        (team.bob, PermissionDenied),
    ):
        with pytest.raises(refusal):
            services.withdraw_montage(coverage.pk, by=person, on=TODAY, today=TODAY, reason="Motif")
    assert CndaCoverage.objects.get().is_active
