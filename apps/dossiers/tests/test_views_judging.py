"""The review: one proof after the other, its form, what is refused, where one goes on."""

from datetime import date

import pytest
from django.urls import reverse

from apps.dossiers import services
from apps.dossiers.models import ProofVerdict
from apps.dossiers.states import DossierState as S
from apps.dossiers.states import ProofState
from apps.dossiers.tests.builders import SUBMITTED, make_case, make_case_at
from apps.dossiers.tests.test_views_catalogue_move import words_of

pytestmark = pytest.mark.django_db

FIRST, SECOND = "va1.06.01.01", "va1.06.01.02"


@pytest.fixture
def case(client):
    case = make_case_at(S.PREUVES)
    case.answer()
    case.submit_chapters()
    client.force_login(case.team.bob)
    return case


def address(case, name="review", **query) -> str:
    pairs = "&".join(f"{key}={value}" for key, value in query.items())
    return f"{reverse(f'dossiers:{name}', args=[case.dossier.pk])}?{pairs}"


def save(client, case, reference, data=None, *, follow=False, **query):
    proof = case.proof(reference)
    shown = {"comment": proof.comment, "seen": proof.comment, "on": "2026-01-02"}
    url = address(case, "review_save", **query, preuve=proof.pk)
    return client.post(url, shown | (data or {}), follow=follow)


def place(response) -> tuple:
    found = response.context["place"]
    return found.number, found.total


def test_it_begins_with_the_first_proof_of_the_filter(client, case):
    page = client.get(address(case, texte="GEN"))

    assert place(page) == (1, 2)
    assert page.context["proof"] == case.proof("GEN.18.01.01")
    assert page.context["previous_url"] is None
    assert f"preuve={case.proof('GEN.20.01.01').pk}" in page.context["next_url"]
    assert "texte=GEN" in page.context["next_url"]


def test_it_shows_what_is_asked_what_answers_and_what_was_said(client):
    case = make_case_at(S.A_CORRIGER)
    client.force_login(case.team.rita)

    words = words_of(client.get(address(case, preuve=case.proof(FIRST).pk)))

    assert "Copie d’écran INSi" in words
    assert "Le logiciel répond à INS/va1.06." in words
    assert "« Matricule masqué. »" in words
    assert "Mon relevé" not in words  # Rita reads


@pytest.mark.parametrize("wrong", ["abc", "987654", "", "99999999999"])
def test_an_unknown_proof_is_the_first(client, case, wrong):
    assert place(client.get(address(case, preuve=wrong))) == (1, 5)


def test_an_empty_filter_leads_back_to_the_list(client, case):
    assert "Aucune preuve à relire" in words_of(client.get(address(case, texte="rien")))
    empty = make_case(team=case.team, code="AUTRE")
    empty.dossier.proofs.all().delete()
    assert "Aucune preuve à relire" in words_of(client.get(address(empty)))


def test_a_verdict_is_noted_and_the_next_proof_opens(client, case):
    answer = save(client, case, FIRST, {"outcome": "ko", "ground": "Flou."}, etat="deposee")

    assert case.proof(FIRST).state == ProofState.KO
    assert ProofVerdict.objects.get().occurred_on == date(2026, 1, 2)
    assert f"preuve={case.proof(SECOND).pk}" in answer.url
    assert "le=2026-01-02" in answer.url
    page = client.get(answer.url)
    assert place(page) == (1, 4)
    assert "Verdict « KO » noté sur INS/va1.06.01.01." in words_of(page)
    assert page.context["form"]["on"].value() == date(2026, 1, 2)


def test_a_proof_that_left_the_filter_stands_where_it_was(client, case):
    save(client, case, SECOND, {"outcome": "conforme"}, etat="deposee")

    page = client.get(address(case, etat="deposee", preuve=case.proof(SECOND).pk))

    assert place(page) == (0, 4)
    assert f"preuve={case.proof(FIRST).pk}" in page.context["previous_url"]
    assert f"preuve={case.proof('GEN.18.01.01').pk}" in page.context["next_url"]
    assert "Hors du filtre" in words_of(page)


def test_after_the_last_one_the_review_says_so(client, case):
    last = "CONF.02.01.01"

    page = save(client, case, last, {"outcome": "conforme"}, follow=True)

    assert "C’était la dernière preuve de ce filtre." in words_of(page)
    assert page.context["proof"] == case.proof(last)


def test_a_comment_alone(client, case):
    page = save(client, case, FIRST, {"comment": "Revoir\r\nla page 3"}, follow=True)

    assert case.proof(FIRST).comment == "Revoir\nla page 3"
    assert case.proof(FIRST).state == ProofState.DEPOSEE
    assert "Commentaire noté sur INS/va1.06.01.01." in words_of(page)


def test_nothing_typed_goes_on_and_changes_nothing(client, case):
    revision = case.dossier.revision

    page = save(client, case, FIRST, follow=True)

    assert page.context["proof"] == case.proof(SECOND)
    assert case.reload().revision == revision
    assert "noté" not in words_of(page).partition("Preuve 2")[0]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"outcome": "ko"}, "Écrivez le motif que donne l’ANS."),
        ({"ground": "Flou."}, "Ce motif n’a pas de verdict"),
        ({"outcome": "conforme", "on": ""}, "Ce champ est obligatoire."),
        ({"outcome": "conforme", "on": "2999-01-01"}, "dans le futur"),
        ({"outcome": "conforme", "on": "2025-11-01"}, "n’a été déposée que le"),
        ({"outcome": "presque"}, "presque"),
        ({"comment": "x" * 2001}, "2000"),
    ],
)
def test_what_is_wrong_comes_back_with_what_was_typed(client, case, data, sentence):
    answer = save(client, case, FIRST, {"comment": "Gardé"} | data)

    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert data.get("comment", "Gardé") in answer.content.decode()
    assert case.proof(FIRST).comment == ""
    assert case.proof(FIRST).state == ProofState.DEPOSEE


def test_a_refusal_during_the_review_of_the_ans_keeps_the_words(client):
    case = make_case_at(S.INSTRUCTION)
    client.force_login(case.team.bob)

    data = {"outcome": "ko", "ground": "Illisible", "comment": "À voir", "on": "2026-01-20"}
    answer = save(client, case, FIRST, data)

    assert answer.status_code == 409
    assert "arrête l’horloge" in words_of(answer)
    assert "Illisible" in answer.content.decode()
    assert case.proof(FIRST).comment == ""  # both or neither


def test_a_comment_changed_meanwhile_is_shown_not_overwritten(client, case):
    pk = case.proof(FIRST).pk
    facts = {pk: {"comment": "Vu par Alice"}}
    services.plan_proofs(case.dossier.pk, facts, by=case.team.alice, today=SUBMITTED)

    answer = save(client, case, FIRST, {"comment": "Vu par Bob", "seen": ""})

    assert answer.status_code == 409
    assert "« Vu par Alice »" in words_of(answer)
    assert "Vu par Bob" in answer.content.decode()
    assert case.proof(FIRST).comment == "Vu par Alice"
    both = save(client, case, FIRST, {"comment": "Vu par Alice et Bob", "seen": "Vu par Alice"})
    assert both.status_code == 302
    assert case.proof(FIRST).comment == "Vu par Alice et Bob"


def test_before_the_chapter_is_sent_only_a_comment_is_asked(client):
    case = make_case_at(S.PREUVES)
    case.answer()
    client.force_login(case.team.bob)

    page = client.get(address(case))

    assert set(page.context["form"].fields) == {"comment", "seen"}
    assert "une fois le chapitre soumis" in words_of(page)
    save(client, case, FIRST, {"comment": "Relu"})
    assert case.proof(FIRST).comment == "Relu"


def test_a_verdict_that_comes_second_is_refused_with_its_words(client, case):
    save(client, case, FIRST, {"outcome": "conforme"})

    answer = save(client, case, FIRST, {"outcome": "ko", "ground": "Illisible"})

    assert answer.status_code == 409
    assert "n’attend pas de verdict" in words_of(answer)
    assert "Illisible" in answer.content.decode()
    assert case.proof(FIRST).state == ProofState.CONFORME


def test_a_closed_dossier_is_read_without_a_form(client, case):
    case.act("abandon_dossier", date(2026, 1, 2), reason="Produit arrêté.")

    page = client.get(address(case))

    assert page.context["form"] is None
    answer = save(client, case, FIRST, {"comment": "Trop tard"})
    assert answer.status_code == 409
    assert case.proof(FIRST).comment == ""


def test_only_a_lead_is_offered_to_void_a_verdict(client, case):
    save(client, case, FIRST, {"outcome": "conforme"})
    page = address(case, preuve=case.proof(FIRST).pk)

    assert "Annuler ce verdict" not in words_of(client.get(page))
    client.force_login(case.team.alice)
    assert "Annuler ce verdict" in words_of(client.get(page))


def test_a_proof_of_another_dossier_is_not_shown_nor_noted(client, case):
    other = make_case(team=case.team, code="AUTRE")
    pk = other.proof(FIRST).pk

    assert client.get(address(case, preuve=pk)).context["proof"] == case.proof(FIRST)
    answer = client.post(address(case, "review_save", preuve=pk), {"comment": "Non"})
    assert answer.status_code == 409
    assert other.proof(FIRST).comment == ""


def test_the_cost_does_not_follow_the_number_of_proofs(client, django_assert_max_num_queries):
    small = make_case(requirements=[("INS", "Général", "INS/1", "exigence", ["Une"])])
    lines = [("INS", "Général", f"INS/{n}", "exigence", ["Une", "Deux"]) for n in range(40)]
    large = make_case(requirements=lines, team=small.team, code="GRAND")
    client.force_login(small.team.bob)
    client.get(address(small))
    with django_assert_max_num_queries(40) as few:
        client.get(address(small))
    with django_assert_max_num_queries(len(few)):
        assert place(client.get(address(large))) == (1, 80)
