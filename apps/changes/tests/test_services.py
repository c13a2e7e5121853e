"""Every act on a modification: what it writes, both sides of each guard, who may."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.changes import services
from apps.changes.models import ChangeRecord
from apps.changes.states import Answer
from apps.changes.states import ChangeState as S
from apps.changes.tests.builders import (
    ASKED,
    ENDED,
    ESTABLISHED,
    KNOWN,
    NOTIFIED,
    TODAY,
    change_at,
    complete,
    make_case,
    make_dossier,
    record,
)
from apps.changes.triage import QUESTIONS
from apps.cnda.tests.builders import make_file
from apps.core.refusals import Conflict, Invalid
from apps.dossiers.states import DossierState
from apps.evidence.models import EvidenceVersion
from apps.frameworks.tests.builders import make_catalog
from apps.products.journal import events_of
from apps.products.tests.builders import make_product

pytestmark = pytest.mark.django_db
ADMITTED = {DossierState.REFERENCE, DossierState.CERTIFIE, DossierState.SUSPENDU}


@pytest.fixture
def case(db):
    return make_case()


def fresh(change):
    return ChangeRecord.objects.get(pk=change.pk)


def facts_of(change):
    facts = {
        each.attname: getattr(fresh(change), each.attname) for each in ChangeRecord._meta.fields
    }
    return facts | {
        "requirements": set(change.requirements.values_list("pk", flat=True)),
        "attachments": set(change.attachments.values_list("pk", flat=True)),
    }


def codes(refusal):
    return [each.code for each in refusal.value.blockers]


# Recording


def test_a_modification_begins_with_its_assessment(case):
    change = record(case, new_version=" 4.3 ", nature=" Seuils ", released_on=date(2026, 4, 1))
    assert (change.state, change.state_on, change.discovered_on) == (S.A_EVALUER, KNOWN, KNOWN)
    assert (change.product, change.new_version, change.nature) == (
        case.team.product,
        "4.3",
        "Seuils",
    )
    assert (change.released_on, change.trigger_on) == (date(2026, 4, 1), None)
    (event,) = events_of(change)
    assert (event.verb, event.occurred_on, event.after) == ("record_change", KNOWN, "a_evaluer")


@pytest.mark.parametrize("state", DossierState.values)
def test_only_an_award_can_be_modified(case, state):
    case.dossier = make_dossier(case.team, state=state)
    if state in ADMITTED:
        assert record(case).pk
    else:
        with pytest.raises(Conflict) as refusal:
            record(case)
        assert codes(refusal) == ["not_awarded"]
        assert not ChangeRecord.objects.exists()


def test_one_open_modification_per_version_whatever_the_case(case):
    first = record(case, new_version="4.3 Beta")
    with pytest.raises(Conflict) as refusal:
        record(case, new_version="4.3 BETA ")
    assert codes(refusal) == ["same_version"]
    assert refusal.value.blockers[0].url == first.get_absolute_url()
    assert record(case, new_version="4.4").pk
    assert record(case).pk
    assert record(case).pk
    services.dismiss_change(
        first.pk, by=case.team.alice, on=KNOWN, today=TODAY, justification="Rien"
    )
    assert record(case, new_version="4.3 beta").pk


def test_the_same_version_on_another_dossier_is_another_modification(case):
    record(case, new_version="4.3")
    case.dossier = make_dossier(case.team)
    assert record(case, new_version="4.3").pk


@pytest.mark.parametrize("on", [date(2025, 11, 30), date(2026, 3, 3)])
def test_it_is_known_between_the_award_and_today(case, on):
    with pytest.raises(Invalid) as refusal:
        record(case, on=on)
    assert refusal.value.field == "on"


@pytest.mark.parametrize("on", [date(2025, 12, 1), TODAY])
def test_it_may_be_known_on_the_day_of_the_award_and_today(case, on):
    assert record(case, on=on).discovered_on == on


def test_it_has_a_title_and_somebody_who_can_act(case):
    with pytest.raises(Invalid) as refusal:
        record(case, title="  ")
    assert refusal.value.field == "title"
    with pytest.raises(Invalid) as refusal:
        record(case, responsible=case.team.rita)
    assert refusal.value.field == "responsible"
    assert not ChangeRecord.objects.exists()


def test_a_release_at_the_end_of_the_calendar_is_a_clean_refusal(case):
    with pytest.raises(Invalid) as refusal:
        record(case, released_on=date(9999, 12, 31))
    assert refusal.value.field == "released_on"
    assert not ChangeRecord.objects.exists()


# Assessment


def test_without_impact_it_is_closed_and_says_why(case):
    change = record(case)
    act = {"by": case.team.alice, "today": TODAY}
    with pytest.raises(Invalid) as refusal:
        services.dismiss_change(change.pk, on=ESTABLISHED, justification=" ", **act)
    assert refusal.value.field == "justification"
    services.dismiss_change(change.pk, on=ESTABLISHED, justification="Libellés seuls", **act)
    change = fresh(change)
    assert (change.state, change.closed_on, change.justification) == (
        S.SANS_IMPACT,
        ESTABLISHED,
        "Libellés seuls",
    )
    assert events_of(change).first().note == "Libellés seuls"


@pytest.mark.parametrize(
    ("released_on", "trigger_on"),
    [
        (None, date(2026, 1, 5)),
        (date(2026, 1, 4), date(2026, 1, 4)),
        (date(2026, 1, 5), date(2026, 1, 5)),
        (date(2026, 1, 6), date(2026, 1, 5)),
    ],
)
def test_the_delay_counts_from_the_earlier_of_impact_and_release(case, released_on, trigger_on):
    change = change_at(case, S.A_NOTIFIER, released_on=released_on)
    assert (change.impact_established_on, change.trigger_on) == (ESTABLISHED, trigger_on)


@pytest.mark.parametrize("verb", ["establish_impact", "dismiss_change"])
def test_it_is_not_assessed_before_it_is_known(case, verb):
    change = record(case)
    facts = {"justification": "Rien"} if verb == "dismiss_change" else {}
    act = {"by": case.team.alice, "today": TODAY} | facts
    for on in (date(2026, 1, 1), date(2026, 3, 3)):
        with pytest.raises(Invalid) as refusal:
            getattr(services, verb)(change.pk, on=on, **act)
        assert refusal.value.field == "on"
    getattr(services, verb)(change.pk, on=KNOWN, **act)
    assert fresh(change).state != S.A_EVALUER


# Its file


def test_a_corrected_release_moves_the_day_that_counts(case):
    change = change_at(case, S.A_NOTIFIER)
    edit = {"by": case.team.bob, "today": TODAY}
    services.update_change(change.pk, released_on=date(2026, 1, 3), **edit)
    assert fresh(change).trigger_on == date(2026, 1, 3)
    services.update_change(change.pk, released_on=date(2026, 2, 1), **edit)
    assert fresh(change).trigger_on == ESTABLISHED
    services.update_change(change.pk, released_on=None, **edit)
    assert (fresh(change).trigger_on, fresh(change).released_on) == (ESTABLISHED, None)


def test_an_update_touches_what_it_names_and_notes_it(case):
    change = record(case, new_version="4.3", nature="Avant")
    services.update_change(change.pk, by=case.team.bob, today=TODAY, nature=" Après ", title="T")
    change = fresh(change)
    assert (change.nature, change.title, change.new_version) == ("Après", "T", "4.3")
    assert events_of(change).first().note == "nature de la modification, intitulé"
    with pytest.raises(Invalid):
        services.update_change(change.pk, by=case.team.bob, today=TODAY, title=" ")
    with pytest.raises(TypeError):
        services.update_change(change.pk, by=case.team.bob, today=TODAY, state=S.CLOSE)


def test_a_version_taken_by_another_modification_is_refused(case):
    record(case, new_version="4.3")
    change = record(case, new_version="4.4")
    with pytest.raises(Conflict) as refusal:
        services.update_change(change.pk, by=case.team.bob, today=TODAY, new_version="4.3")
    assert codes(refusal) == ["same_version"]
    services.update_change(change.pk, by=case.team.bob, today=TODAY, new_version="4.4 ")
    assert fresh(change).new_version == "4.4"


def test_requirements_come_from_the_catalogue_of_the_dossier(case):
    change = record(case)
    other = make_catalog(code="autre").requirements.first()
    with pytest.raises(Invalid) as refusal:
        services.update_change(
            change.pk, by=case.team.bob, today=TODAY, requirements=[case.requirements[0], other]
        )
    assert refusal.value.field == "requirements"
    assert not change.requirements.exists()
    services.update_change(
        change.pk, by=case.team.bob, today=TODAY, requirements=case.requirements[:2]
    )
    assert list(change.requirements.all()) == case.requirements[:2]


def test_files_are_attached_and_taken_off(case):
    change = record(case)
    version = make_file(case.team.product, by=case.team.bob)
    act = {"by": case.team.bob, "on": TODAY, "today": TODAY}
    services.attach_file(change.pk, version, **act)
    assert list(change.attachments.all()) == [version]
    services.detach_file(change.pk, version, **act)
    assert not change.attachments.exists()
    assert EvidenceVersion.objects.filter(pk=version.pk).exists()
    with pytest.raises(Invalid):
        services.detach_file(change.pk, version, **act)


def test_a_file_of_another_product_is_refused(case):
    change = record(case)
    other = make_product("Autre", nil="9", responsible=case.team.alice)
    with pytest.raises(Invalid):
        services.attach_file(
            change.pk,
            make_file(other, by=case.team.alice),
            by=case.team.bob,
            on=TODAY,
            today=TODAY,
        )
    assert not change.attachments.exists()


def test_it_changes_hands(case):
    change = record(case)
    services.assign_change(change.pk, by=case.team.alice, today=TODAY, responsible=case.team.bob)
    assert fresh(change).responsible == case.team.bob
    with pytest.raises(Invalid):
        services.assign_change(
            change.pk, by=case.team.alice, today=TODAY, responsible=case.team.charlie
        )


# Notice


@pytest.mark.parametrize("missing", ["nature", "requirements", "attachments"])
def test_a_notice_says_what_requirements_and_documents(case, missing):
    change = change_at(case, S.A_NOTIFIER)
    complete(case, change)
    if missing == "attachments":
        services.detach_file(
            change.pk, change.attachments.get(), by=case.team.bob, on=TODAY, today=TODAY
        )
    else:
        empty = " " if missing == "nature" else []
        services.update_change(change.pk, by=case.team.bob, today=TODAY, **{missing: empty})
    with pytest.raises(Conflict) as refusal:
        services.notify_ans(change.pk, by=case.team.alice, on=NOTIFIED, today=TODAY)
    assert codes(refusal) == [missing]
    assert refusal.value.blockers[0].source == "FAQ ANS, modification d’un logiciel certifié"
    assert refusal.value.blockers[0].url.startswith(change.get_absolute_url())
    assert fresh(change).state == S.A_NOTIFIER


def test_everything_that_misses_is_said_at_once(case):
    change = change_at(case, S.A_NOTIFIER)
    with pytest.raises(Conflict) as refusal:
        services.notify_ans(change.pk, by=case.team.alice, on=NOTIFIED, today=TODAY)
    assert codes(refusal) == ["nature", "requirements", "attachments"]


def test_the_notice_follows_the_impact(case):
    change = change_at(case, S.A_NOTIFIER)
    complete(case, change)
    for on in (date(2026, 1, 4), date(2026, 3, 3)):
        with pytest.raises(Invalid) as refusal:
            services.notify_ans(change.pk, by=case.team.alice, on=on, today=TODAY)
        assert refusal.value.field == "on"
    services.notify_ans(change.pk, by=case.team.alice, on=ESTABLISHED, today=TODAY)
    assert (fresh(change).state, fresh(change).notified_on) == (S.NOTIFIEE, ESTABLISHED)


def test_a_late_notice_is_noted_all_the_same(case):
    change = change_at(case, S.A_NOTIFIER)
    complete(case, change)
    services.notify_ans(change.pk, by=case.team.alice, on=date(2026, 2, 1), today=TODAY)
    assert fresh(change).notified_on == date(2026, 2, 1)


# After the notice


@pytest.mark.parametrize("verb", ["close_change", "require_new_request"])
def test_the_answer_follows_the_notice(case, verb):
    change = change_at(case, S.NOTIFIEE)
    act = {"by": case.team.alice, "today": TODAY}
    with pytest.raises(Invalid):
        getattr(services, verb)(change.pk, on=date(2026, 1, 14), **act)
    getattr(services, verb)(change.pk, on=NOTIFIED, **act)
    assert fresh(change).state != S.NOTIFIEE


@pytest.mark.parametrize("received_on", [date(2026, 1, 30), date(2026, 3, 3)])
def test_a_letter_is_not_received_before_its_date_nor_tomorrow(case, received_on):
    change = change_at(case, S.NOTIFIEE)
    with pytest.raises(Invalid) as refusal:
        services.require_new_request(
            change.pk, by=case.team.alice, on=ASKED, today=TODAY, received_on=received_on
        )
    assert refusal.value.field == "received_on"


def test_the_day_a_letter_arrived_is_kept_beside_its_date(case):
    change = change_at(case, S.NOTIFIEE)
    services.require_new_request(
        change.pk, by=case.team.alice, on=ASKED, today=TODAY, received_on=date(2026, 2, 3)
    )
    change = fresh(change)
    assert (change.new_request_asked_on, change.new_request_received_on) == (
        ASKED,
        date(2026, 2, 3),
    )


def test_the_new_dossier_is_another_living_one_of_the_product(case):
    change = change_at(case, S.NOUVELLE_DEMANDE)
    act = {"by": case.team.alice, "on": ENDED, "today": TODAY}
    stranger = make_dossier(case.team)
    stranger.product = make_product("Autre", nil="9", responsible=case.team.alice)
    stranger.save()
    dead = make_dossier(case.team, state=DossierState.ABANDONNE)
    for wrong in (case.dossier, stranger, dead):
        with pytest.raises(Invalid) as refusal:
            services.file_new_request(change.pk, new_dossier=wrong, **act)
        assert refusal.value.field == "new_dossier"
    new = make_dossier(case.team, state=DossierState.BROUILLON, decided_on=None)
    services.file_new_request(change.pk, new_dossier=new, **act)
    assert (fresh(change).state, fresh(change).new_dossier) == (S.DEMANDE_DEPOSEE, new)
    assert fresh(change).closed_on == ENDED


def test_the_new_dossier_may_be_followed_elsewhere(case):
    change = change_at(case, S.DEMANDE_DEPOSEE)
    assert (change.new_dossier, change.closed_on) == (None, ENDED)


def test_a_new_application_is_filed_on_or_after_the_day_it_was_asked(case):
    change = change_at(case, S.NOUVELLE_DEMANDE)
    with pytest.raises(Invalid):
        services.file_new_request(change.pk, by=case.team.alice, on=date(2026, 1, 30), today=TODAY)
    services.file_new_request(change.pk, by=case.team.alice, on=ASKED, today=TODAY)
    assert fresh(change).closed_on == ASKED


# Every act in every state, by everybody


def acts(case):
    """(name, action asked, call) of each service; the call takes the row and who acts."""
    day = {"on": TODAY, "today": TODAY}
    spare = make_file(case.team.product, by=case.team.bob, name="autre.pdf")

    def detach(change, by):
        version = change.attachments.first() or spare
        return services.detach_file(change.pk, version, by=by, **day)

    noes = dict.fromkeys([question.field for question in QUESTIONS], Answer.NO)
    yield (
        "triage",
        "lead",
        lambda row, by: services.triage_change(row.pk, by=by, answers=noes, **day),
    )
    yield (
        "dismiss",
        "lead",
        lambda row, by: services.dismiss_change(row.pk, by=by, justification="Rien", **day),
    )
    yield (
        "establish_impact",
        "lead",
        lambda row, by: services.establish_impact(row.pk, by=by, **day),
    )
    yield "notify_ans", "lead", lambda row, by: services.notify_ans(row.pk, by=by, **day)
    yield "close", "lead", lambda row, by: services.close_change(row.pk, by=by, **day)
    yield (
        "require_new_request",
        "lead",
        lambda row, by: services.require_new_request(row.pk, by=by, **day),
    )
    yield (
        "open_application",
        "lead",
        lambda row, by: services.open_application(
            row.pk,
            by=by,
            version=case.team.version,
            catalog=case.dossier.catalog,
            responsible=case.team.alice,
            dmn_track="generique",
            **day,
        ),
    )
    yield (
        "file_new_request",
        "lead",
        lambda row, by: services.file_new_request(row.pk, by=by, **day),
    )
    yield (
        "assign",
        "lead",
        lambda row, by: services.assign_change(
            row.pk, by=by, today=TODAY, responsible=case.team.bob
        ),
    )
    yield (
        "update",
        "contribute",
        lambda row, by: services.update_change(row.pk, by=by, today=TODAY, title="Autre intitulé"),
    )
    yield "attach", "contribute", lambda row, by: services.attach_file(row.pk, spare, by=by, **day)
    yield "detach", "contribute", detach


EDITS = {"update", "attach", "detach", "assign"}
ACCEPTED = {
    S.A_EVALUER: {"triage", "dismiss", "establish_impact"} | EDITS,
    S.A_NOTIFIER: {"notify_ans"} | EDITS,
    S.NOTIFIEE: {"close", "require_new_request", "attach", "assign"},
    S.NOUVELLE_DEMANDE: {"open_application", "file_new_request", "attach", "assign"},
    S.SANS_IMPACT: set(),
    S.CLOSE: set(),
    S.DEMANDE_DEPOSEE: set(),
}


@pytest.mark.parametrize("state", list(S))
def test_each_service_accepts_exactly_these_states(case, state):
    for name, _action, call in acts(case):
        change = change_at(case, state)
        if state in (S.A_EVALUER, S.A_NOTIFIER):
            change = complete(case, change)
        if name in ACCEPTED[state]:
            call(change, case.team.alice)
            assert fresh(change).revision > change.revision, name
        else:
            before, lines = facts_of(change), events_of(change).count()
            with pytest.raises(Conflict) as refusal:
                call(change, case.team.alice)
            assert codes(refusal) == ["state"], name
            assert (facts_of(change), events_of(change).count()) == (before, lines), name


@pytest.mark.parametrize("state", [S.A_EVALUER, S.A_NOTIFIER, S.NOTIFIEE, S.NOUVELLE_DEMANDE])
def test_each_service_asks_its_right(case, state):
    change = change_at(case, state)
    for name, action, call in acts(case):
        before = facts_of(change)
        with pytest.raises(Http404):
            call(change, case.team.charlie)
        with pytest.raises(PermissionDenied):
            call(change, case.team.rita)
        if action == "lead":
            with pytest.raises(PermissionDenied):
                call(change, case.team.bob)
        assert facts_of(change) == before, name


def test_who_may_record(case):
    for person, refusal in ((case.team.charlie, Http404), (case.team.rita, PermissionDenied)):
        with pytest.raises(refusal):
            record(case, by=person)
    assert record(case, by=case.team.bob).pk
    assert record(case, by=case.team.admin).pk


def test_a_stale_page_is_refused(case):
    change = record(case)
    act = {"by": case.team.alice, "today": TODAY, "revision": change.revision}
    services.establish_impact(change.pk, on=ESTABLISHED, **act)
    with pytest.raises(Conflict, match="a changé"):
        services.update_change(change.pk, by=case.team.bob, today=TODAY, title="T", revision=0)
