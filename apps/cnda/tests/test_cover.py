"""How each required homologation is covered."""

from datetime import date
from types import SimpleNamespace

import pytest

from apps.cnda import services
from apps.cnda.cover import cover_of, covers_for
from apps.cnda.states import CndaOutcome, CndaStatus, CoverState
from apps.cnda.tests.builders import declare, make_file, open_request, request_at
from apps.frameworks.models import HomologationType
from apps.frameworks.tests.builders import make_dsr, make_homologation
from apps.products.tests.builders import make_product, make_team, make_version

pytestmark = pytest.mark.django_db


def story(cover):
    return (
        cover.homologation.code,
        cover.badge,
        cover.reached_pre_exam,
        cover.is_obtained,
        cover.has_filing_proof,
    )


def test_nothing_asked_yet():
    team = make_team()
    covers = cover_of(team.version, make_dsr())
    assert [story(each) for each in covers] == [
        ("DMP", CoverState.MISSING, False, False, False),
        ("INSI", CoverState.MISSING, False, False, False),
    ]
    dmp = make_homologation("DMP")
    assert covers[0].url == f"/cnda/versions/{team.version.pk}/demander/?homologation={dmp.pk}"
    assert covers[0].label == "Dmp : À demander"


def test_own_requests_count_from_pre_exam_and_are_obtained_with_the_letter():
    team = make_team()
    dsr = make_dsr(homologations=("INSI", "DMP", "APCV"))
    insi = request_at(team, CndaStatus.FINALISATION, CndaOutcome.OBTENUE)
    open_request(team, "DMP")
    request_at(team, CndaStatus.FINALISATION, code="APCV")
    covers = {each.homologation.code: each for each in cover_of(team.version, dsr)}
    assert story(covers["INSI"]) == ("INSI", CndaOutcome.OBTENUE, True, True, True)
    assert story(covers["DMP"]) == ("DMP", CndaStatus.INITIALISATION, False, False, False)
    assert story(covers["APCV"]) == ("APCV", CndaStatus.FINALISATION, True, False, False)
    assert covers["INSI"].url == insi.get_absolute_url()


def test_a_filed_screenshot_proves_the_filing():
    team = make_team()
    request = request_at(team, CndaStatus.PRE_EXAMEN)
    services.file_screenshot(
        request.pk,
        by=team.bob,
        version=make_file(team.product, by=team.bob),
        on=date(2026, 1, 13),
        today=date(2026, 1, 13),
    )
    (cover,) = cover_of(team.version, make_dsr(homologations=("INSI",)))
    assert story(cover) == ("INSI", CndaStatus.PRE_EXAMEN, True, False, True)


@pytest.mark.parametrize("outcome", [CndaOutcome.REFUSEE, CndaOutcome.ABANDONNEE])
def test_a_closed_request_covers_nothing_and_offers_a_new_one(outcome):
    team = make_team()
    request_at(team, CndaStatus.EXAMEN_CONFORMITE, outcome)
    dsr = make_dsr(homologations=("INSI",))
    (cover,) = cover_of(team.version, dsr)
    assert story(cover) == ("INSI", outcome, False, False, False)
    assert cover.url.startswith(f"/cnda/versions/{team.version.pk}/demander/")
    again = open_request(team)
    (cover,) = cover_of(team.version, dsr)
    assert cover.request == again


def test_the_live_request_is_shown_before_a_closed_one_whatever_their_order():
    team = make_team()
    live = request_at(team, code="DMP")
    dsr = make_dsr(homologations=("DMP",))
    closed = services.abandon_cnda_request(
        live.pk, by=team.alice, on=date(2026, 2, 1), today=date(2026, 2, 1), reason="Doublon"
    )
    second = open_request(team, "DMP")
    (cover,) = cover_of(team.version, dsr)
    assert (cover.request, closed.pk < second.pk) == (second, True)


def test_a_montage_covers_until_it_is_withdrawn():
    team = make_team()
    dsr = make_dsr(homologations=("APCV",))
    coverage = declare(team)
    (cover,) = cover_of(team.version, dsr)
    assert story(cover) == ("APCV", CoverState.MONTAGE, True, True, True)
    assert cover.label == "Apcv : montage avec VitaLecteur, NIL 7781"
    assert cover.url == f"/cnda/montages/{coverage.pk}/"
    services.withdraw_montage(
        coverage.pk,
        by=team.alice,
        on=date(2026, 2, 1),
        today=date(2026, 2, 1),
        reason="Composant remplacé",
    )
    (cover,) = cover_of(team.version, dsr)
    assert story(cover) == ("APCV", CoverState.MISSING, False, False, False)


def test_an_embedded_eai_engine_adds_its_own_homologation():
    team = make_team(embeds_eai_engine=True)
    make_homologation("EAI")
    assert [each.homologation.code for each in cover_of(team.version, make_dsr())] == [
        "DMP",
        "EAI",
        "INSI",
    ]
    twice = make_dsr("DSR-EAI", homologations=("EAI",))
    assert [each.homologation.code for each in cover_of(team.version, twice)] == ["EAI"]


def test_an_engine_still_blocks_when_the_reference_data_forgot_it():
    team = make_team(embeds_eai_engine=True)
    (cover,) = cover_of(team.version, make_dsr(homologations=()))
    assert not HomologationType.objects.filter(code="EAI").exists()
    assert story(cover) == ("EAI", CoverState.MISSING, False, False, False)
    assert cover.url == f"/cnda/versions/{team.version.pk}/demander/"


def test_covers_of_many_dossiers_take_a_constant_number_of_queries(django_assert_num_queries):
    team = make_team(embeds_eai_engine=True)
    make_homologation("EAI")
    first, second = make_dsr(), make_dsr("DSR-2", homologations=("APCV",))
    request = request_at(team, CndaStatus.PRE_EXAMEN)
    declare(team)
    plain = make_product("Autre", nil="1", responsible=team.alice)
    other = make_version(plain, "1.0")
    dossiers = [
        SimpleNamespace(
            pk=number,
            dsr_id=dsr.pk,
            product=version.product,
            product_version_id=version.pk,
        )
        for number, (dsr, version) in enumerate(
            [(first, team.version), (second, team.version), (first, other)] * 5
        )
    ]
    with django_assert_num_queries(4):
        covers = covers_for(dossiers)
    with django_assert_num_queries(4):
        covers_for(dossiers[:2])
    assert len(covers) == 15
    assert [each.homologation.code for each in covers[0]] == ["DMP", "EAI", "INSI"]
    assert [each.homologation.code for each in covers[1]] == ["APCV", "EAI"]
    assert [each.homologation.code for each in covers[2]] == ["DMP", "INSI"]
    assert covers[0][2].request == request
    assert covers[1][0].is_obtained
    assert covers[2][1].request is None
