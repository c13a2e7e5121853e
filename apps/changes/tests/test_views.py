"""Pages of modifications: who sees what, what each act shows, refuses and does."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.changes.models import ChangeRecord
from apps.changes.states import Answer
from apps.changes.states import ChangeState as S
from apps.changes.tests.builders import change_at, complete, make_case, make_dossier, record
from apps.changes.triage import QUESTIONS
from apps.dossiers.states import DossierState
from apps.evidence.models import Evidence
from apps.products.tests.builders import make_member, make_product

pytestmark = pytest.mark.django_db
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
LEAD = ["triage", "dismiss", "establish_impact", "notify_ans", "close", "require_new_request"]
LEAD += ["open_application", "file_new_request", "assign"]
CONTRIBUTE = ["update", "requirements", "attach"]


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel("2026-03-02 09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def case(db):
    return make_case()


def as_(client, person):
    client.force_login(person)
    return client


def fresh(change):
    return ChangeRecord.objects.get(pk=change.pk)


def post(client, name, change, **data):
    data = {"revision": fresh(change).revision, "on": "2026-03-02"} | data
    return client.post(reverse(f"changes:{name}", args=[change.pk]), data)


def test_who_opens_each_page(client, case):
    change = complete(case, record(case))
    file = change.attachments.get()
    pages = {
        change.get_absolute_url(): "view",
        reverse("changes:create", args=[case.dossier.pk]): "contribute",
        reverse("changes:detach", args=[change.pk, file.pk]): "contribute",
    }
    pages |= {reverse(f"changes:{name}", args=[change.pk]): "lead" for name in LEAD}
    pages |= {reverse(f"changes:{name}", args=[change.pk]): "contribute" for name in CONTRIBUTE}
    allowed = {
        case.team.admin: {"view", "contribute", "lead"},
        case.team.alice: {"view", "contribute", "lead"},
        case.team.bob: {"view", "contribute"},
        case.team.rita: {"view"},
    }
    for page, action in pages.items():
        client.logout()
        assert client.get(page).status_code == 302
        assert as_(client, case.team.charlie).get(page).status_code == 404
        for person, actions in allowed.items():
            wanted = 200 if action in actions else 403
            assert as_(client, person).get(page).status_code == wanted, (page, person)


# The list


def titles(client, **query):
    page = client.get(reverse("changes:list"), query)
    return [row.title for row in page.context["page"].rows]


def test_the_list_shows_what_one_may_see(client, case):
    record(case)
    client.logout()
    assert client.get(reverse("changes:list")).status_code == 302
    assert titles(as_(client, case.team.rita)) == ["Nouveau moteur d’alertes"]
    assert titles(as_(client, case.team.charlie)) == []
    assert "Aucune modification" in client.get(reverse("changes:list")).content.decode()


def test_the_list_is_filtered_and_sorted(client, case):
    change_at(case, S.A_NOTIFIER, title="B en retard")
    change_at(case, S.SANS_IMPACT, title="C close", new_version="4.1")
    record(case, title="A neuve", on=date(2026, 3, 1))
    client = as_(client, case.team.alice)
    assert titles(client) == ["B en retard", "A neuve", "C close"]
    assert titles(client, tri="intitule") == ["A neuve", "B en retard", "C close"]
    assert titles(client, tri="connue") == ["A neuve", "C close", "B en retard"]
    assert titles(client, tri="n’importe") == ["B en retard", "A neuve", "C close"]
    assert titles(client, which="late") == ["B en retard"]
    assert titles(client, which="open") == ["B en retard", "A neuve"]
    assert titles(client, state="sans_impact") == ["C close"]
    assert titles(client, q="4.1") == ["C close"]
    assert titles(client, product=case.team.product.pk, q="moteur") == []
    other = make_product("Autre", nil="9", responsible=case.team.alice)
    make_member(other, case.team.alice)
    assert titles(client, product=other.pk) == []


@pytest.mark.parametrize(("day", "late"), [("2026-01-20", []), ("2026-01-21", ["Retard"])])
def test_late_begins_the_day_after_the_last_day(client, case, day, late):
    change_at(case, S.A_NOTIFIER, title="Retard")
    with time_machine.travel(f"{day} 09:00:00+01:00", tick=False):
        assert titles(as_(client, case.team.alice), which="late") == late


def test_the_list_takes_as_many_queries_whatever_its_length(
    client, case, django_assert_max_num_queries
):
    for number in range(12):
        record(case, title=f"Modification {number}")
    client = as_(client, case.team.alice)
    with django_assert_max_num_queries(9):
        assert len(titles(client)) == 12


# One modification


def test_the_page_says_day_15_is_the_last_day(client, case):
    change = change_at(case, S.A_NOTIFIER)
    page = as_(client, case.team.rita).get(change.get_absolute_url())
    text = page.content.decode()
    assert str(page.context["last_day"]) == "2026-01-20"
    assert "<strong>mardi 20 janvier</strong>" in text
    assert "Le jour 15 est le dernier jour." in text
    assert [each.code for each in page.context["missing"]] == [
        "nature",
        "requirements",
        "attachments",
    ]
    assert "vérifier dans la convention" not in text


def test_elsewhere_the_page_says_that_its_dates_are_internal(client):
    case = make_case(dmn=False)
    change = change_at(case, S.A_NOTIFIER)
    page = as_(client, case.team.alice).get(change.get_absolute_url())
    assert "date interne, à vérifier dans la convention" in page.content.decode()


@pytest.mark.parametrize(
    ("state", "road"),
    [
        (S.A_EVALUER, [S.A_EVALUER, S.A_NOTIFIER, S.NOTIFIEE, S.CLOSE]),
        (S.SANS_IMPACT, [S.A_EVALUER, S.SANS_IMPACT]),
        (S.CLOSE, [S.A_EVALUER, S.A_NOTIFIER, S.NOTIFIEE, S.CLOSE]),
        (
            S.DEMANDE_DEPOSEE,
            [S.A_EVALUER, S.A_NOTIFIER, S.NOTIFIEE, S.NOUVELLE_DEMANDE, S.DEMANDE_DEPOSEE],
        ),
    ],
)
def test_the_stepper_follows_the_road_taken(client, case, state, road):
    change = change_at(case, state)
    page = as_(client, case.team.alice).get(change.get_absolute_url())
    steps = page.context["steps"]
    assert [each.state for each in steps] == road
    reached = road.index(state) + 1
    assert all(each.on for each in steps[:reached])
    assert not any(each.on for each in steps[reached:])


def test_the_state_is_called_close_in_french(client, case):
    change = change_at(case, S.CLOSE)
    text = as_(client, case.team.alice).get(change.get_absolute_url()).content.decode()
    assert "Close" in text
    assert "Fermer</span>" not in text.split("<dialog")[0]


def test_a_modification_is_recorded_from_its_dossier(client, case):
    url = reverse("changes:create", args=[case.dossier.pk])
    data = {"title": "Import CDA", "on": "2026-03-01", "responsible": case.team.alice.pk}
    answer = as_(client, case.team.bob).post(url, data | {"new_version": "4.3"})
    change = ChangeRecord.objects.get()
    assert (answer.status_code, answer.url) == (302, change.get_absolute_url())
    again = client.post(url, data | {"new_version": "4.3"})
    assert again.status_code == 409
    assert "a déjà une modification en cours" in again.content.decode()


def test_a_dossier_without_award_says_so(client, case):
    from_scratch = make_dossier(case.team, state=DossierState.INSTRUCTION, decided_on=None)
    page = as_(client, case.team.bob).get(reverse("changes:create", args=[from_scratch.pk]))
    assert [each.code for each in page.context["blockers"]] == ["not_awarded"]


def test_a_notice_is_noted_once_its_file_is_complete(client, case):
    change = change_at(case, S.A_NOTIFIER)
    client = as_(client, case.team.alice)
    answer = post(client, "notify_ans", change)
    assert answer.status_code == 409
    assert [each.code for each in answer.context["blockers"]] == [
        "nature",
        "requirements",
        "attachments",
    ]
    complete(case, change)
    assert post(client, "notify_ans", change).status_code == 302
    assert fresh(change).state == S.NOTIFIEE


@pytest.mark.parametrize("name", [*LEAD, "update", "attach"])
def test_an_act_in_a_wrong_state_says_why_and_changes_nothing(client, case, name):
    change = change_at(case, S.SANS_IMPACT)
    page = as_(client, case.team.alice).get(reverse(f"changes:{name}", args=[change.pk]))
    assert [each.code for each in page.context["blockers"]] == ["state"]
    answer = post(
        client,
        name,
        change,
        title="Autre",
        justification="Rien",
        responsible=case.team.bob.pk,
        no_patient_data="on",
        upload=SimpleUploadedFile("note.pdf", PDF),
        version=case.team.version.pk,
        catalog=case.dossier.catalog_id,
        **{question.field: Answer.NO for question in QUESTIONS},
    )
    assert answer.status_code == 409
    assert fresh(change).revision == change.revision
    assert not Evidence.objects.exists()


def test_a_file_is_attached_and_taken_off(client, case):
    change = record(case)
    client = as_(client, case.team.bob)
    post(
        client,
        "attach",
        change,
        title="Analyse d’impact",
        no_patient_data="on",
        upload=SimpleUploadedFile("analyse.pdf", PDF),
    )
    version = change.attachments.get()
    assert version.evidence.title == "Analyse d’impact"
    url = reverse("changes:detach", args=[change.pk, version.pk])
    assert client.post(url, {"revision": fresh(change).revision}).status_code == 302
    assert not change.attachments.exists()


# Choosing requirements


def test_requirements_are_searched_without_accents_and_keep_their_ticks(client, case):
    change = record(case)
    first = case.requirements[0]
    first.statement = "Vérification de l’identité"
    first.save()
    url = reverse("changes:requirements", args=[change.pk])
    client = as_(client, case.team.bob)
    kept = case.requirements[3].pk
    data = {"search": "1", "q": "verification IDENTITE", "requirements": [kept]}
    page = client.post(url, data, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert [each.pk for each in page.context["found"]] == [first.pk]
    assert [each.pk for each in page.context["chosen"]] == [kept]
    assert not change.requirements.exists()
    plain = client.post(url, data)
    assert "<html" in plain.content.decode()


def test_requirements_are_saved_and_shown(client, case):
    change = record(case)
    url = reverse("changes:requirements", args=[change.pk])
    wanted = [each.pk for each in case.requirements[:2]]
    answer = as_(client, case.team.bob).post(
        url, {"requirements": wanted, "revision": change.revision}
    )
    assert (answer.status_code, answer.url) == (302, change.get_absolute_url())
    page = client.get(change.get_absolute_url())
    assert [each.pk for each in page.context["requirements"]] == wanted
    assert "INS/va1.06" in page.content.decode()


@pytest.mark.parametrize("value", ["999999", "x"])
def test_a_forged_requirement_is_refused(client, case, value):
    change = record(case)
    url = reverse("changes:requirements", args=[change.pk])
    answer = as_(client, case.team.bob).post(url, {"requirements": [value]})
    assert answer.status_code == 422
    assert not change.requirements.exists()


def test_requirements_no_longer_change_after_the_notice(client, case):
    change = change_at(case, S.NOTIFIEE)
    url = reverse("changes:requirements", args=[change.pk])
    answer = as_(client, case.team.bob).post(url, {"requirements": []})
    assert answer.status_code == 409
    assert change.requirements.count() == 1


def test_the_administration_only_reads(client, case):
    change = change_at(case, S.A_NOTIFIER)
    client = as_(client, case.team.admin)
    url = reverse("admin:changes_changerecord_change", args=[change.pk])
    assert client.get(url).status_code == 200
    assert client.post(url, {"state": "close", "title": "Piraté"}).status_code == 403
    assert client.get(reverse("admin:changes_changerecord_add")).status_code == 403
    assert client.get(reverse("admin:changes_changerecord_changelist")).status_code == 200
    assert fresh(change).title == "Nouveau moteur d’alertes"
