"""Who took which file: a line per taking, read by leads and administrators."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from apps.evidence import store
from apps.evidence.models import Download
from apps.evidence.states import ScanState
from apps.evidence.taken import note_bundle
from apps.evidence.tests.builders import close, make_evidence_version
from apps.products.tests.builders import make_team
from apps.rules.counting import PARIS

NOON = "2026-03-04 12:00:00+01:00"
LATER = datetime(2026, 3, 5, 9, tzinfo=PARIS)


@pytest.fixture
def team(db):
    return make_team()


@pytest.fixture
def version(team):
    return make_evidence_version(team.product, by=team.bob)


def take(client, version, **query):
    response = client.get(version.get_absolute_url(), query)
    close(response)
    return response


def lines() -> list[tuple]:
    rows = Download.objects.order_by("pk")
    return list(rows.values_list("person__username", "version__number", "inline"))


def page_of(client, version):
    return client.get(reverse("evidence:detail", args=[version.evidence_id]))


def test_a_taking_is_a_line_with_its_moment(client, team, version, time_machine):
    time_machine.move_to(NOON, tick=False)
    client.force_login(team.rita)
    take(client, version)
    take(client, version, inline="1")
    assert lines() == [("rita", 1, False), ("rita", 1, True)]
    assert Download.objects.first().at.astimezone(PARIS).isoformat(" ") == NOON


def test_the_pieces_of_one_taking_are_one_line(client, team, version, time_machine):
    travel = time_machine.move_to
    travel(NOON, tick=False)
    client.force_login(team.rita)
    for _ in range(3):
        take(client, version)
    first = Download.objects.get().at
    travel(first + timedelta(minutes=10) - timedelta(seconds=1), tick=False)
    take(client, version)
    assert len(lines()) == 1
    travel(first + timedelta(minutes=10), tick=False)
    take(client, version)
    assert len(lines()) == 2
    client.force_login(team.bob)
    take(client, version)
    assert len(lines()) == 3


def test_what_is_not_given_is_not_noted(client, team, version):
    client.head(version.get_absolute_url())
    client.force_login(team.charlie)
    take(client, version)
    client.force_login(team.rita)
    close(client.head(version.get_absolute_url()))
    version.blob.scan_state = ScanState.INFECTED
    version.blob.save()
    assert client.get(version.get_absolute_url()).status_code == 410
    version.blob.scan_state = ScanState.CLEAN
    version.blob.save()
    store.remove(version.blob.sha256)
    assert client.get(version.get_absolute_url()).status_code == 409
    assert lines() == []


@pytest.mark.parametrize(
    ("who", "sees"), [("rita", False), ("bob", False), ("alice", True), ("admin", True)]
)
def test_those_who_lead_read_who_took_it(client, team, version, who, sees):
    client.force_login(team.rita)
    take(client, version)
    client.force_login(getattr(team, who))
    page = page_of(client, version).content.decode()
    assert "preuve.pdf" in page
    assert ("Qui a pris ce document" in page) == sees
    assert ("téléchargé" in page) == sees


def test_nobody_yet_says_how_it_begins(client, team, version):
    client.force_login(team.alice)
    assert "s’inscriront ici" in page_of(client, version).content.decode()
    client.force_login(team.charlie)
    assert page_of(client, version).status_code == 404


def test_many_lines_have_pages_and_cost_as_many_questions(
    client, team, version, django_assert_max_num_queries
):
    client.force_login(team.alice)
    counts = []
    page_of(client, version)
    for number in (1, 40):
        while Download.objects.count() < number:
            Download.objects.create(
                version=version, person=team.rita, inline=False, at=version.uploaded_at
            )
        with django_assert_max_num_queries(40) as asked:
            response = page_of(client, version)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "Page 1 sur 2" in response.content.decode()


def test_the_admin_reads_the_lines_and_never_writes_one(client, admin_client, team, version):
    client.force_login(team.rita)
    take(client, version)
    base = "/admin/evidence/download/"
    line = Download.objects.get()
    assert admin_client.get(base).status_code == 200
    assert admin_client.get(f"{base}add/").status_code == 403
    assert admin_client.post(f"{base}{line.pk}/change/", {"inline": "on"}).status_code == 403
    assert admin_client.post(f"{base}{line.pk}/delete/", {"post": "yes"}).status_code == 403


def register_page(client, team, **query):
    return client.get(reverse("evidence:takings", args=[team.product.pk]), query)


def test_the_register_of_a_product_is_filtered_by_person_document_and_way(client, team, version):
    other = make_evidence_version(team.product, by=team.bob, name="plan.txt", content=b"plan")
    for person, each in ((team.rita, version), (team.bob, other)):
        client.force_login(person)
        take(client, each)
    note_bundle([version, version], by=team.bob, within="MediCab 8.1, tour 1", now=LATER)
    client.force_login(team.alice)

    def found(**query) -> int:
        return len(register_page(client, team, **query).context["page"].object_list)

    assert found() == 3
    assert found(person=team.rita.pk) == 1
    assert found(document=version.evidence_id) == 2
    assert found(origin="bundle") == 1
    nothing = {"person": team.rita.pk, "origin": "bundle"}
    assert found(**nothing) == 0
    page = register_page(client, team).content.decode()
    assert "MediCab 8.1, tour 1" in page
    assert "emporté dans un dépôt" in page
    assert "avec ces filtres" in register_page(client, team, **nothing).content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [("charlie", 404), ("rita", 403), ("bob", 403), ("alice", 200)]
)
def test_the_register_is_for_those_who_lead(client, team, version, who, status):
    client.force_login(getattr(team, who))
    assert register_page(client, team).status_code == status
    listed = client.get(reverse("evidence:list", args=[team.product.pk])).content.decode()
    assert ("Consultations" in listed) == (status == 200)


def test_the_register_costs_as_many_questions_for_many_lines(
    client, team, version, django_assert_max_num_queries
):
    client.force_login(team.alice)
    register_page(client, team)
    counts = []
    for number in (1, 60):
        while Download.objects.count() < number:
            note_bundle([version], by=team.rita, within="Tour 1", now=LATER)
        with django_assert_max_num_queries(40) as asked:
            response = register_page(client, team)
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert "Page 1 sur 2" in response.content.decode()


def test_an_empty_register_says_what_will_be_here(client, team):
    client.force_login(team.alice)
    assert "Personne encore" in register_page(client, team).content.decode()
