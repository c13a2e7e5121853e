"""Every act on a CNDA request: what it writes, both sides of each guard, who may."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.cnda import services
from apps.cnda.models import CndaRequest
from apps.cnda.states import CndaOutcome as O
from apps.cnda.states import CndaStatus as S
from apps.cnda.tests.builders import (
    LETTER_ON,
    OPENED,
    TODAY,
    declare,
    make_file,
    open_request,
    request_at,
)
from apps.core.refusals import Conflict, Invalid
from apps.evidence.states import ScanState
from apps.products.journal import events_of
from apps.products.tests.builders import make_product, make_team

pytestmark = pytest.mark.django_db
ALL = [(status, O.EN_COURS) for status in S] + [
    (S.FINALISATION, O.OBTENUE),
    (S.PRE_EXAMEN, O.REFUSEE),
    (S.EXAMEN_CONFORMITE, O.ABANDONNEE),
]


@pytest.fixture
def team(db):
    return make_team()


def fresh(row):
    return CndaRequest.objects.get(pk=row.pk)


def facts_of(row):
    return {field.attname: getattr(fresh(row), field.attname) for field in CndaRequest._meta.fields}


def advance(row, by, **facts):
    facts = {"on": TODAY, "today": TODAY} | facts
    return services.advance_cnda_request(row.pk, by=by, **facts)


def letter_for(team, name="lettre.pdf"):
    return make_file(team.product, by=team.alice, name=name)


# Opening


def test_open_starts_at_initialisation_and_is_noted(team):
    row = open_request(team, reference="  CNDA-77 ", expected_return_on=date(2026, 4, 1))
    assert (row.product, row.status, row.outcome) == (team.product, S.INITIALISATION, O.EN_COURS)
    assert (row.status_on, row.opened_on) == (OPENED, OPENED)
    assert (row.reference, row.expected_return_on) == ("CNDA-77", date(2026, 4, 1))
    (event,) = events_of(row)
    assert (event.verb, event.occurred_on, event.recorded_by, event.after) == (
        "open_cnda_request",
        OPENED,
        team.alice,
        "initialisation",
    )


def test_one_live_request_per_version_and_homologation(team):
    row = open_request(team)
    with pytest.raises(Conflict) as refusal:
        open_request(team)
    assert [each.code for each in refusal.value.blockers] == ["live_request"]
    assert refusal.value.blockers[0].url == row.get_absolute_url()
    assert CndaRequest.objects.count() == 1


def test_an_obtained_request_is_live_a_refused_or_abandoned_one_is_not(team):
    request_at(team, S.FINALISATION, O.OBTENUE)
    with pytest.raises(Conflict):
        open_request(team)
    request_at(team, S.PRE_EXAMEN, O.REFUSEE, code="DMP")
    assert open_request(team, "DMP").is_open
    request_at(team, S.PRE_EXAMEN, O.ABANDONNEE, code="APCV")
    assert open_request(team, "APCV").is_open


def test_a_homologation_is_not_both_requested_and_covered_by_a_montage(team):
    coverage = declare(team, "INSI")
    with pytest.raises(Conflict) as refusal:
        open_request(team)
    assert [each.code for each in refusal.value.blockers] == ["montage"]
    services.withdraw_montage(
        coverage.pk, by=team.alice, on=TODAY, today=TODAY, reason="Composant retiré"
    )
    assert open_request(team).is_open


def test_open_today_but_not_tomorrow(team):
    with pytest.raises(Invalid) as refusal:
        open_request(team, on=date(2026, 3, 3))
    assert refusal.value.field == "on"
    assert open_request(team, on=TODAY).opened_on == TODAY


def test_the_announced_return_is_not_before_the_opening(team):
    with pytest.raises(Invalid) as refusal:
        open_request(team, expected_return_on=date(2026, 1, 4))
    assert refusal.value.field == "expected_return_on"
    assert open_request(team, expected_return_on=OPENED).expected_return_on == OPENED


@pytest.mark.parametrize("name", ["rita", "charlie"])
def test_the_responsible_person_must_be_able_to_act(team, name):
    with pytest.raises(Invalid) as refusal:
        open_request(team, responsible=getattr(team, name))
    assert refusal.value.field == "responsible"
    assert not CndaRequest.objects.exists()


def test_who_may_open(team):
    for person, refusal in ((team.charlie, Http404), (team.rita, PermissionDenied)):
        with pytest.raises(refusal):
            open_request(team, by=person)
    with pytest.raises(PermissionDenied):
        open_request(team, by=team.bob)
    assert open_request(team, by=team.admin).pk


# Status


def test_forward_one_step_at_a_time_with_its_day_and_its_line(team):
    row = open_request(team)
    days = [date(2026, 1, 12), date(2026, 1, 26), date(2026, 2, 9)]
    for status, on in zip(list(S)[1:], days, strict=True):
        row = advance(row, team.alice, on=on)
        assert (fresh(row).status, fresh(row).status_on) == (status, on)
        event = events_of(row).first()
        assert (event.verb, event.before, event.after, event.occurred_on) == (
            "advance_cnda_request",
            status.previous,
            status,
            on,
        )
    assert fresh(row).outcome == O.EN_COURS


@pytest.mark.parametrize("status", [S.INITIALISATION, S.PRE_EXAMEN, S.EXAMEN_CONFORMITE])
@pytest.mark.parametrize("to", list(S))
def test_only_the_next_status_is_reached(team, status, to):
    row = request_at(team, status)
    if to == status.next:
        assert advance(row, team.alice, to=to).status == to
    else:
        before = facts_of(row)
        with pytest.raises(Conflict) as refusal:
            advance(row, team.alice, to=to)
        assert [each.code for each in refusal.value.blockers] == ["one_step"]
        assert refusal.value.message.startswith("Les statuts du CNDA se suivent")
        assert facts_of(row) == before


def test_after_finalisation_comes_the_letter(team):
    row = request_at(team, S.FINALISATION)
    with pytest.raises(Conflict) as refusal:
        advance(row, team.alice)
    assert [each.code for each in refusal.value.blockers] == ["last_status"]


def test_a_status_is_not_reached_before_the_one_that_precedes_it(team):
    row = request_at(team, S.PRE_EXAMEN)
    with pytest.raises(Invalid) as refusal:
        advance(row, team.alice, on=date(2026, 1, 11))
    assert refusal.value.message == (
        "La demande est à ce statut depuis le 12 janvier 2026. "
        "Saisissez cette date ou une date postérieure."
    )
    assert advance(row, team.alice, on=date(2026, 1, 12)).status == S.EXAMEN_CONFORMITE


def test_a_status_of_tomorrow_is_refused(team):
    row = open_request(team)
    with pytest.raises(Invalid):
        advance(row, team.alice, on=date(2026, 3, 3))
    assert advance(row, team.alice, on=TODAY).status == S.PRE_EXAMEN


def test_back_one_step_with_a_reason(team):
    row = request_at(team, S.EXAMEN_CONFORMITE)
    with pytest.raises(Invalid) as refusal:
        services.return_cnda_request(row.pk, by=team.alice, on=TODAY, today=TODAY, reason="  ")
    assert refusal.value.field == "reason"
    services.return_cnda_request(
        row.pk, by=team.alice, on=TODAY, today=TODAY, reason="Anomalie 12 du rapport"
    )
    assert (fresh(row).status, fresh(row).status_on) == (S.PRE_EXAMEN, TODAY)
    event = events_of(row).first()
    assert (event.before, event.after, event.note) == (
        "examen_conformite",
        "pre_examen",
        "Anomalie 12 du rapport",
    )


def test_nothing_precedes_initialisation(team):
    row = open_request(team)
    with pytest.raises(Conflict) as refusal:
        services.return_cnda_request(row.pk, by=team.alice, on=TODAY, today=TODAY, reason="x")
    assert [each.code for each in refusal.value.blockers] == ["first_status"]


# Obtained


def test_the_letter_at_finalisation_obtains(team):
    row = request_at(team, S.FINALISATION)
    services.file_letter(row.pk, by=team.bob, version=letter_for(team), on=LETTER_ON, today=TODAY)
    row = fresh(row)
    assert (row.outcome, row.outcome_on, row.letter_on) == (O.OBTENUE, LETTER_ON, LETTER_ON)
    assert [each.verb for each in events_of(row)][:2] == ["obtain", "file_letter"]


def test_a_letter_filed_before_waits_for_finalisation(team):
    row = request_at(team, S.EXAMEN_CONFORMITE)
    services.file_letter(
        row.pk, by=team.alice, version=letter_for(team), on=date(2026, 2, 1), today=TODAY
    )
    assert fresh(row).outcome == O.EN_COURS
    advance(row, team.alice, on=date(2026, 2, 9))
    assert (fresh(row).outcome, fresh(row).outcome_on) == (O.OBTENUE, date(2026, 2, 9))


def test_finalisation_without_letter_is_not_obtained(team):
    assert request_at(team, S.FINALISATION).outcome == O.EN_COURS


@pytest.mark.parametrize("on", [date(2026, 1, 4), date(2026, 3, 3)])
def test_the_letter_is_dated_between_the_opening_and_today(team, on):
    row = request_at(team, S.FINALISATION)
    with pytest.raises(Invalid):
        services.file_letter(row.pk, by=team.alice, version=letter_for(team), on=on, today=TODAY)
    assert fresh(row).letter is None


@pytest.mark.parametrize("on", [OPENED, TODAY])
def test_the_letter_may_carry_the_first_and_the_last_of_these_days(team, on):
    row = request_at(team, S.FINALISATION)
    services.file_letter(row.pk, by=team.alice, version=letter_for(team), on=on, today=TODAY)
    assert fresh(row).letter_on == on
    assert fresh(row).outcome_on == max(on, date(2026, 2, 9))


def test_an_obtained_request_goes_nowhere(team):
    row = request_at(team, S.FINALISATION, O.OBTENUE)
    before = facts_of(row)
    with pytest.raises(Conflict) as refusal:
        services.return_cnda_request(row.pk, by=team.alice, on=TODAY, today=TODAY, reason="x")
    assert [each.code for each in refusal.value.blockers] == ["closed"]
    assert refusal.value.message.startswith("L’homologation est obtenue")
    assert facts_of(row) == before


def test_a_better_copy_of_the_letter_replaces_it_and_moves_the_outcome(team):
    row = request_at(team, S.FINALISATION, O.OBTENUE)
    better = letter_for(team, "meilleure.pdf")
    services.file_letter(row.pk, by=team.bob, version=better, on=date(2026, 2, 20), today=TODAY)
    row = fresh(row)
    assert (row.letter, row.outcome, row.outcome_on) == (better, O.OBTENUE, date(2026, 2, 20))
    assert [each.verb for each in events_of(row)].count("obtain") == 1


def test_a_letter_filed_by_mistake_is_taken_off_and_the_request_is_open_again(team):
    row = request_at(team, S.FINALISATION, O.OBTENUE)
    with pytest.raises(Invalid):
        services.take_off_letter(row.pk, by=team.alice, on=TODAY, today=TODAY, reason="")
    services.take_off_letter(
        row.pk, by=team.alice, on=TODAY, today=TODAY, reason="Lettre de la version 7"
    )
    row = fresh(row)
    assert (row.letter, row.letter_on, row.outcome, row.outcome_on) == (
        None,
        None,
        O.EN_COURS,
        None,
    )
    with pytest.raises(Conflict) as refusal:
        services.take_off_letter(row.pk, by=team.alice, on=TODAY, today=TODAY, reason="x")
    assert [each.code for each in refusal.value.blockers] == ["no_letter"]


def test_the_attestation_changes_no_state(team):
    row = request_at(team, S.FINALISATION)
    paper = letter_for(team, "attestation.pdf")
    services.file_attestation(row.pk, by=team.bob, version=paper, on=LETTER_ON, today=TODAY)
    row = fresh(row)
    assert (row.attestation, row.attestation_on, row.outcome) == (paper, LETTER_ON, O.EN_COURS)


# Papers


def test_a_screenshot_keeps_what_it_shows_and_counts_as_a_look(team):
    row = request_at(team, S.PRE_EXAMEN)
    services.file_screenshot(
        row.pk,
        by=team.bob,
        version=make_file(team.product, by=team.bob),
        on=date(2026, 1, 20),
        today=TODAY,
        shows_software=True,
        shows_status=True,
    )
    row = fresh(row)
    assert (row.shows_software, row.shows_status, row.shows_expected_return) == (True, True, False)
    assert (row.screenshot_on, row.last_checked_on) == (date(2026, 1, 20), date(2026, 1, 20))


def test_a_file_of_another_product_is_refused(team):
    row = request_at(team, S.FINALISATION)
    other = make_product("Autre", nil="9", responsible=team.alice)
    with pytest.raises(Invalid) as refusal:
        services.file_letter(
            row.pk,
            by=team.alice,
            version=make_file(other, by=team.alice),
            on=LETTER_ON,
            today=TODAY,
        )
    assert refusal.value.field == "version"
    assert fresh(row).letter is None


def test_an_infected_file_is_refused(team):
    row = request_at(team, S.FINALISATION)
    version = letter_for(team)
    version.blob.scan_state = ScanState.INFECTED
    version.blob.save()
    with pytest.raises(Invalid, match="infecté"):
        services.file_letter(row.pk, by=team.alice, version=version, on=LETTER_ON, today=TODAY)


# Looks, outcome, follow-up


def test_a_look_may_announce_a_return_keep_it_or_end_it(team):
    row = open_request(team, expected_return_on=date(2026, 2, 1))
    look = {"by": team.bob, "today": TODAY}
    services.record_check(row.pk, on=date(2026, 1, 20), **look)
    assert fresh(row).expected_return_on == date(2026, 2, 1)
    services.record_check(row.pk, on=date(2026, 1, 21), expected_return_on=date(2026, 5, 4), **look)
    assert fresh(row).expected_return_on == date(2026, 5, 4)
    services.record_check(row.pk, on=date(2026, 1, 22), expected_return_on=None, **look)
    assert fresh(row).expected_return_on is None
    assert fresh(row).last_checked_on == date(2026, 1, 22)


def test_an_announced_return_may_be_the_day_it_was_read_not_before(team):
    row = open_request(team)
    look = {"by": team.bob, "on": date(2026, 1, 20), "today": TODAY}
    with pytest.raises(Invalid) as refusal:
        services.record_check(row.pk, expected_return_on=date(2026, 1, 19), **look)
    assert refusal.value.field == "expected_return_on"
    services.record_check(row.pk, expected_return_on=date(2026, 1, 20), **look)
    assert fresh(row).expected_return_on == date(2026, 1, 20)


def test_a_look_noted_late_does_not_undo_a_later_one(team):
    row = open_request(team)
    for on in (date(2026, 2, 1), date(2026, 1, 10)):
        services.record_check(row.pk, by=team.bob, on=on, today=TODAY)
    assert fresh(row).last_checked_on == date(2026, 2, 1)
    with pytest.raises(Invalid):
        services.record_check(row.pk, by=team.bob, on=date(2026, 1, 4), today=TODAY)


@pytest.mark.parametrize(
    ("service", "outcome"),
    [(services.refuse_cnda_request, O.REFUSEE), (services.abandon_cnda_request, O.ABANDONNEE)],
)
def test_an_end_needs_a_reason_and_keeps_the_status(team, service, outcome):
    row = request_at(team, S.EXAMEN_CONFORMITE)
    with pytest.raises(Invalid) as refusal:
        service(row.pk, by=team.alice, on=TODAY, today=TODAY, reason=" ")
    assert refusal.value.field == "reason"
    service(row.pk, by=team.alice, on=TODAY, today=TODAY, reason="Motif")
    row = fresh(row)
    assert (row.status, row.outcome, row.outcome_on) == (S.EXAMEN_CONFORMITE, outcome, TODAY)
    assert events_of(row).first().note == "Motif"


def test_the_follow_up_changes_hands(team):
    row = open_request(team)
    services.update_cnda_request(
        row.pk, by=team.alice, today=TODAY, responsible=team.bob, reference="R-1"
    )
    assert (fresh(row).responsible, fresh(row).reference) == (team.bob, "R-1")
    with pytest.raises(Invalid):
        services.update_cnda_request(
            row.pk, by=team.alice, today=TODAY, responsible=team.rita, reference=""
        )


# Every act in every state, by everybody


def acts(team):
    """(name, action asked, call) of each service; the call takes the row and who acts."""
    day = {"on": TODAY, "today": TODAY}
    lead = {
        "advance": services.advance_cnda_request,
        "return": lambda pk, **facts: services.return_cnda_request(pk, reason="Motif", **facts),
        "refuse": lambda pk, **facts: services.refuse_cnda_request(pk, reason="Motif", **facts),
        "abandon": lambda pk, **facts: services.abandon_cnda_request(pk, reason="Motif", **facts),
        "take_off_letter": lambda pk, **facts: services.take_off_letter(
            pk, reason="Motif", **facts
        ),
        "update": lambda pk, *, by, on, today: services.update_cnda_request(
            pk, by=by, today=today, responsible=team.bob, reference="R"
        ),
    }
    contribute = {
        "check": services.record_check,
        "screenshot": lambda pk, **facts: services.file_screenshot(
            pk, version=letter_for(team, "s.png"), **facts
        ),
        "attestation": lambda pk, **facts: services.file_attestation(
            pk, version=letter_for(team, "a.pdf"), **facts
        ),
        "letter": lambda pk, **facts: services.file_letter(
            pk, version=letter_for(team, "l.pdf"), **facts
        ),
    }
    for action, calls in (("lead", lead), ("contribute", contribute)):
        for name, call in calls.items():
            yield name, action, lambda row, by, call=call: call(row.pk, by=by, **day)


ACCEPTED = {
    (S.INITIALISATION, O.EN_COURS): {"advance", "check", "screenshot", "refuse", "abandon"},
    (S.PRE_EXAMEN, O.EN_COURS): {"advance", "return", "check", "screenshot", "refuse", "abandon"},
    (S.EXAMEN_CONFORMITE, O.EN_COURS): {
        "advance",
        "return",
        "check",
        "screenshot",
        "refuse",
        "abandon",
    },
    (S.FINALISATION, O.EN_COURS): {"return", "check", "screenshot", "refuse", "abandon"},
    (S.FINALISATION, O.OBTENUE): {"take_off_letter"},
    (S.PRE_EXAMEN, O.REFUSEE): set(),
    (S.EXAMEN_CONFORMITE, O.ABANDONNEE): set(),
}
LIVE = {"attestation", "letter", "update"}
"""Acts accepted by every request that is neither refused nor abandoned."""


def accepted(status, outcome):
    return ACCEPTED[status, outcome] | (LIVE if outcome in (O.EN_COURS, O.OBTENUE) else set())


@pytest.mark.parametrize(("status", "outcome"), ALL)
def test_each_service_accepts_exactly_these_states(team, status, outcome):
    for name, _action, call in acts(team):
        row = request_at(team, status, outcome, code=f"H-{name}")
        if name in accepted(status, outcome):
            call(row, team.alice)
            assert fresh(row).revision > row.revision, name
        else:
            before, lines = facts_of(row), events_of(row).count()
            with pytest.raises(Conflict) as refusal:
                call(row, team.alice)
            assert refusal.value.blockers, name
            assert (facts_of(row), events_of(row).count()) == (before, lines), name


@pytest.mark.parametrize(
    ("status", "outcome"), [(S.PRE_EXAMEN, O.EN_COURS), (S.FINALISATION, O.OBTENUE)]
)
def test_each_service_asks_its_right(team, status, outcome):
    row = request_at(team, status, outcome)
    before = facts_of(row)
    for name, action, call in acts(team):
        with pytest.raises(Http404):
            call(row, team.charlie)
        with pytest.raises(PermissionDenied):
            call(row, team.rita)
        if action == "lead":
            with pytest.raises(PermissionDenied):
                call(row, team.bob)
        elif name in accepted(status, outcome):
            call(row, team.bob)
            before = facts_of(row)
        assert facts_of(row) == before, name


def test_a_disabled_account_reaches_nothing(team):
    row = open_request(team)
    team.alice.is_active = False
    team.alice.save()
    with pytest.raises(Http404):
        advance(row, team.alice)


def test_a_stale_page_is_refused(team):
    row = open_request(team)
    advance(row, team.alice, on=date(2026, 1, 12), revision=row.revision)
    with pytest.raises(Conflict, match="a changé"):
        advance(row, team.alice, revision=row.revision)
    assert fresh(row).status == S.PRE_EXAMEN
