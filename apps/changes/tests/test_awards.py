"""The record of an award, audits, formal notices, sanctions: facts, dates, rights, pages."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from apps.changes import services
from apps.changes.models import Audit, Award, FormalNotice, Sanction
from apps.changes.states import ChangeState as S
from apps.changes.tests.builders import TODAY, change_at, make_case, make_dossier
from apps.core.refusals import Conflict, Invalid
from apps.dashboard.rebuild import rebuild
from apps.deadlines.models import Deadline
from apps.dossiers import services as dossiers
from apps.dossiers.models import Dossier
from apps.dossiers.states import DossierState
from apps.frameworks.tests.builders import make_pathway
from apps.products.journal import events_of

pytestmark = pytest.mark.django_db
DAY = date(2026, 2, 2)


@pytest.fixture
def case(db):
    return make_case()


def act(case, **facts):
    return {"by": case.team.alice, "today": TODAY} | facts


def plan(case, **facts):
    facts = {"held_on": date(2026, 3, 20), "auditor": "Vérilab", "scope": "INS"} | facts
    return services.plan_audit(case.dossier.pk, **act(case, **facts))


def notice(case, **facts):
    facts = {"on": DAY, "due_on": date(2026, 5, 4), "grounds": "Notification tardive"} | facts
    return services.record_notice(case.dossier.pk, **act(case, **facts))


def sanction(case, **facts):
    facts = {"on": DAY, "level": "warning", "grounds": "Sans réponse"} | facts
    return services.record_sanction(case.dossier.pk, **act(case, **facts))


def dues(fact):
    return {(due.kind, due.due_on, due.status) for due in Deadline.objects.of(fact)}


# The record


def test_the_record_says_when_to_be_controlled_and_certified_anew(case):
    award = services.record_award(
        case.dossier.pk,
        **act(
            case,
            framework_version=" DMN 1.2.2 ",
            next_control_on=date(2026, 12, 1),
            new_framework="DMN 2",
            recertify_by=date(2026, 9, 30),
        ),
    )
    assert award.framework_version == "DMN 1.2.2"
    assert dues(award) == {
        ("award_control", date(2026, 12, 1), "open"),
        ("recertification", date(2026, 9, 30), "open"),
    }
    award = services.record_award(
        case.dossier.pk, **act(case, recertified_on=DAY, next_control_on=None, revision=1)
    )
    assert Award.objects.get().pk == award.pk
    assert dues(award) == {
        ("award_control", date(2026, 12, 1), "cancelled"),
        ("recertification", date(2026, 9, 30), "met"),
    }
    assert events_of(case.dossier).filter(verb="record_award").count() == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"convention_signed_on": date(2026, 3, 3)}, "convention_signed_on"),
        ({"next_control_on": date(2025, 11, 30)}, "next_control_on"),
        ({"new_framework": "DMN 2"}, "recertify_by"),
        ({"recertify_by": date(2026, 9, 30)}, "new_framework"),
        ({"recertified_on": DAY}, "recertify_by"),
    ],
)
def test_a_record_that_does_not_hold_is_refused_whole(case, facts, field):
    with pytest.raises(Invalid) as refusal:
        services.record_award(case.dossier.pk, **act(case, **facts))
    assert refusal.value.field == field
    assert not Award.objects.exists()


def test_a_stale_record_is_refused(case):
    services.record_award(case.dossier.pk, **act(case, framework_version="1", revision=0))
    with pytest.raises(Conflict, match="a changé"):
        services.record_award(case.dossier.pk, **act(case, framework_version="2", revision=0))


@pytest.mark.parametrize("do", [plan, notice, sanction])
def test_only_an_award_is_checked(case, do):
    case.dossier = make_dossier(case.team, state=DossierState.INSTRUCTION)
    with pytest.raises(Conflict) as refusal:
        do(case)
    assert [each.code for each in refusal.value.blockers] == ["not_awarded"]


@pytest.mark.parametrize("do", [plan, notice, sanction])
def test_who_may_note_them(case, do):
    for person, refused in (
        (case.team.bob, PermissionDenied),
        (case.team.rita, PermissionDenied),
        (case.team.charlie, Http404),
    ):
        with pytest.raises(refused):
            do(case, by=person)
    assert do(case, by=case.team.admin).pk


# Audits


def test_an_audit_is_awaited_in_a_test_environment_until_its_result(case):
    audit = plan(case, held_on=date(2026, 2, 20))
    assert audit.environment == "test"
    assert dues(audit) == {("conformity_audit", date(2026, 2, 20), "open")}
    with pytest.raises(Invalid) as refusal:
        services.conclude_audit(audit.pk, **act(case, on=date(2026, 2, 19), result="conform"))
    assert refusal.value.field == "on"
    services.conclude_audit(audit.pk, **act(case, on=date(2026, 2, 20), result="conform"))
    assert dues(audit) == {("conformity_audit", date(2026, 2, 20), "met")}
    with pytest.raises(Conflict, match="déjà noté"):
        services.conclude_audit(audit.pk, **act(case, on=TODAY, result="conform"))


def test_failings_are_told(case):
    audit = plan(case, held_on=DAY)
    with pytest.raises(Invalid) as refusal:
        services.conclude_audit(audit.pk, **act(case, on=DAY, result="failings"))
    assert refusal.value.field == "findings"


def test_an_audit_may_be_cancelled_before_its_day(case):
    audit = plan(case)
    services.conclude_audit(audit.pk, **act(case, on=DAY, result="cancelled"))
    assert Audit.objects.get().badge == "cancelled"


def test_an_audit_comes_after_the_award(case):
    assert plan(case, held_on=date(2025, 12, 1)).pk
    with pytest.raises(Invalid):
        plan(case, held_on=date(2025, 11, 30))


# Formal notices


@pytest.mark.parametrize(
    ("issued_on", "due_on", "accepted"),
    [
        (date(2026, 2, 2), date(2026, 8, 2), True),
        (date(2026, 2, 2), date(2026, 8, 3), False),
        (date(2026, 2, 2), date(2026, 2, 3), True),
        (date(2026, 2, 2), date(2026, 2, 2), False),
        (date(2025, 12, 31), date(2026, 6, 30), True),
        (date(2025, 12, 31), date(2026, 7, 1), False),
    ],
)
def test_a_formal_notice_leaves_six_months_at_most(case, issued_on, due_on, accepted):
    if accepted:
        found = dues(notice(case, on=issued_on, due_on=due_on))
        assert found == {("formal_notice", due_on, "open")}
    else:
        with pytest.raises(Invalid) as refusal:
            notice(case, on=issued_on, due_on=due_on)
        assert refusal.value.field == "due_on"
        assert not FormalNotice.objects.exists()


def test_a_formal_notice_is_answered_then_lifted(case):
    row = notice(case)
    services.answer_notice(row.pk, **act(case, on=date(2026, 2, 10), answer="Corrigé en 4.3"))
    assert dues(row) == {("formal_notice", date(2026, 5, 4), "met")}
    with pytest.raises(Conflict):
        services.answer_notice(row.pk, **act(case, on=TODAY, answer="Encore"))
    with pytest.raises(Invalid):
        services.end_notice(row.pk, **act(case, on=date(2026, 2, 9), ending="lifted"))
    services.end_notice(row.pk, **act(case, on=date(2026, 2, 20), ending="lifted"))
    row.refresh_from_db()
    assert (row.ending, row.ended_on) == ("lifted", date(2026, 2, 20))
    with pytest.raises(Conflict):
        services.end_notice(row.pk, **act(case, on=TODAY, ending="followed"))


def test_a_formal_notice_names_an_audit_of_its_own_dossier(case):
    theirs = plan(case)
    case.dossier = make_dossier(case.team)
    with pytest.raises(Invalid) as refusal:
        notice(case, audit=theirs)
    assert refusal.value.field == "audit"


# Sanctions


@pytest.mark.parametrize(
    ("level", "amount", "field"),
    [
        ("warning", None, None),
        ("penalty", Decimal("1500.00"), None),
        ("penalty", None, "amount"),
        ("penalty", Decimal("0"), "amount"),
        ("suspension", Decimal("10"), "amount"),
    ],
)
def test_a_penalty_and_only_it_has_an_amount(case, level, amount, field):
    if field is None:
        assert sanction(case, level=level, amount=amount).amount == amount
    else:
        with pytest.raises(Invalid) as refusal:
            sanction(case, level=level, amount=amount)
        assert refusal.value.field == field
        assert not Sanction.objects.exists()


def test_a_fact_noted_by_mistake_is_voided_with_a_reason_once(case):
    row = notice(case)
    with pytest.raises(Invalid):
        services.void_fact(FormalNotice, row.pk, **act(case, reason=" "))
    services.void_fact(FormalNotice, row.pk, **act(case, reason="Autre produit"))
    assert dues(row) == {("formal_notice", date(2026, 5, 4), "cancelled")}
    with pytest.raises(Conflict):
        services.void_fact(FormalNotice, row.pk, **act(case, reason="Encore"))
    with pytest.raises(Invalid):
        sanction(case, notice=FormalNotice.objects.get())


# What the dossier becomes


def test_a_suspended_award_keeps_its_dates_and_a_withdrawn_one_loses_them(case):
    row = notice(case)
    facts = act(case, on=DAY, reason="Sans réponse")
    dossiers.suspend(case.dossier.pk, **facts)
    assert services.close_dues_of_lost_awards(today=TODAY) == 0
    dossiers.withdraw(case.dossier.pk, **facts)
    assert services.close_dues_of_lost_awards(today=TODAY) == 1
    assert dues(row) == {("formal_notice", date(2026, 5, 4), "cancelled")}
    assert services.close_dues_of_lost_awards(today=TODAY) == 0


def test_the_register_says_what_the_facts_say(case):
    notice(case)
    plan(case)
    services.record_award(case.dossier.pk, **act(case, next_control_on=date(2026, 12, 1)))
    differing = [words for _row, words in rebuild(today=TODAY, write=False) if words]
    assert differing == []


# The page


@pytest.fixture
def page(client, case):
    client.force_login(case.team.alice)
    with time_machine.travel("2026-03-02 09:00:00+01:00", tick=False):
        yield lambda **query: client.get(
            reverse("changes:award", args=[case.dossier.pk]), query
        ).content.decode()


def test_the_page_shows_every_fact_and_the_risk(page, case):
    change = change_at(case, S.A_NOTIFIER, title="Nouveau moteur")
    plan(case)
    notice(case, grounds="Notification tardive du moteur")
    sanction(case, level="penalty", amount=Decimal("1500.00"))
    text = page()
    for words in (
        "1 modification en retard",
        change.get_absolute_url(),
        "Vérilab",
        "Environnement de test",
        "Notification tardive du moteur",
        "1500,00",
    ):
        assert words in text.replace("\u202f", "").replace("\u00a0", " "), words


def test_the_acts_are_done_from_their_screens(client, page, case):
    pk = case.dossier.pk
    assert client.post(
        reverse("changes:record_award", args=[pk]),
        {"framework_version": "DMN 1.2.2", "next_control_on": "2026-12-01", "revision": 0},
    ).url == reverse("changes:award", args=[pk])
    client.post(
        reverse("changes:plan_audit", args=[pk]),
        {"held_on": "2026-02-20", "auditor": "Vérilab", "scope": "INS", "environment": "test"},
    )
    audit = Audit.objects.get()
    client.post(
        reverse("changes:conclude_audit", args=[audit.pk]),
        {"on": "2026-02-23", "result": "failings", "findings": "INS", "revision": audit.revision},
    )
    answer = client.post(
        reverse("changes:record_notice", args=[pk]),
        {"on": "2026-03-01", "due_on": "2026-09-02", "grounds": "INS", "audit": audit.pk},
    )
    assert answer.status_code == 422
    assert "6 mois au plus" in answer.content.decode()
    client.post(
        reverse("changes:record_notice", args=[pk]),
        {"on": "2026-03-01", "due_on": "2026-09-01", "grounds": "INS", "audit": audit.pk},
    )
    row = FormalNotice.objects.get()
    client.post(
        reverse("changes:answer_notice", args=[row.pk]), {"on": "2026-03-02", "answer": "Corrigé"}
    )
    client.post(
        reverse("changes:end_notice", args=[row.pk]), {"on": "2026-03-02", "ending": "followed"}
    )
    client.post(
        reverse("changes:record_sanction", args=[pk]),
        {"on": "2026-03-02", "level": "penalty", "amount": "200", "grounds": "I", "notice": row.pk},
    )
    voided = Sanction.objects.get()
    client.post(reverse("changes:void_sanction", args=[voided.pk]), {"reason": "Doublon"})
    row.refresh_from_db()
    voided.refresh_from_db()
    assert (row.answer, row.ending, voided.void_reason) == ("Corrigé", "followed", "Doublon")
    text = page()
    assert "Manquements relevés" in text
    assert "Doublon" in text


def test_a_dossier_without_award_says_what_will_be_there(client, page, case):
    dossier = make_dossier(case.team, state=DossierState.PREUVES)
    url = reverse("changes:award", args=[dossier.pk])
    assert "Attendez le référencement ou le certificat" in client.get(url).content.decode()
    assert client.post(reverse("changes:record_award", args=[dossier.pk]), {}).status_code == 409
    assert not Award.objects.exists()
    assert url in client.get(dossier.get_absolute_url()).content.decode()


@pytest.mark.parametrize(
    ("signed", "words"),
    [("2026-01-04", "Trop ancien"), ("2026-01-05", "Ce bon compte"), ("hier", "date valide")],
)
def test_which_order_forms_count(client, signed, words):
    case = make_case(dmn=False)
    Dossier.objects.filter(pk=case.dossier.pk).update(clock_started_on=date(2026, 5, 5))
    client.force_login(case.team.rita)
    url = reverse("changes:award", args=[case.dossier.pk])
    assert "lundi 5 janvier" in client.get(url).content.decode()
    assert words in client.get(url, {"signe": signed}).content.decode()


def test_without_completeness_the_planned_deposit_gives_a_provisional_answer(client):
    case = make_case(dmn=False)
    client.force_login(case.team.rita)
    url = reverse("changes:award", args=[case.dossier.pk])
    assert "n’est pas connue" in client.get(url).content.decode()
    Dossier.objects.filter(pk=case.dossier.pk).update(planned_deposit_on=date(2026, 5, 5))
    assert "calcul provisoire" in client.get(url).content.decode()


def test_a_label_has_no_order_forms(client):
    case = make_case(dmn=False)
    label = make_pathway("LABEL_ESANTE", name="Label e-santé")
    Dossier.objects.filter(pk=case.dossier.pk).update(
        pathway=label, clock_started_on=date(2026, 5, 5)
    )
    client.force_login(case.team.rita)
    text = client.get(reverse("changes:award", args=[case.dossier.pk])).content.decode()
    assert "Label e-santé" in text
    assert "Bons de commande" not in text


def test_a_nil_that_changed_since_is_shown(client):
    case = make_case(dmn=False)
    Dossier.objects.filter(pk=case.dossier.pk).update(convention_nil="0000")
    client.force_login(case.team.rita)
    text = client.get(reverse("changes:award", args=[case.dossier.pk])).content.decode()
    assert "Accordez le NIL de la convention" in text


def test_the_page_takes_as_many_queries_whatever_it_holds(
    client, case, django_assert_max_num_queries
):
    for _each in range(6):
        audit = plan(case)
        sanction(case, notice=notice(case, audit=audit))
    client.force_login(case.team.alice)
    with django_assert_max_num_queries(24):
        client.get(reverse("changes:award", args=[case.dossier.pk]))
