"""Pages of requests and montages: who sees what, what each act shows, refuses and does."""

from datetime import date

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.cnda import services
from apps.cnda.models import CndaCoverage, CndaRequest
from apps.cnda.states import CndaOutcome as O
from apps.cnda.states import CndaStatus as S
from apps.cnda.tests.builders import declare, make_component, open_request, request_at
from apps.evidence.models import Evidence
from apps.evidence.states import EvidenceKind
from apps.frameworks.tests.builders import make_homologation
from apps.products.tests.builders import make_team

pytestmark = pytest.mark.django_db
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>"
    b"endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)
ACTS = [
    "advance",
    "return",
    "check",
    "update",
    "screenshot",
    "attestation",
    "letter",
    "take_off_letter",
    "refuse",
    "abandon",
]
CONTRIBUTE = {"check", "screenshot", "attestation", "letter"}


@pytest.fixture(autouse=True)
def monday():
    with time_machine.travel("2026-03-02 09:00:00+01:00", tick=False):
        yield


@pytest.fixture
def team(db):
    return make_team()


def as_(client, person):
    client.force_login(person)
    return client


def fresh(row):
    return CndaRequest.objects.get(pk=row.pk)


def post(client, name, row, **data):
    data = {"revision": fresh(row).revision, "on": "2026-03-02"} | data
    return client.post(reverse(f"cnda:{name}", args=[row.pk]), data)


def test_who_opens_each_page(client, team):
    row = request_at(team, S.PRE_EXAMEN)
    coverage = declare(team)
    pages = {reverse("cnda:detail", args=[row.pk]): "view"}
    pages[reverse("cnda:montage", args=[coverage.pk])] = "view"
    pages[reverse("cnda:montage_withdraw", args=[coverage.pk])] = "lead"
    pages[reverse("cnda:create", args=[team.version.pk])] = "lead"
    pages[reverse("cnda:montage_create", args=[team.version.pk])] = "lead"
    for name in ACTS:
        pages[reverse(f"cnda:{name}", args=[row.pk])] = (
            "contribute" if name in CONTRIBUTE else "lead"
        )
    allowed = {
        team.admin: {"view", "contribute", "lead"},
        team.alice: {"view", "contribute", "lead"},
        team.bob: {"view", "contribute"},
        team.rita: {"view"},
    }
    for page, action in pages.items():
        client.logout()
        assert client.get(page).status_code == 302
        assert as_(client, team.charlie).get(page).status_code == 404
        for person, actions in allowed.items():
            wanted = 200 if action in actions else 403
            assert as_(client, person).get(page).status_code == wanted, (page, person)


def test_the_page_says_where_the_request_stands(client, team):
    row = request_at(team, S.PRE_EXAMEN)
    page = as_(client, team.alice).get(row.get_absolute_url())
    text = page.content.decode()
    assert "« En cours actif » au CNDA" in text
    assert [(each.status, each.place) for each in page.context["steps"]] == [
        (S.INITIALISATION, "done"),
        (S.PRE_EXAMEN, "current"),
        (S.EXAMEN_CONFORMITE, "future"),
        (S.FINALISATION, "future"),
    ]
    assert [str(each.on) for each in page.context["steps"][:2]] == ["2026-01-05", "2026-01-12"]


@pytest.mark.parametrize(("day", "late"), [("2026-02-20", False), ("2026-02-21", True)])
def test_the_announced_return_turns_red_the_day_after(client, team, day, late):
    open_request(team, expected_return_on=date(2026, 2, 20))
    with time_machine.travel(f"{day} 09:00:00+01:00", tick=False):
        page = as_(client, team.rita).get(CndaRequest.objects.get().get_absolute_url())
    assert page.context["return_is_late"] is late
    assert ("notice--red" in page.content.decode()) is late


@pytest.mark.parametrize("outcome", [O.REFUSEE, O.ABANDONNEE])
def test_a_closed_request_has_no_button(client, team, outcome):
    row = request_at(team, S.PRE_EXAMEN, outcome)
    page = as_(client, team.alice).get(row.get_absolute_url())
    assert page.context["primary"] == page.context["others"] == []
    assert [slot.verb for slot in page.context["papers"]] == [None, None, None]


def test_a_request_is_opened_from_a_version(client, team):
    insi = make_homologation("INSI")
    url = reverse("cnda:create", args=[team.version.pk])
    page = as_(client, team.alice).get(url, {"homologation": insi.pk})
    assert page.context["form"]["homologation"].value() == str(insi.pk)
    data = {"homologation": insi.pk, "on": "2026-03-02", "responsible": team.bob.pk}
    answer = client.post(url, data | {"expected_return_on": "2026-04-01"})
    row = CndaRequest.objects.get()
    assert (answer.status_code, answer.url) == (302, row.get_absolute_url())
    again = client.post(url, data)
    assert again.status_code == 409
    assert "Une demande en propre existe déjà" in again.content.decode()
    assert CndaRequest.objects.count() == 1


def test_a_future_day_is_refused_beside_its_field(client, team):
    row = open_request(team)
    answer = post(as_(client, team.alice), "advance", row, on="2026-03-03", to="pre_examen")
    assert answer.status_code == 422
    assert "on" in answer.context["form"].errors
    assert fresh(row).status == S.INITIALISATION


def test_a_forged_jump_is_refused_with_a_sentence(client, team):
    row = open_request(team)
    answer = post(as_(client, team.alice), "advance", row, to="finalisation")
    assert answer.status_code == 409
    assert "Les statuts du CNDA se suivent" in answer.content.decode()
    assert fresh(row).status == S.INITIALISATION


def test_a_stale_page_is_refused(client, team):
    row = open_request(team)
    post(as_(client, team.alice), "advance", row, to="pre_examen")
    answer = post(client, "advance", row, to="examen_conformite", revision=row.revision)
    assert answer.status_code == 409
    assert fresh(row).status == S.PRE_EXAMEN


@pytest.mark.parametrize("name", ACTS)
def test_an_act_in_a_wrong_state_says_why_and_changes_nothing(client, team, name):
    row = request_at(team, S.PRE_EXAMEN, O.REFUSEE)
    before = fresh(row).revision
    page = as_(client, team.alice).get(reverse(f"cnda:{name}", args=[row.pk]))
    assert [each.code for each in page.context["blockers"]] == ["closed"]
    answer = post(
        client,
        name,
        row,
        to="examen_conformite",
        reason="Motif",
        responsible=team.bob.pk,
        no_patient_data="on",
        upload=SimpleUploadedFile("lettre.pdf", PDF),
    )
    assert answer.status_code == 409
    assert fresh(row).revision == before
    assert not Evidence.objects.exists()


def test_a_look_shows_the_known_date_and_an_empty_one_ends_it(client, team):
    row = open_request(team)
    post(as_(client, team.bob), "check", row, expected_return_on="2026-04-02")
    page = client.get(reverse("cnda:check", args=[row.pk]))
    assert str(page.context["form"]["expected_return_on"].value()) == "2026-04-02"
    post(client, "check", row, expected_return_on="")
    assert fresh(row).expected_return_on is None


def test_the_letter_deposited_at_finalisation_obtains(client, team):
    row = request_at(team, S.FINALISATION)
    answer = post(
        as_(client, team.bob),
        "letter",
        row,
        on="2026-02-16",
        no_patient_data="on",
        upload=SimpleUploadedFile("lettre.pdf", PDF),
    )
    assert answer.status_code == 302
    row = fresh(row)
    assert (row.outcome, row.letter.filename) == (O.OBTENUE, "lettre.pdf")
    assert row.letter.evidence.kind == EvidenceKind.CNDA_LETTER
    assert str(row.letter.document_on) == "2026-02-16"


def test_a_refused_letter_leaves_nothing(client, team):
    row = request_at(team, S.FINALISATION)
    answer = post(
        as_(client, team.bob),
        "letter",
        row,
        on="2026-01-04",
        no_patient_data="on",
        upload=SimpleUploadedFile("lettre.pdf", PDF),
    )
    assert answer.status_code == 422
    assert fresh(row).letter is None
    assert not Evidence.objects.exists()


def test_a_screenshot_warns_of_what_it_does_not_show(client, team):
    row = open_request(team)
    post(
        as_(client, team.bob),
        "screenshot",
        row,
        shows_software="on",
        no_patient_data="on",
        upload=SimpleUploadedFile("capture.pdf", PDF),
    )
    row = fresh(row)
    assert (row.shows_software, row.shows_status) == (True, False)
    page = client.get(row.get_absolute_url())
    slot = page.context["papers"][0]
    assert slot.warnings == [
        "On doit y lire le statut, Pré-examen au moins.",
        "On doit y lire la date de retour prévisionnelle.",
        "La demande n’est pas à Pré-examen : refaites la capture quand elle y sera.",
    ]
    assert slot.warnings[0] in page.content.decode()


def test_a_montage_is_declared_with_its_proof_and_withdrawn(client, team):
    apcv, component = make_homologation("APCV"), make_component(team.product)
    url = reverse("cnda:montage_create", args=[team.version.pk])
    data = {
        "homologation": apcv.pk,
        "component": component.pk,
        "on": "2026-03-02",
        "no_patient_data": "on",
    }
    answer = as_(client, team.alice).post(
        url, data | {"upload": SimpleUploadedFile("tiers.pdf", PDF)}
    )
    coverage = CndaCoverage.objects.get()
    assert (answer.status_code, answer.url) == (302, coverage.get_absolute_url())
    assert "7781" in client.get(answer.url).content.decode()
    client.post(
        reverse("cnda:montage_withdraw", args=[coverage.pk]),
        {"on": "2026-03-02", "reason": "Remplacé", "revision": coverage.revision},
    )
    page = client.get(coverage.get_absolute_url())
    assert page.context["may_withdraw"] is False
    assert "Remplacé" in page.content.decode()


def test_an_eai_montage_is_refused_with_the_reason_and_stores_nothing(client, team):
    eai, component = make_homologation("EAI"), make_component(team.product)
    answer = as_(client, team.alice).post(
        reverse("cnda:montage_create", args=[team.version.pk]),
        {
            "homologation": eai.pk,
            "component": component.pk,
            "on": "2026-03-02",
            "no_patient_data": "on",
            "upload": SimpleUploadedFile("tiers.pdf", PDF),
        },
    )
    assert answer.status_code == 409
    assert "même en montage" in answer.content.decode()
    assert not Evidence.objects.exists()


def test_an_act_answers_a_dialog_to_htmx(client, team):
    row = open_request(team)
    url = reverse("cnda:advance", args=[row.pk])
    page = as_(client, team.alice).get(url, headers={"HX-Request": "true"})
    assert "<html" not in page.content.decode()
    assert "Passer à « Pré-examen »" in page.content.decode()


def queries_of(client, row) -> int:
    with CaptureQueriesContext(connection) as queries:
        assert client.get(row.get_absolute_url()).status_code == 200
    return len(queries)


def test_the_page_takes_as_many_queries_whatever_the_journal(client, team):
    row = request_at(team, S.FINALISATION, O.OBTENUE)
    client = as_(client, team.alice)
    client.get(row.get_absolute_url())  # the bell is counted once for many pages
    first = queries_of(client, row)
    letter = fresh(row).letter
    for _copy in range(10):
        services.file_letter(
            row.pk, by=team.bob, version=letter, on=date(2026, 2, 16), today=date(2026, 3, 2)
        )
    assert queries_of(client, row) == first
    assert first <= 24


def test_the_administration_reads_states_and_changes_only_the_follow_up(client, team):
    row = request_at(team, S.PRE_EXAMEN)
    url = reverse("admin:cnda_cndarequest_change", args=[row.pk])
    page = as_(client, team.admin).get(url)
    assert set(page.context["adminform"].form.fields) == {"responsible", "reference"}
    client.post(url, {"responsible": team.bob.pk, "reference": "R-9", "status": "finalisation"})
    row = fresh(row)
    assert (row.status, row.responsible, row.reference) == (S.PRE_EXAMEN, team.bob, "R-9")
    assert client.get(reverse("admin:cnda_cndarequest_add")).status_code == 403
    assert client.post(reverse("admin:cnda_cndarequest_delete", args=[row.pk])).status_code == 403
    assert client.get(reverse("admin:cnda_cndacoverage_changelist")).status_code == 200
    assert client.get(reverse("admin:cnda_cndarequest_changelist")).status_code == 200
