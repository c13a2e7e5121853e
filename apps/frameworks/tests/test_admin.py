"""The administration: reference data is edited there, catalogue versions are only looked at."""

import pytest
from django.urls import reverse

from apps.accounts.tests.builders import make_user
from apps.frameworks.models import CatalogVersion, Dsr, Pathway, RequirementCatalog
from apps.frameworks.services import freeze_version
from apps.frameworks.states import ResumePolicy
from apps.frameworks.tests.builders import (
    make_catalog,
    make_dispositif,
    make_dsr,
    make_homologation,
    make_pathway,
    rows_by_table,
)
from apps.frameworks.tests.test_services import AT

pytestmark = pytest.mark.django_db

MODELS = [
    "couloir",
    "dispositif",
    "pathway",
    "homologationtype",
    "knownprofile",
    "dsr",
    "requirementcatalog",
    "catalogversion",
]


@pytest.fixture
def ada(client):
    user = make_user("ada", is_superuser=True)
    client.force_login(user)
    return user


def url(model, page, *args):
    return reverse(f"admin:frameworks_{model}_{page}", args=args)


@pytest.mark.parametrize("model", MODELS)
def test_each_list_opens(client, ada, model):
    make_dsr()
    make_catalog()
    assert client.get(url(model, "changelist"), {"q": "a"}).status_code in (200, 302)
    assert client.get(url(model, "changelist")).status_code == 200


def test_others_do_not_get_in(client):
    client.force_login(make_user("bob"))
    for model in MODELS:
        assert client.get(url(model, "changelist")).status_code == 302


def test_the_policies_of_a_pathway_are_edited_with_their_history(client, ada):
    pathway = make_pathway()
    form = client.get(url("pathway", "change", pathway.pk)).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields}
    data |= {"resume_policy": ResumePolicy.RESTART, "review_days": 61}
    assert client.post(url("pathway", "change", pathway.pk), data).status_code == 302
    pathway = Pathway.objects.get()
    assert (pathway.resume_policy, pathway.review_days) == ("restart", 61)
    change = pathway.history.first()
    assert (change.history_user, change.prev_record.resume_policy) == (ada, "suspend")


def test_a_dsr_is_made_with_its_milestones_and_homologations(client, ada):
    data = {
        "code": "DSR-MDV-LGC-Va2",
        "title": "Logiciels de cabinet",
        "version": "1.2",
        "pathway": make_pathway().pk,
        "dispositif": make_dispositif().pk,
        "wave": "VA2",
        "requiredhomologation_set-TOTAL_FORMS": 1,
        "requiredhomologation_set-INITIAL_FORMS": 0,
        "requiredhomologation_set-0-homologation": make_homologation().pk,
        "milestones-TOTAL_FORMS": 1,
        "milestones-INITIAL_FORMS": 0,
        "milestones-0-name": "Fin des dépôts",
        "milestones-0-due_on": "2026-06-30",
        "milestones-0-expected_state": "instruction",
    }
    assert client.post(url("dsr", "add"), data).status_code == 302
    dsr = Dsr.objects.get()
    assert [one.code for one in dsr.homologations.all()] == ["INSI"]
    assert [(one.name, one.due_on.isoformat()) for one in dsr.milestones.all()] == [
        ("Fin des dépôts", "2026-06-30")
    ]


@pytest.mark.parametrize("frozen", [False, True])
def test_a_version_is_never_edited_nor_deleted_there(client, ada, frozen):
    version = make_catalog()
    if frozen:
        freeze_version(version, at=AT)
    page = client.get(url("catalogversion", "change", version.pk))
    assert page.status_code == 200
    assert version.get_absolute_url() in page.content.decode()
    before = rows_by_table()
    for name in ("change", "delete"):
        answer = client.post(
            url("catalogversion", name, version.pk), {"label": "9.9", "post": "yes"}
        )
        assert answer.status_code == 403
    client.post(
        url("catalogversion", "changelist"),
        {"action": "delete_selected", "_selected_action": [version.pk], "post": "yes"},
    )
    assert rows_by_table() == before
    assert CatalogVersion.objects.get().label == "1.0"


def test_the_history_of_a_version_cannot_bring_it_back(client, ada):
    version = make_catalog()
    record = version.history.last()
    version.label = "2.0"
    version.save()
    assert client.get(url("catalogversion", "history", version.pk)).status_code == 200
    old = url("catalogversion", "simple_history", version.pk, record.pk)
    assert client.get(old).status_code == 200
    assert client.post(old, {"label": "1.0"}).status_code == 403
    version.refresh_from_db()
    assert version.label == "2.0"


def test_adding_a_version_leads_to_the_import(client, ada):
    assert client.get(url("catalogversion", "add"))["Location"] == reverse("frameworks:import")


def test_a_catalogue_with_versions_stays_and_keeps_its_code(client, ada):
    catalog = make_catalog().catalog
    page = url("requirementcatalog", "change", catalog.pk)
    assert client.post(page, {"code": "autre", "name": "Nouveau nom", "dsr": ""}).status_code == 302
    catalog.refresh_from_db()
    assert (catalog.code, catalog.name) == ("rem-lgc-va2", "Nouveau nom")
    delete = url("requirementcatalog", "delete", catalog.pk)
    assert client.post(delete, {"post": "yes"}).status_code == 403
    client.post(
        url("requirementcatalog", "changelist"),
        {"action": "delete_selected", "_selected_action": [catalog.pk], "post": "yes"},
    )
    assert RequirementCatalog.objects.count() == 1
    catalog.versions.all().delete()
    assert client.post(delete, {"post": "yes"}).status_code == 302
    assert RequirementCatalog.objects.count() == 0
