"""The facts that no state hangs on, through their service and through the administration."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from apps.core.refusals import Invalid
from apps.deadlines.models import Deadline
from apps.dossiers import services
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import make_case, make_case_at

pytestmark = pytest.mark.django_db
TODAY = date(2026, 2, 2)


def update(case, by=None, **facts):
    services.update_dossier(case.dossier.pk, by=by or case.team.alice, today=TODAY, **facts)
    return case.reload()


def test_a_contributor_notes_facts_and_only_a_lead_names_the_responsible():
    case = make_case_at(DossierState.INSTRUCTION)
    update(case, by=case.team.bob, ans_contact="M. Durand")
    assert case.dossier.ans_contact == "M. Durand"
    with pytest.raises(PermissionDenied):
        update(case, by=case.team.bob, responsible=case.team.bob)
    update(case, responsible=case.team.bob)
    assert Deadline.objects.get(kind="ans_review").responsible == case.team.bob
    with pytest.raises(Http404):
        update(case, by=case.team.charlie, ans_contact="X")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("responsible", None),
        ("planned_deposit_on", date(2025, 11, 2)),
        ("charter_accepted_on", None),
        ("charter_accepted_on", date(2026, 2, 3)),
    ],
)
def test_facts_that_do_not_hold_are_refused_with_their_field(field, value):
    case = make_case_at(DossierState.PREUVES)
    with pytest.raises(Invalid) as refusal:
        update(case, **{field: value})
    assert refusal.value.field == field


def test_a_reader_is_not_made_responsible():
    case = make_case()
    with pytest.raises(Invalid):
        update(case, responsible=case.team.rita)
    with pytest.raises(TypeError):
        update(case, state="reference")


def admin_page(case):
    return reverse("admin:dossiers_dossier_change", args=[case.dossier.pk])


def test_the_administration_edits_facts_through_the_service(client, time_machine):
    time_machine.move_to("2026-02-02T10:00:00+01:00")
    case = make_case_at(DossierState.INSTRUCTION)
    client.force_login(case.team.admin)
    assert client.get(admin_page(case)).status_code == 200
    data = {
        "responsible": case.team.bob.pk,
        "ans_contact": "M. Durand",
        "charter_accepted_on": "2025-11-20",
        "planned_deposit_on": "",
        "state": "reference",
    }
    for prefix in ("chapters", "review_events", "rounds"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}

    answer = client.post(admin_page(case), data)

    assert answer.status_code == 302
    case.reload()
    assert case.dossier.state == DossierState.INSTRUCTION
    assert case.dossier.ans_contact == "M. Durand"
    assert Deadline.objects.get(kind="ans_review").responsible == case.team.bob


def test_the_administration_neither_adds_nor_deletes_dossiers(client):
    case = make_case()
    client.force_login(case.team.admin)
    assert client.get(reverse("admin:dossiers_dossier_add")).status_code == 403
    delete = reverse("admin:dossiers_dossier_delete", args=[case.dossier.pk])
    assert client.post(delete, {"post": "yes"}).status_code == 403
    client.force_login(case.team.alice)
    assert client.get(admin_page(case)).status_code == 302
