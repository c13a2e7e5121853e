"""The map of a dossier and the list of its proofs: figures, filters, cost."""

from datetime import date

import pytest
from django.urls import reverse

from apps.dossiers import services
from apps.dossiers.pages.coverage import coverage_of
from apps.dossiers.states import DossierState as S
from apps.dossiers.states import ProofState
from apps.dossiers.tests.builders import RETURNED, make_case, make_case_at

pytestmark = pytest.mark.django_db


def url(case, name="proofs", query="") -> str:
    return f"{reverse(f'dossiers:{name}', args=[case.dossier.pk])}?{query}"


def references(client, case, query="") -> list[str]:
    lines = client.get(url(case, query=query)).context["lines"]
    return [line.proof.reference for line in lines]


def figures(line) -> tuple:
    return line.blocking, line.answered, line.conform, line.to_mend


def counts(line) -> dict:
    return {cell.state.value: cell.count for cell in line.cells if cell.count}


def test_the_map_counts_every_proof_and_the_progress_only_what_blocks():
    case = make_case_at(S.A_CORRIGER)

    found = coverage_of(case.dossier)
    ins, ssi = found.lines

    assert (ins.name, ssi.name) == ("INS", "SSI")
    assert counts(ins) == {"deposee": 1, "ko": 1, "non_applicable": 1}
    assert figures(ins) == (2, 1, 0, 1)
    assert counts(ssi) == {"deposee": 3}
    assert figures(ssi) == (2, 2, 0, 0)  # the préconisation does not block
    assert counts(found.total) == {"deposee": 4, "ko": 1, "non_applicable": 1}
    assert figures(found.total) == (4, 3, 0, 1)


def test_each_cell_leads_to_the_proofs_it_counts(client):
    case = make_case_at(S.A_CORRIGER)
    client.force_login(case.team.rita)

    page = client.get(url(case, "coverage")).content.decode()
    ko = next(c for c in coverage_of(case.dossier).lines[0].cells if c.state == ProofState.KO)

    assert f"/preuves/?{ko.query}".replace("&", "&amp;") in page
    assert references(client, case, ko.query) == ["INS/va1.06.01.01"]
    for line in coverage_of(case.dossier).lines:
        for cell in line.cells:
            assert len(references(client, case, cell.query)) == cell.count


def test_a_dossier_without_proofs_says_so(client):
    case = make_case()
    case.dossier.proofs.all().delete()
    client.force_login(case.team.rita)

    assert "Aucune preuve n’est attendue" in client.get(url(case, "coverage")).content.decode()
    assert "Aucune preuve n’est attendue" in client.get(url(case)).content.decode()


def test_the_list_shows_what_applies_in_the_order_of_the_workbook(client):
    case = make_case_at(S.PREUVES)
    client.force_login(case.team.rita)

    assert references(client, case) == [
        "INS/va1.06.01.01",
        "INS/va1.06.01.02",
        "SSI/GEN.18.01.01",
        "SSI/GEN.20.01.01",
        "MSS/CONF.02.01.01",
    ]
    assert references(client, case, "etat=non_applicable") == ["INS/va1.42.01.01"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("texte=vidéo", ["INS/va1.06.01.02"]),
        ("texte=GEN+répond", ["SSI/GEN.18.01.01", "SSI/GEN.20.01.01"]),
        ("texte=à+voir", ["SSI/GEN.20.01.01"]),
        ("personne=moi", ["SSI/GEN.20.01.01"]),
        ("personne=personne&bloquantes=on&texte=GEN", ["SSI/GEN.18.01.01"]),
        ("retard=on", ["SSI/GEN.20.01.01"]),
        ("nature=passi_form", ["SSI/GEN.18.01.01"]),
        ("etat=a-faire&texte=MSS", ["MSS/CONF.02.01.01"]),
        ("texte=introuvable", []),
    ],
)
def test_filters(client, time_machine, query, found):
    time_machine.move_to("2025-12-15 09:00+01:00")
    case = make_case_at(S.PREUVES)
    plan = {
        "responsible": case.team.bob,
        "target_on": date(2025, 12, 14),
        "comment": "À voir ensemble",
    }
    services.plan_proofs(
        case.dossier.pk,
        {case.proof("GEN.20.01.01").pk: plan},
        by=case.team.bob,
        today=date(2025, 12, 1),
    )
    client.force_login(case.team.bob)

    assert references(client, case, query) == found


@pytest.mark.parametrize(("day", "late"), [("2025-12-14", False), ("2025-12-15", True)])
def test_a_target_is_late_the_day_after(client, time_machine, day, late):
    time_machine.move_to(f"{day} 09:00+01:00")
    case = make_case_at(S.PREUVES)
    proof = case.proof("GEN.20.01.01")
    facts = {proof.pk: {"target_on": date(2025, 12, 14)}}
    services.plan_proofs(case.dossier.pk, facts, by=case.team.bob, today=date(2025, 12, 1))
    client.force_login(case.team.bob)

    lines = client.get(url(case, query="texte=GEN.20")).context["lines"]
    assert [line.late for line in lines] == [late]
    assert references(client, case, "retard=on") == [proof.reference] * late


def test_a_proof_with_an_answer_is_not_late(client, time_machine):
    time_machine.move_to("2026-03-02 09:00+01:00")
    case = make_case_at(S.A_CORRIGER)
    facts = {pk: {"target_on": RETURNED} for pk in case.dossier.proofs.values_list("pk", flat=True)}
    services.plan_proofs(case.dossier.pk, facts, by=case.team.bob, today=RETURNED)
    client.force_login(case.team.bob)

    assert references(client, case, "retard=on") == ["INS/va1.06.01.01"]


def test_a_chapter_and_a_profile_of_another_dossier_are_left_aside(client):
    case = make_case_at(S.PREUVES)
    other = make_case(team=case.team, code="AUTRE")
    chapter, profile = other.chapter("INS"), other.catalog.profiles.first()
    client.force_login(case.team.bob)

    page = client.get(url(case, query=f"chapitre={chapter.pk}&profil={profile.pk}"))

    assert page.status_code == 200
    assert "Un filtre de l’adresse n’existe pas" in page.content.decode()


def test_an_empty_result_offers_to_clear_the_filters(client):
    case = make_case_at(S.PREUVES)
    client.force_login(case.team.bob)

    page = client.get(url(case, query="texte=rien")).content.decode()

    assert "Aucune preuve ne répond à ces filtres" in page
    assert "Tout effacer" in page


def test_htmx_keeps_a_short_address(client):
    case = make_case_at(S.PREUVES)
    client.force_login(case.team.bob)

    page = client.get(url(case, query="texte=INS&etat="), HTTP_HX_REQUEST="true")

    assert page["HX-Push-Url"].endswith("/preuves/?texte=INS")


@pytest.mark.parametrize("name", ["coverage", "proofs"])
def test_the_cost_does_not_follow_the_number_of_proofs(client, django_assert_max_num_queries, name):
    def opened(many: int):
        lines = [("INS", "Général", f"INS/{n}", "exigence", ["Une", "Deux"]) for n in range(many)]
        team = None if many == 1 else first.team
        return make_case(requirements=lines, team=team, code=f"C{many}")

    first = opened(1)
    second = opened(40)
    client.force_login(first.team.bob)
    client.get(url(first, name))
    with django_assert_max_num_queries(40) as few:
        client.get(url(first, name))
    with django_assert_max_num_queries(len(few)):
        page = client.get(url(second, name))
    if name == "proofs":
        assert len(page.context["lines"]) == 50
        assert len(references(client, second, "page=2")) == 30
