"""How often each requirement comes back: visible products only, voided verdicts left out."""

from datetime import date

import pytest
from django.urls import reverse

from apps.dossiers.models import ProofVerdict
from apps.dossiers.pages.grounds import by_requirement, chapters_of, refusals, with_grounds
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import make_case_at
from apps.products.tests.builders import Team, make_member, make_product, make_version

pytestmark = pytest.mark.django_db

ON = date(2026, 1, 26)


def second_product(team: Team) -> Team:
    """Return another product that Alice leads and that Bob and Rita do not see."""
    product = make_product("MediDoc", responsible=team.alice, nil="6001")
    make_member(product, team.alice, "lead")
    return Team(
        product,
        make_version(product, "2.0"),
        team.alice,
        team.bob,
        team.rita,
        team.charlie,
        team.admin,
    )


def two_products():
    """Return two returned dossiers: the same words on the same requirement, and one more."""
    first = make_case_at(DossierState.A_CORRIGER)
    second = make_case_at(
        DossierState.INSTRUCTION, team=second_product(first.team), code="DSR-HOP-DPI-Va2"
    )
    second.act(
        "return_for_correction",
        ON,
        verdicts=[
            (second.proof("va1.06.01.01").pk, "ko", "matricule  masque"),
            (second.proof("va1.06.01.02").pk, "incomplete", "Vidéo coupée."),
            (second.proof("GEN.20.01.01").pk, "ko", "Signature absente."),
        ],
    )
    return first, second


def lines(user):
    verdicts = refusals(user)
    return with_grounds(by_requirement(verdicts), verdicts)


def figures(user) -> list[tuple]:
    return [
        (line.requirement, line.chapter, line.returns, line.ko, line.incomplete, line.products)
        for line in lines(user)
    ]


def test_the_most_returned_requirement_comes_first():
    first, _second = two_products()

    assert figures(first.team.alice) == [
        ("INS/va1.06", "INS", 3, 2, 1, 2),
        ("SC.SSI/GEN.20", "SSI", 1, 1, 0, 1),
    ]


def test_the_same_words_are_one_ground():
    first, _second = two_products()
    grounds = lines(first.team.alice)[0].grounds

    assert [(ground.words, len(ground.verdicts)) for ground in grounds] == [
        ("matricule  masque", 2),
        ("Vidéo coupée.", 1),
    ]


def test_each_person_counts_what_they_see():
    first, _second = two_products()

    assert figures(first.team.bob) == [("INS/va1.06", "INS", 1, 1, 0, 1)]
    assert figures(first.team.charlie) == []
    assert len(figures(first.team.admin)) == 2


def test_a_voided_verdict_and_a_conforme_do_not_count():
    first = make_case_at(DossierState.A_CORRIGER)
    first.accept_all(on=ON)
    assert figures(first.team.alice) == [("INS/va1.06", "INS", 1, 1, 0, 1)]

    ProofVerdict.objects.filter(outcome="ko").update(voided_on=ON, void_reason="Erreur.")

    assert figures(first.team.alice) == []


def test_the_chapters_of_what_is_seen():
    first, _second = two_products()

    assert chapters_of(refusals(first.team.alice)) == ["INS", "SSI"]
    assert chapters_of(refusals(first.team.bob)) == ["INS"]


def test_the_page_filters_by_chapter_requirement_and_product(client):
    first, second = two_products()
    client.force_login(first.team.alice)
    url = reverse("dossiers:grounds")

    def shown(**asked):
        return [line.requirement for line in client.get(url, asked).context["lines"]]

    assert shown() == ["INS/va1.06", "SC.SSI/GEN.20"]
    assert shown(chapitre="SSI") == ["SC.SSI/GEN.20"]
    assert shown(q="va1.06") == ["INS/va1.06"]
    assert shown(produit=first.team.product.pk) == ["INS/va1.06"]
    assert shown(produit=second.team.product.pk, chapitre="SSI") == ["SC.SSI/GEN.20"]


def test_a_product_that_one_does_not_see_is_not_offered(client):
    first, second = two_products()
    client.force_login(first.team.bob)

    answer = client.get(reverse("dossiers:grounds"), {"produit": second.team.product.pk})

    assert "MediDoc" not in answer.content.decode()


def test_the_page_says_how_it_begins(client):
    case = make_case_at(DossierState.BROUILLON)
    client.force_login(case.team.charlie)

    answer = client.get(reverse("dossiers:grounds"))

    assert answer.status_code == 200
    assert "Aucun motif pour l’instant" in answer.content.decode()


@pytest.mark.parametrize("asked", ["page=99", "page=x", "chapitre=%00", "produit=a", "q=%25_'"])
def test_a_strange_address_breaks_nothing(client, asked):
    first, _second = two_products()
    client.force_login(first.team.alice)

    assert client.get(f"{reverse('dossiers:grounds')}?{asked}").status_code == 200


def test_the_cost_does_not_follow_the_number_of_lines(django_assert_max_num_queries):
    first, _second = two_products()

    with django_assert_max_num_queries(2):
        lines(first.team.alice)
