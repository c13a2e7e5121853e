"""The screens of the acts: what they do, what they refuse and in which words."""

from datetime import date, datetime

import pytest
import time_machine
from django.urls import reverse

from apps.dossiers.models import ReviewEvent
from apps.dossiers.states import DossierState, ProofState
from apps.dossiers.tests.builders import make_case, make_case_at
from apps.evidence.models import Evidence
from apps.evidence.states import EvidenceKind
from apps.evidence.tests.builders import make_upload
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

TODAY = date(2026, 2, 10)


@pytest.fixture(autouse=True)
def _on_the_tenth_of_february():
    with time_machine.travel(datetime(2026, 2, 10, 9, tzinfo=PARIS), tick=False):
        yield


def send(client, case, verb: str, data: dict, *, pk=None, user=None, query="", **headers):
    """Post the act `verb` as Alice, or `user`."""
    client.force_login(user or case.team.alice)
    url = reverse(f"dossiers:{verb}", args=[pk or case.dossier.pk]) + query
    return client.post(url, data, headers=headers)


def fresh(row):
    """Read `row` again: a protected state refuses `refresh_from_db`."""
    return type(row).objects.get(pk=row.pk)


def words(response) -> str:
    """Return the text of an answer with its blanks made single."""
    return " ".join(response.content.decode().replace("\xa0", " ").split())


def test_a_move_is_done_said_and_comes_back_to_the_dossier(client):
    case = make_case()

    response = send(client, case, "submit_eligibility", {"on": "2026-02-09"})

    assert response.status_code == 302
    assert response["Location"] == case.dossier.get_absolute_url()
    assert case.reload().state == DossierState.ELIGIBILITE
    assert case.dossier.eligibility_on == date(2026, 2, 9)


def test_htmx_gets_the_inside_of_the_dialog_then_a_redirection(client):
    case = make_case()
    url = reverse("dossiers:submit_eligibility", args=[case.dossier.pk])
    client.force_login(case.team.alice)

    form = client.get(url, headers={"HX-Request": "true"})
    done = client.post(url, {"on": "2026-02-09"}, headers={"HX-Request": "true"})

    assert "<html" not in form.content.decode()
    assert "Demander l’éligibilité" in form.content.decode()
    assert done["HX-Redirect"] == case.dossier.get_absolute_url()


def test_a_future_day_is_refused(client):
    case = make_case()

    response = send(client, case, "submit_eligibility", {"on": "2026-02-11"})

    assert response.status_code == 422
    assert "Cette date est dans le futur" in words(response)
    assert case.reload().state == DossierState.BROUILLON


def test_a_day_before_the_last_step_is_refused(client):
    case = make_case_at(DossierState.ELIGIBILITE)

    response = send(
        client, case, "open_proofs", {"on": "2025-11-09", "charter_accepted_on": "2025-11-09"}
    )

    assert response.status_code == 422
    assert "10 novembre 2025" in words(response)
    assert case.reload().state == DossierState.ELIGIBILITE


def test_a_blocked_move_lists_what_is_missing(client):
    case = make_case()
    case.team.product.nil = None
    case.team.product.save()

    client.force_login(case.team.alice)
    shown = client.get(reverse("dossiers:submit_eligibility", args=[case.dossier.pk]))
    response = send(client, case, "submit_eligibility", {"on": "2026-02-09"})

    assert "Renseignez le NIL de MediCab." in words(shown)
    assert response.status_code == 409
    assert "Renseignez le NIL de MediCab." in words(response)


def test_a_double_click_is_a_409_that_says_why(client):
    case = make_case()
    data = {"on": "2026-02-09", "revision": case.dossier.revision}

    first = send(client, case, "submit_eligibility", data)
    second = send(client, case, "submit_eligibility", data)

    assert (first.status_code, second.status_code) == (302, 409)
    assert "le dossier est à l’état « Éligibilité »" in words(second)


def test_an_old_page_is_a_409(client):
    case = make_case()
    old = case.dossier.revision
    send(client, case, "update", {"responsible": case.team.alice.pk, "ans_contact": "Mme Roy"})

    response = send(client, case, "submit_eligibility", {"on": "2026-02-09", "revision": old})

    assert response.status_code == 409
    assert "Cette fiche a changé" in words(response)
    assert case.reload().state == DossierState.BROUILLON


def test_a_reason_is_asked(client):
    case = make_case()

    response = send(client, case, "abandon", {"on": "2026-02-09", "reason": "  "})

    assert response.status_code == 422
    assert "Écrivez le motif" in words(response)


@pytest.mark.parametrize(
    ("state", "verb", "data", "after"),
    [
        (DossierState.PREUVES, "abandon", {"reason": "Arrêt."}, DossierState.ABANDONNE),
        (DossierState.INSTRUCTION, "refuse", {"note": "Trop."}, DossierState.REFUSE),
    ],
)
def test_a_dossier_ends(client, state, verb, data, after):
    case = make_case_at(state)

    assert send(client, case, verb, {"on": "2026-02-10", **data}).status_code == 302
    assert case.reload().state == after


def test_today_needs_no_confirmation(client):
    case = make_case_at(DossierState.INSTRUCTION)

    response = send(client, case, "return_for_correction", {"on": "2026-02-10"})

    assert response.status_code == 302
    assert case.reload().state == DossierState.A_CORRIGER


def test_a_past_fact_first_shows_what_it_moves_then_is_noted(client):
    case = make_case_at(DossierState.INSTRUCTION)

    shown = send(client, case, "return_for_correction", {"on": "2026-01-25"})
    text = words(shown)
    assert shown.status_code == 422
    assert not ReviewEvent.objects.filter(kind="returned").exists()
    assert "<s>vendredi 6 mars</s>" in text
    assert "arrêtée depuis 16 jours" in text
    assert 'name="confirmed_on" value="2026-01-25"' in text

    done = send(
        client,
        case,
        "return_for_correction",
        {"on": "2026-01-25", "confirmed_on": "2026-01-25"},
    )
    assert done.status_code == 302
    assert case.reload().clock_paused_on == date(2026, 1, 25)


def test_another_day_asks_again(client):
    case = make_case_at(DossierState.INSTRUCTION)

    response = send(
        client,
        case,
        "return_for_correction",
        {"on": "2026-01-26", "confirmed_on": "2026-01-25"},
    )

    assert response.status_code == 422
    assert 'name="confirmed_on" value="2026-01-26"' in words(response)


def test_a_fact_that_cannot_have_happened_is_refused_before_the_preview(client):
    case = make_case_at(DossierState.INSTRUCTION)

    response = send(client, case, "refuse", {"on": "2026-01-04", "note": "Trop."})

    assert response.status_code == 422
    assert "n’a pas de dépôt complet avant cette date" in words(response)
    assert case.reload().state == DossierState.INSTRUCTION


def test_a_return_keeps_verdicts_grounds_and_the_message(client):
    case = make_case_at(DossierState.INSTRUCTION)
    ins, proof = case.chapter("INS"), case.proof("va1.06.01.01")
    upload = make_upload(name="retour.pdf")

    response = send(
        client,
        case,
        "return_for_correction",
        {
            "on": "2026-02-10",
            "note": "Une preuve à reprendre.",
            "upload": upload,
            f"verdict_{proof.pk}": "ko",
            f"ground_{proof.pk}": "Matricule masqué.",
        },
        query=f"?chapitre={ins.pk}",
    )

    assert response.status_code == 302, words(response)
    event = ReviewEvent.objects.get(kind="returned")
    assert event.chapter == ins
    assert event.message.evidence.kind == EvidenceKind.ANS_MESSAGE
    proof = fresh(proof)
    assert (proof.state, proof.ground) == (ProofState.KO, "Matricule masqué.")


def test_a_ko_without_its_ground_is_refused(client):
    case = make_case_at(DossierState.INSTRUCTION)
    proof = case.proof("va1.06.01.01")

    response = send(
        client,
        case,
        "return_for_correction",
        {"on": "2026-02-10", f"verdict_{proof.pk}": "ko"},
        query=f"?chapitre={proof.chapter_id}",
    )

    assert response.status_code == 422
    assert "Écrivez le motif que donne l’ANS pour cette preuve." in words(response)
    assert not ReviewEvent.objects.filter(kind="returned").exists()


def test_the_same_return_twice_is_a_409_and_leaves_no_second_message(client):
    case = make_case_at(DossierState.INSTRUCTION)
    proof = case.proof("va1.06.01.01")
    query = f"?chapitre={proof.chapter_id}"
    answers = []
    for number in (1, 2):
        data = {
            "on": "2026-02-10",
            f"verdict_{proof.pk}": "ko",
            f"ground_{proof.pk}": "Matricule masqué.",
            "upload": make_upload(name=f"retour-{number}.pdf"),
        }
        answers.append(send(client, case, "return_for_correction", data, query=query))

    assert [answer.status_code for answer in answers] == [302, 409]
    assert "Redéposez d’abord ce que l’ANS a renvoyé" in words(answers[1])
    assert Evidence.objects.filter(kind=EvidenceKind.ANS_MESSAGE).count() == 1


def test_a_refused_message_leaves_no_return(client):
    case = make_case_at(DossierState.INSTRUCTION)
    upload = make_upload(b"MZ\x90\x00", "retour.exe")

    response = send(client, case, "return_for_correction", {"on": "2026-02-10", "upload": upload})

    assert response.status_code == 422
    assert case.reload().state == DossierState.INSTRUCTION


def test_the_chapter_of_another_dossier_is_not_found(client):
    case = make_case_at(DossierState.INSTRUCTION)
    other = make_case(code="DSR-2", team=case.team)

    response = send(
        client,
        case,
        "return_for_correction",
        {"on": "2026-02-10"},
        query=f"?chapitre={other.dossier.chapters.first().pk}",
    )

    assert response.status_code == 404


def test_a_redeposit_waits_for_the_new_versions(client):
    case = make_case_at(DossierState.A_CORRIGER)

    refused = send(client, case, "redeposit", {"on": "2026-02-10"})
    case.answer(on=date(2026, 2, 4), state=ProofState.KO)
    done = send(client, case, "redeposit", {"on": "2026-02-10", "chapter": case.chapter("INS").pk})

    assert refused.status_code == 409
    assert "Déposez une nouvelle version de la preuve renvoyée" in words(refused)
    assert done.status_code == 302
    assert case.reload().state == DossierState.INSTRUCTION


def test_a_redeposit_offers_only_what_was_returned(client):
    case = make_case_at(DossierState.A_CORRIGER)

    response = send(
        client, case, "redeposit", {"on": "2026-02-10", "chapter": case.chapter("SSI").pk}
    )

    assert response.status_code == 422


def test_the_nil_of_the_convention_must_be_ours(client):
    case = make_case_at(DossierState.INSTRUCTION)
    case.accept_all(on=TODAY)

    data = {"on": "2026-02-10", "reference": "R-1", "convention_nil": "9999"}
    refused = send(client, case, "award", data)
    done = send(client, case, "award", data | {"convention_nil": "5512"})

    assert refused.status_code == 409
    assert "9999" in words(refused)
    assert done.status_code == 302
    assert case.reload().award_reference == "R-1"


def test_verdicts_are_noted_together(client):
    case = make_case_at(DossierState.INSTRUCTION)
    ins = case.chapter("INS")
    pks = list(ins.proofs.filter(state=ProofState.DEPOSEE).values_list("pk", flat=True))
    data = {"on": "2026-02-10", "rest_conform": "on"} | {f"verdict_{pk}": "" for pk in pks}

    done = send(client, case, "record_verdicts", data, pk=ins.pk, user=case.team.bob)
    again = send(client, case, "record_verdicts", data, pk=ins.pk)

    assert done.status_code == 302
    assert set(ins.proofs.filter(pk__in=pks).values_list("state", flat=True)) == {"conforme"}
    assert again.status_code == 409
    assert "n’attend pas de verdict" in words(again)


@pytest.mark.parametrize(
    ("verdict", "ground", "sentence"),
    [
        ("ko", "", "Écrivez le motif que donne l’ANS"),
        ("", "Flou.", "Ce motif n’a pas de verdict"),
        ("", "", "Choisissez au moins un verdict."),
        ("parfait", "", "Sélectionnez un choix valide."),
    ],
)
def test_a_wrong_verdict_says_what_to_do(client, verdict, ground, sentence):
    case = make_case_at(DossierState.INSTRUCTION)
    proof = case.proof("va1.06.01.01")
    data = {"on": "2026-02-10", f"verdict_{proof.pk}": verdict, f"ground_{proof.pk}": ground}

    response = send(client, case, "record_verdicts", data, pk=proof.chapter_id)

    assert response.status_code == 422
    assert sentence in words(response)
    proof = fresh(proof)
    assert proof.state == ProofState.DEPOSEE


def test_the_proof_of_another_chapter_is_left_alone(client):
    case = make_case_at(DossierState.INSTRUCTION)
    foreign = case.proof("GEN.20.01.01")
    data = {"on": "2026-02-10", f"verdict_{foreign.pk}": "conforme"}

    response = send(client, case, "record_verdicts", data, pk=case.chapter("INS").pk)

    assert response.status_code == 422
    foreign = fresh(foreign)
    assert foreign.state == ProofState.DEPOSEE


def test_voiding_asks_why_and_happens_once(client):
    case = make_case_at(DossierState.A_CORRIGER)
    event = ReviewEvent.objects.get(kind="returned")

    empty = send(client, case, "void_event", {"reason": ""}, pk=event.pk)
    done = send(client, case, "void_event", {"reason": "Autre dossier."}, pk=event.pk)
    again = send(client, case, "void_event", {"reason": "Autre dossier."}, pk=event.pk)

    assert [each.status_code for each in (empty, done, again)] == [422, 302, 409]
    assert "Ce fait est déjà annulé." in words(again)
    assert case.reload().state == DossierState.INSTRUCTION


def test_a_verdict_is_voided(client):
    case = make_case_at(DossierState.A_CORRIGER)
    proof = case.proof("va1.06.01.01")
    verdict = proof.verdicts.get()

    response = send(client, case, "void_verdict", {"reason": "Mauvaise preuve."}, pk=verdict.pk)

    assert response.status_code == 302
    assert response["Location"] == reverse("dossiers:chapter", args=[proof.chapter_id])
    proof = fresh(proof)
    assert proof.state == ProofState.DEPOSEE


def test_the_button_says_that_a_confirmed_fact_is_recorded(client):
    case = make_case_at(DossierState.INSTRUCTION)
    url = reverse("dossiers:return_for_correction", args=[case.dossier.pk])
    client.force_login(case.team.alice)

    first = words(client.get(url))
    second = words(send(client, case, "return_for_correction", {"on": "2026-01-25"}))

    assert ">Noter le retour</button>" in first
    assert "Confirmer et enregistrer" not in first
    assert ">Confirmer et enregistrer</button>" in second


def test_the_track_of_a_dmn_is_chosen_where_the_obstacle_leads(client):
    case = make_case(dmn=True)
    type(case.dossier).objects.filter(pk=case.dossier.pk).update(dmn_track="")
    case.reload()
    page = reverse("dossiers:update", args=[case.dossier.pk])
    data = {"responsible": case.team.alice.pk}

    client.force_login(case.team.alice)
    blocked = send(client, case, "submit_admissibility", {"on": "2026-02-09"})
    assert blocked.status_code == 409
    assert f'href="{page}"' in words(blocked)
    assert 'name="dmn_track"' in words(client.get(page))
    assert send(client, case, "update", data).status_code == 422
    assert send(client, case, "update", {**data, "dmn_track": "marque"}).status_code == 302
    assert case.reload().dmn_track == "marque"
    assert send(client, case, "submit_admissibility", {"on": "2026-02-09"}).status_code == 302
    assert 'name="dmn_track"' not in words(client.get(page))


def test_the_track_is_offered_to_a_lead_of_a_dmn_only(client):
    dmn = make_case(dmn=True)
    client.force_login(dmn.team.bob)
    page = reverse("dossiers:update", args=[dmn.dossier.pk])
    assert 'name="dmn_track"' not in words(client.get(page))


def test_a_referencing_has_no_track(client):
    case = make_case()
    client.force_login(case.team.alice)
    page = reverse("dossiers:update", args=[case.dossier.pk])
    assert 'name="dmn_track"' not in words(client.get(page))
