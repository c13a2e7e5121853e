"""A component that several products share: one modification an award, none twice, all or none."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404
from django.urls import reverse

from apps.changes import services
from apps.changes.models import ChangeRecord, ComponentChange
from apps.changes.tests.builders import KNOWN, TODAY, make_case, make_dossier
from apps.cnda.tests.builders import make_component
from apps.core.refusals import Conflict, Invalid
from apps.deadlines.models import Deadline
from apps.dossiers.states import DossierState
from apps.products.states import Role
from apps.products.tests.builders import Team, make_member, make_product, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(db):
    return make_case()


@pytest.fixture
def component(case):
    return make_component(case.team.product)


def second_product(case, name="MediLab", nil="7781", role=Role.LEAD, **facts):
    """Return the awarded dossier of another product of Alice with the same component."""
    product = make_product(name, nil=name, responsible=case.team.alice, is_dmn=True)
    make_member(product, case.team.alice, role)
    make_component(product, nil=nil)
    team = Team(
        product,
        make_version(product),
        *(getattr(case.team, who) for who in ("alice", "bob", "rita", "charlie", "admin")),
    )
    return make_dossier(team, **facts)


def record_all(case, component, **facts):
    facts = {
        "by": case.team.alice,
        "on": KNOWN,
        "today": TODAY,
        "title": "VitaLecteur 2.4",
        "version": "2.4",
    } | facts
    return services.record_component_change(component.pk, **facts)


def test_each_award_that_holds_the_component_gets_its_own_modification(case, component):
    other = second_product(case)
    second_product(case, "MediAutre", nil="9999")
    make_dossier(case.team, state=DossierState.PREUVES)
    family = record_all(case, component, released_on=date(2026, 1, 8))
    rows = list(family.changes.order_by("pk"))
    assert {row.dossier for row in rows} == {case.dossier, other}
    assert {row.title for row in rows} == {"VitaLecteur 2.4"}
    for row in rows:
        dues = {due.kind: due.due_on for due in Deadline.objects.of(row)}
        assert dues == {
            "change_assessment": date(2026, 1, 7),
            "change_notification": date(2026, 1, 23),
        }
    services.dismiss_change(
        rows[0].pk, by=case.team.alice, on=KNOWN, today=TODAY, justification="Rien"
    )
    assert ChangeRecord.objects.get(pk=rows[1].pk).state == "a_evaluer"


def test_without_a_nil_the_name_and_the_vendor_tell_the_component(case):
    mine = make_component(case.team.product, nil="")
    other = second_product(case, nil="")
    second_product(case, "MediAutre", nil="7781")
    family = record_all(case, mine)
    assert {row.dossier for row in family.changes.all()} == {case.dossier, other}


def test_nothing_is_recorded_twice_and_all_is_refused_with_the_reason(case, component):
    first = record_all(case, component).changes.get()
    other = second_product(case)
    with pytest.raises(Conflict) as refusal:
        record_all(case, component, version=" 2.4 ")
    (blocker,) = refusal.value.blockers
    assert (blocker.code, blocker.url) == ("same_release", first.get_absolute_url())
    assert "VitaLecteur 2.4 y est déjà suivi" in blocker.label
    assert not other.changes.exists()
    assert ComponentChange.objects.count() == 1
    assert record_all(case, component, version="2.5").changes.count() == 2


def test_the_same_version_may_come_again_once_the_first_is_closed(case, component):
    first = record_all(case, component).changes.get()
    services.dismiss_change(
        first.pk, by=case.team.alice, on=KNOWN, today=TODAY, justification="Rien"
    )
    assert record_all(case, component).changes.count() == 1


def test_the_database_refuses_a_second_open_one(case, component):
    first = record_all(case, component).changes.get()
    with pytest.raises(IntegrityError, match=r"component_release"), transaction.atomic():
        ChangeRecord.objects.create(
            product=first.product,
            dossier=first.dossier,
            title="La même",
            state_on=KNOWN,
            discovered_on=KNOWN,
            responsible=first.responsible,
            component_release=first.component_release,
        )


def test_one_refusal_leaves_nothing_behind(case, component):
    second_product(case, decided_on=date(2026, 1, 20))
    with pytest.raises(Invalid) as refusal:
        record_all(case, component)
    assert refusal.value.field == "on"
    assert "MediLab" in refusal.value.message
    assert not ComponentChange.objects.exists()
    assert not ChangeRecord.objects.exists()


def test_without_an_award_there_is_nothing_to_record(case):
    other = second_product(case, state=DossierState.PREUVES)
    with pytest.raises(Conflict, match="Aucun dossier référencé ou certifié"):
        record_all(case, other.product.components.get())


def test_products_that_one_only_reads_are_left_out(case, component):
    second_product(case, role=Role.READER)
    assert [row.dossier for row in record_all(case, component).changes.all()] == [case.dossier]


def test_a_dossier_whose_follower_left_goes_to_the_person_who_records(case, component):
    case.team.product.memberships.filter(user=case.team.alice).delete()
    assert record_all(case, component, by=case.team.bob).changes.get().responsible == case.team.bob


def test_who_may_record(case, component):
    with pytest.raises(PermissionDenied):
        record_all(case, component, by=case.team.rita)
    with pytest.raises(Http404):
        record_all(case, component, by=case.team.charlie)
    assert record_all(case, component, by=case.team.bob).changes.count() == 1


@pytest.mark.parametrize("fact", [{"title": " "}, {"version": " "}])
def test_what_it_needs(case, component, fact):
    with pytest.raises(Invalid) as refusal:
        record_all(case, component, **fact)
    assert refusal.value.field in fact


# The pages


@pytest.fixture
def monday():
    with time_machine.travel("2026-03-02 09:00:00+01:00", tick=False):
        yield


@pytest.mark.usefixtures("monday")
def test_the_form_says_what_will_be_recorded_then_shows_the_family(client, case, component):
    second_product(case)
    second_product(case, "MediLu", role=Role.READER)
    client.force_login(case.team.alice)
    url = reverse("changes:component", args=[component.pk])
    text = client.get(url).content.decode()
    assert "2 modifications seront enregistrées" in text
    assert "prévenez leur responsable" in text
    assert url in client.get(case.team.product.get_absolute_url()).content.decode()
    answer = client.post(url, {"title": "V", "version": "2.4", "on": "2026-03-02"}, follow=True)
    page = answer.content.decode()
    assert "2 modifications suivent ce composant" in page
    assert "MediLab" in page
    first = ChangeRecord.objects.first()
    family = reverse("changes:family", args=[first.pk])
    assert family in client.get(first.get_absolute_url()).content.decode()


@pytest.mark.usefixtures("monday")
def test_the_family_shows_nobody_what_they_may_not_see(client, case, component):
    second_product(case)
    mine = record_all(case, component).changes.get(dossier=case.dossier)
    client.force_login(case.team.rita)
    page = client.get(reverse("changes:family", args=[mine.pk])).content.decode()
    assert "1 modification suit ce composant" in page
    assert "MediLab" not in page
    client.force_login(case.team.charlie)
    assert client.get(reverse("changes:family", args=[mine.pk])).status_code == 404


@pytest.mark.usefixtures("monday")
def test_a_modification_alone_has_no_family(client, case):
    alone = ChangeRecord.objects.create(
        product=case.team.product,
        dossier=case.dossier,
        title="Seule",
        state_on=KNOWN,
        discovered_on=KNOWN,
        responsible=case.team.alice,
    )
    client.force_login(case.team.alice)
    assert client.get(reverse("changes:family", args=[alone.pk])).status_code == 404


@pytest.mark.usefixtures("monday")
def test_the_family_takes_as_many_queries_whatever_its_size(
    client, case, component, django_assert_max_num_queries
):
    for number in range(6):
        second_product(case, f"MediLab {number}")
    family = record_all(case, component)
    client.force_login(case.team.alice)
    with django_assert_max_num_queries(9):
        client.get(reverse("changes:family", args=[family.changes.first().pk]))
