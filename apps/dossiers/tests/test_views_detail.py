"""The page of a dossier: what each state shows, to whom, and what it costs."""

from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.dossiers.states import DossierState, ProofState
from apps.dossiers.tests.builders import (
    COMPLETE,
    REDEPOSITED,
    RETURNED,
    make_case,
    make_case_at,
    make_file,
)
from apps.dossiers.verbs import verbs_of
from apps.products.policy import allowed_actions
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db


def travel(day: date):
    """Set the clock at nine in the morning of a Paris day."""
    moment = datetime(day.year, day.month, day.day, 9, tzinfo=PARIS)
    return time_machine.travel(moment, tick=False)


def page(client, case, user=None, query="") -> str:
    """Return the text of the dossier's page, with its blanks made single."""
    client.force_login(user or case.team.alice)
    response = client.get(case.dossier.get_absolute_url() + query)
    assert response.status_code == 200
    return " ".join(response.content.decode().replace("\xa0", " ").split())


@pytest.mark.parametrize("state", list(DossierState))
def test_each_state_opens_with_its_word_and_its_buttons(client, state):
    case = make_case_at(state)

    text = page(client, case)

    assert str(state.label) in text
    for verb in verbs_of(case.dossier, allowed_actions(case.team.alice, case.team.product)):
        assert f'href="{verb.url}"' in text


def test_buttons_are_those_of_the_role(client):
    case = make_case_at(DossierState.INSTRUCTION)
    award = reverse("dossiers:award", args=[case.dossier.pk])
    update = reverse("dossiers:update", args=[case.dossier.pk])
    event = reverse("dossiers:void_event", args=[case.dossier.review_events.get().pk])
    urls = (award, update, event)

    shown = {
        name: [url in page(client, case, getattr(case.team, name)) for url in urls]
        for name in ("alice", "bob", "rita", "admin")
    }

    assert shown == {
        "alice": [True, True, True],
        "bob": [False, True, False],
        "rita": [False, False, False],
        "admin": [True, True, True],
    }


def test_a_draft_says_what_blocks_eligibility_and_that_the_clock_waits(client):
    case = make_case()
    case.team.product.nil = None
    case.team.product.save()

    text = page(client, case)

    assert "Ce qui empêche de demander l’éligibilité" in text
    assert "Renseignez le NIL de MediCab." in text
    assert reverse("products:update", args=[case.team.product.pk]) in text
    assert "L’horloge part le jour où la dernière preuve attendue est déposée." in text
    assert "Pourquoi cette date ?" not in text


def test_a_ready_step_says_that_nothing_blocks_it(client):
    assert "Rien n’empêche de demander l’éligibilité" in page(client, make_case())


def test_a_running_clock_shows_its_date_its_rule_and_its_worth(client):
    case = make_case_at(DossierState.INSTRUCTION)

    with travel(date(2026, 1, 15)):
        text = page(client, case)

    assert "au plus tard le <strong>vendredi 6 mars</strong>" in text
    assert "reste 50 jours" in text
    assert text.count("day--ans") == 10
    assert text.count("day--future") == 50
    assert "Valeur : <strong>estimation</strong>" in text
    assert "FAQ ANS, délai d’instruction d’un dossier complet" in text
    assert "Écoulés : 10 j chez l’ANS + 0 j chez nous. Restent 50 j à l’ANS." in text


def test_a_dmn_reads_commitment_and_its_own_steps(client):
    case = make_case_at(DossierState.CERTIFIE)

    text = page(client, case)

    assert "Valeur : <strong>engagement ANS</strong>" in text
    assert "Recevabilité" in text
    assert "Éligibilité" not in text
    assert "Charte acceptée" not in text


def test_a_paused_clock_names_what_to_replace_and_the_date_it_leads_to(client):
    case = make_case_at(DossierState.A_CORRIGER)
    proof = case.proof("va1.06.01.01")

    with travel(REDEPOSITED):
        text = page(client, case)

    assert "Ce qui empêche de redéposer" in text
    assert "KO le 25 janvier : « Matricule masqué. »" in text
    chapter = reverse("dossiers:chapter", args=[proof.chapter_id])
    assert f"{chapter}?voir=renvoyees#preuve-{proof.pk}" in text
    assert "arrêtée depuis 10 jours" in text
    assert "<strong>lundi 16 mars</strong>" in text
    assert [text.count(f"day--{side}") for side in ("ans", "team", "future")] == [20, 10, 40]
    assert "Retour de l’ANS sur le chapitre INS" in text
    assert "Écoulés : 20 j chez l’ANS + 10 j chez nous. Restent 40 j à l’ANS." in text
    assert "Et si nous redéposons le" in text


def test_the_message_of_a_return_is_one_click_away(client):
    case = make_case_at(DossierState.INSTRUCTION)
    message = make_file(case.team.product, by=case.team.alice, title="Message")
    case.act("return_for_correction", RETURNED, message=message, note="Trois preuves.")

    text = page(client, case)

    assert f'<a href="{message.get_absolute_url()}">message joint</a>' in text
    assert "« Trois preuves. »" in text


def test_an_overdue_clock_counts_its_days(client):
    case = make_case_at(DossierState.INSTRUCTION)

    with travel(date(2026, 3, 6)):
        assert "dernier jour aujourd’hui" in page(client, case)
    with travel(date(2026, 3, 7)):
        text = page(client, case)

    assert "dépassée de 1 jour" in text
    assert "La décision était attendue le <strong>vendredi 6 mars</strong>" in text


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (DossierState.REFERENCE, "Décision rendue le <strong>vendredi 20 février"),
        (DossierState.REFUSE, "Décision rendue le <strong>vendredi 20 février"),
        (DossierState.ABANDONNE, "L’horloge part le jour où"),
    ],
)
def test_a_closed_dossier_has_no_next_step(client, state, words):
    text = page(client, make_case_at(state))

    assert words in text
    assert "Ce qui empêche" not in text


def test_an_abandoned_review_keeps_its_ledger(client):
    case = make_case_at(DossierState.INSTRUCTION)
    case.act("abandon_dossier", date(2026, 1, 20), reason="Produit arrêté.")

    text = page(client, case)

    assert "Candidature abandonnée" in text
    assert "Le dossier s’est arrêté sans décision." in text


def test_a_voided_fact_stays_visible_and_struck(client):
    case = make_case_at(DossierState.A_CORRIGER)
    event = case.dossier.review_events.get(kind="returned")
    client.force_login(case.team.alice)
    client.post(
        reverse("dossiers:void_event", args=[event.pk]), {"reason": "Message d’un autre dossier"}
    )

    with travel(date(2026, 1, 26)):
        text = page(client, case)

    assert "<s>Retour de l’ANS, INS, 25 janvier</s>" in text
    assert "Message d’un autre dossier" in text
    assert text.count("day--team") == 0


def test_chapters_are_counted_by_state(client):
    case = make_case_at(DossierState.A_CORRIGER)

    text = page(client, case)

    assert 'aria-label="INS : 1 déposées, 1 KO"' in text
    assert "1 / 2" in text
    assert "3 / 3" in text


def test_no_applicable_proof_is_said(client):
    case = make_case(requirements=[("INS", "Stockage", "INS/va1.42", "exigence", ["Procédure"])])

    assert "le catalogue n’attend aucune preuve" in page(client, case)


def test_the_history_is_short_until_asked(client):
    case = make_case_at(DossierState.A_CORRIGER)

    assert "Ouverture du dossier" not in page(client, case)
    assert "Ouverture du dossier" in page(client, case, query="?histoire=tout")


def requirements(count: int) -> list:
    return [
        (f"CH{number % 3}", "Général", f"EX.{number:03}", "exigence", ["Copie d’écran"])
        for number in range(count)
    ]


def queries_of(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


@pytest.mark.parametrize("where", ["dossier", "chapter"])
def test_queries_do_not_grow_with_the_proofs(client, where):
    few = make_case(requirements=requirements(6), code="DSR-FEW")
    many = make_case(requirements=requirements(60), code="DSR-MANY", team=few.team)
    client.force_login(few.team.alice)
    counts = []
    for case in (few, many):
        version = make_file(case.team.product, by=case.team.alice, title=case.dsr.code)
        case.act("submit_eligibility", date(2025, 11, 10))
        case.act("open_proofs", date(2025, 11, 20), charter_accepted_on=date(2025, 11, 20))
        pks = list(case.dossier.proofs.values_list("pk", flat=True))
        case.act("lay_version", date(2025, 12, 1), pks, version)
        url = (
            case.dossier.get_absolute_url()
            if where == "dossier"
            else reverse("dossiers:chapter", args=[case.dossier.chapters.first().pk])
        )
        counts.append(queries_of(client, url))

    assert counts[0] == counts[1]
    assert counts[0] <= {"dossier": 40, "chapter": 20}[where]


def test_the_projection_answers_for_a_day_to_come(client):
    case = make_case_at(DossierState.A_CORRIGER)
    url = reverse("dossiers:projection", args=[case.dossier.pk])

    with travel(REDEPOSITED):
        client.force_login(case.team.rita)
        today = client.get(url, {"on": "2026-02-04"})
        later = client.get(url, {"on": "2026-02-11"}, headers={"HX-Request": "true"})
        past = client.get(url, {"on": "2026-02-03"})
        empty = client.get(url, {"on": ""})

    assert "lundi 16 mars" in today.content.decode()
    assert "lundi 23 mars" in later.content.decode()
    assert "<html" not in later.content.decode()
    assert (past.status_code, empty.status_code) == (422, 422)
    assert "Choisissez aujourd’hui ou un jour à venir." in past.content.decode()


def test_the_projection_of_a_running_clock_is_refused(client):
    case = make_case_at(DossierState.INSTRUCTION)

    with travel(COMPLETE):
        client.force_login(case.team.alice)
        response = client.get(
            reverse("dossiers:projection", args=[case.dossier.pk]), {"on": "2026-02-04"}
        )

    assert response.status_code == 422
    assert "Rien n’attend de redépôt" in response.content.decode()


def test_the_chapter_page_offers_what_the_state_accepts(client):
    case = make_case_at(DossierState.PREUVES)
    client.force_login(case.team.alice)
    chapter = case.chapter("INS")
    url = reverse("dossiers:chapter", args=[chapter.pk])

    before = client.get(url).content.decode()
    case.answer()
    case.act("submit_chapter", date(2025, 12, 10), chapter.pk)
    after = client.get(url).content.decode()

    assert before.count("data-proof ") == 2
    assert after.count("data-proof ") == 0
    assert reverse("dossiers:submit_chapter", args=[chapter.pk]) in before
    assert reverse("dossiers:take_back_chapter", args=[chapter.pk]) in after
    assert case.proof("va1.06.01.01").state == ProofState.DEPOSEE
