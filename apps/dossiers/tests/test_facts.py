"""The facts that no state hangs on, through their service and through the administration."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse

from apps.core.refusals import Conflict, Invalid
from apps.deadlines.models import Deadline
from apps.dossiers import services
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import make_case, make_case_at
from apps.products.models import Event
from apps.products.tests.builders import make_version

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


def test_the_track_of_a_dmn_is_chosen_by_a_lead_until_admissibility_is_asked():
    case = make_case(dmn=True)
    with pytest.raises(PermissionDenied):
        update(case, by=case.team.bob, dmn_track="marque")
    update(case, by=case.team.bob, dmn_track="generique", ans_contact="M. Durand")
    assert update(case, dmn_track="marque").dmn_track == "marque"
    with pytest.raises(Invalid) as refusal:
        update(case, dmn_track="")
    assert refusal.value.field == "dmn_track"

    case.act("submit_admissibility", TODAY)
    with pytest.raises(Conflict):
        update(case, dmn_track="generique")
    assert update(case, dmn_track="marque", ans_contact="Mme Roy").ans_contact == "Mme Roy"


def test_a_second_track_says_why():
    case = make_case(dmn=True)
    other = make_version(case.team.product, "9.0")
    second = open_on(case, other, dmn_track="generique")
    with pytest.raises(Invalid) as refusal:
        services.update_dossier(second.pk, by=case.team.alice, today=TODAY, dmn_track="marque")
    assert refusal.value.field == "track_reason"
    facts = {"dmn_track": "marque", "track_reason": "Deux pathologies."}
    services.update_dossier(second.pk, by=case.team.alice, today=TODAY, **facts)
    assert second.history.first().track_reason == "Deux pathologies."


def test_two_open_dossiers_of_a_version_do_not_meet_on_one_track():
    case = make_case(dmn=True)
    second = open_on(case, case.team.version, dmn_track="marque", track_reason="Deux pathologies.")
    with pytest.raises(Invalid):
        services.update_dossier(second.pk, by=case.team.alice, today=TODAY, dmn_track="generique")


def open_on(case, version, **facts):
    """Open one more dossier like that of the case."""
    return services.open_dossier(
        version.pk,
        by=case.team.alice,
        on=TODAY,
        today=TODAY,
        dsr=case.dsr,
        catalog=case.catalog,
        profiles=[],
        responsible=case.team.alice,
        **facts,
    )


def test_the_reviewer_of_a_chapter_is_kept_with_the_one_before():
    case = make_case()
    chapter = case.chapter("INS")

    def name(reviewer, by=case.team.bob):
        services.update_chapter(chapter.pk, by=by, today=TODAY, reviewer=reviewer)
        return list(
            Event.objects.filter(verb="update_chapter")
            .order_by("pk")
            .values_list("sentence", "note")
        )

    first = ("Vérificateur ANS de « INS » : Mme Roy", "")
    second = ("Vérificateur ANS de « INS » : aucun", "Avant : Mme Roy")
    assert name(" Mme Roy ") == [first]
    assert name("Mme Roy") == [first]
    assert case.chapter("INS").reviewer == "Mme Roy"
    assert name("") == [first, second]
    with pytest.raises(PermissionDenied):
        name("X", by=case.team.rita)
    with pytest.raises(Http404):
        name("X", by=case.team.charlie)
