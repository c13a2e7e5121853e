"""The page of a chapter, where a proof is answered in words: posted, shown, mended, frozen."""

from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.dossiers.states import DossierState, Nature, ProofState
from apps.dossiers.tests.builders import SUBMITTED, make_case_at
from apps.dossiers.tests.test_views_chapters import address, words
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

LINK = "https://gazelle.example/permalink/1.3.6.1?a=1&b=2"
FIRST = "va1.06.01.01"


@pytest.fixture(autouse=True)
def _on_the_twelfth_of_december():
    with time_machine.travel(datetime(2025, 12, 12, 9, tzinfo=PARIS), tick=False):
        yield


@pytest.fixture
def case():
    return make_case_at(DossierState.PREUVES)


@pytest.fixture
def ins(case):
    return case.chapter("INS")


def data(*proofs, **facts) -> dict:
    return {
        "proofs": [proof.pk for proof in proofs],
        "nature": "link",
        "words": LINK,
        "on": "2025-12-12",
    } | facts


def test_words_answer_the_ticked_proofs_and_are_shown_as_they_are(client, case, ins):
    proofs = list(ins.proofs.filter(state=ProofState.ATTENDUE))
    client.force_login(case.team.bob)

    response = client.post(address("write", ins) + "?voir=a-faire", data(*proofs))

    assert response["Location"] == address("chapter", ins) + "?voir=a-faire"
    page = client.get(address("chapter", ins))
    text = words(page)
    assert "La réponse est posée sur 2 preuves." in text
    shown = 'href="https://gazelle.example/permalink/1.3.6.1?a=1&amp;b=2" rel="noopener noreferrer'
    assert text.count(shown) == 2
    assert "posée le 12 décembre par Bob" in text


def test_a_text_is_never_a_tag(client, case, ins):
    client.force_login(case.team.bob)
    said = "<script>alert(1)</script>\nDeuxième ligne"
    client.post(address("write", ins), data(case.proof(FIRST), nature="text", words=said))

    page = client.get(address("chapter", ins)).content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;\nDeuxième ligne" in page
    assert "<script>alert(1)" not in page


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"proofs": []}, "Cochez dans la liste les preuves"),
        ({"words": " "}, "Écrivez la réponse."),
        ({"words": "http://a.example/"}, "commence par https://"),
        ({"nature": "file"}, "Sélectionnez un choix valide."),
        ({"on": "2025-12-13"}, "Cette date est dans le futur"),
        ({"nature": "text", "words": "INS 1 85 05 78 006 084 91"}, "la forme d’un INS"),
        ({"nature": "text", "words": "a" * 4001}, "dépasse 4000 signes"),
    ],
)
def test_wrong_words_say_what_to_do_and_nothing_typed_is_lost(client, case, ins, change, sentence):
    client.force_login(case.team.bob)
    sent = data(case.proof(FIRST)) | change

    response = client.post(address("write", ins), sent)

    text = words(response)
    assert response.status_code == 422
    assert sentence in text
    assert sent["words"].replace("&", "&amp;").strip() in text
    if change.get("proofs") != []:
        assert f'value="{case.proof(FIRST).pk}" form="answer-form"' in text
        assert "checked" in text
    assert not case.proof(FIRST).answers.exists()


def test_twice_the_same_words_are_refused(client, case, ins):
    client.force_login(case.team.bob)
    sent = data(case.proof(FIRST))

    statuses = [client.post(address("write", ins), sent).status_code for _ in range(2)]

    assert statuses == [302, 409]
    assert case.proof(FIRST).answers.count() == 1


def test_words_are_written_again_in_the_dialog(client, case, ins):
    client.force_login(case.team.bob)
    client.post(address("write", ins), data(case.proof(FIRST)))
    answer = case.proof(FIRST).answers.get()
    url = reverse("dossiers:rewrite", args=[answer.pk])

    assert LINK.replace("&", "&amp;") in words(client.get(url))
    wrong = client.post(url, {"nature": "run", "words": "a\nb", "on": "2025-12-12"})
    assert (wrong.status_code, "sur une seule ligne" in words(wrong)) == (422, True)
    done = client.post(url, {"nature": "run", "words": "EXEC-7", "on": "2025-12-12"})

    assert done.status_code == 302
    assert '<code class="words-run">EXEC-7</code>' in words(client.get(address("chapter", ins)))
    assert client.get(url).status_code == 409
    client.force_login(case.team.rita)
    assert client.get(url).status_code == 403
    client.force_login(case.team.charlie)
    assert client.get(url).status_code == 404


def test_a_round_shows_the_words_that_it_froze(client, case, ins):
    proofs = [proof.pk for proof in ins.proofs.applicable()]
    case.act("answer_with_words", SUBMITTED, proofs, nature=Nature.LINK, words=LINK)
    case.act("submit_chapter", SUBMITTED, ins.pk)
    made = case.dossier.rounds.last()
    client.force_login(case.team.rita)

    text = words(client.get(reverse("dossiers:round", args=[made.pk])))

    assert text.count(f'href="{LINK.replace("&", "&amp;")}"') == 2
    assert client.post(reverse("dossiers:round_bundle", args=[made.pk])).status_code == 200


def test_words_of_a_proof_out_of_the_catalogue_are_shown(client, case, ins):
    proof = case.proof(FIRST)
    case.act("answer_with_words", SUBMITTED, [proof.pk], nature=Nature.LINK, words=LINK)
    type(proof).objects.filter(pk=proof.pk).update(
        state=ProofState.NON_APPLICABLE, dropped_on=SUBMITTED
    )
    client.force_login(case.team.rita)

    text = words(client.get(reverse("dossiers:dropped", args=[case.dossier.pk])))
    assert LINK.replace("&", "&amp;") in text


def test_the_page_costs_the_same_with_many_words(client, case, ins):
    client.force_login(case.team.bob)
    proofs = [proof.pk for proof in ins.proofs.applicable()]

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(address("chapter", ins))
        return len(queries)

    case.act("answer_with_words", SUBMITTED, proofs, nature=Nature.TEXT, words="Un")
    cost()
    one = cost()
    for number in range(5):
        said = f"Réponse {number}"
        case.act("answer_with_words", SUBMITTED, proofs, nature=Nature.TEXT, words=said)
    assert cost() == one
