"""Screens of a move to another version: preview, the move itself, doubts, what it left behind."""

import html
import re

import pytest
from django.urls import reverse

from apps.dossiers.models import ProofAnswer
from apps.dossiers.states import DossierState as S
from apps.dossiers.tests.builders import make_case_at
from apps.dossiers.tests.test_catalogue_move import full, go, look, make_next
from apps.dossiers.verbs import verbs_of
from apps.products.policy import allowed_actions

pytestmark = pytest.mark.django_db


def words_of(response) -> str:
    """Return the text of a page on one line, with plain spaces."""
    text = re.sub(r"<[^>]+>", "", response.content.decode())
    return " ".join(html.unescape(text).split())


def url(name, pk) -> str:
    return reverse(f"dossiers:{name}", args=[pk])


@pytest.fixture
def case(client):
    case = full()
    client.force_login(case.team.alice)
    return case


def test_the_preview_says_everything_and_writes_nothing(client, case):
    target, before = make_next(), look(case)
    page = client.get(url("move_catalog", case.dossier.pk))
    said = words_of(page)
    assert "De « 1.0 » à « 2.0 »" in said
    for figure in ("4 preuves gardées", "1 preuve à revoir", "1 preuve nouvelle", "1 preuve sort"):
        assert figure in said
    assert "Vidéo du scénario [ajouté : entier]" in said
    assert "Profils nouveaux, à choisir ensuite s’ils s’appliquent : Hébergement" in said
    assert f'name="target" value="{target.pk}"' in page.content.decode()
    assert look(case) == before


def test_the_move_leads_back_to_the_dossier_with_a_sentence(client, case):
    target = make_next()
    data = {"target": target.pk, "revision": case.dossier.revision}
    page = client.post(url("move_catalog", case.dossier.pk), data, follow=True)
    assert page.redirect_chain == [(case.dossier.get_absolute_url(), 302)]
    said = words_of(page)
    assert "Le dossier suit maintenant la version « 2.0 » du catalogue." in said
    assert "1 preuve hors du catalogue" in said
    assert case.reload().catalog == target


def test_a_refusal_shows_what_holds_it_back_and_no_button(client, case):
    target = make_next()
    case.submit_chapters()
    data = {"target": target.pk, "revision": case.reload().revision}
    for page, status in (
        (client.get(url("move_catalog", case.dossier.pk)), 200),
        (client.post(url("move_catalog", case.dossier.pk), data), 409),
    ):
        assert page.status_code == status
        assert "Reprenez le chapitre « INS » : il est soumis à l’ANS." in words_of(page)
        assert "Suivre la version" not in words_of(page)


def test_a_stale_page_is_a_conflict_that_says_so(client, case):
    target, seen = make_next(), case.dossier.revision
    go(case, target)
    go(case, make_next(label="3.0"))
    page = client.post(
        url("move_catalog", case.dossier.pk), {"target": target.pk, "revision": seen}
    )
    assert page.status_code == 409
    assert "a changé depuis que vous l’avez ouverte" in words_of(page)


@pytest.mark.parametrize("target", ["", "chat", "987654", "own"])
def test_a_wrong_version_is_invalid(client, case, target):
    make_next()
    target = case.dossier.catalog_id if target == "own" else target
    asked = url("move_catalog", case.dossier.pk)
    for page in (client.post(asked, {"target": target}), client.get(asked, {"target": target})):
        assert page.status_code == 422
        assert "Choisissez une autre version du catalogue de ce dossier." in words_of(page)


def test_without_another_version_the_page_says_what_to_wait_for(client, case):
    page = client.get(url("move_catalog", case.dossier.pk))
    assert "Aucune autre version" in words_of(page)


def test_after_the_review_began_it_is_a_conflict(client):
    case = make_case_at(S.INSTRUCTION)
    make_next()
    client.force_login(case.team.alice)
    assert client.get(url("move_catalog", case.dossier.pk)).status_code == 409


def test_the_button_is_there_where_it_leads_somewhere(case):
    names = {
        verb.name
        for verb in verbs_of(case.dossier, allowed_actions(case.team.alice, case.team.product))
    }
    assert "move_catalog" not in names
    make_next([("A", "Général", "A.1", "exigence", [])], label="vide")
    make_next()
    for person, wanted in (("alice", True), ("bob", False)):
        actions = allowed_actions(getattr(case.team, person), case.team.product)
        shown = {verb.name for verb in verbs_of(case.dossier, actions)}
        assert ("move_catalog" in shown) is wanted


def test_the_chapter_shows_the_doubt_until_somebody_confirms(client, case):
    go(case, make_next())
    chapter, proof = case.chapter("INS"), case.proof("va1.06.01.02")
    address = url("chapter", chapter.pk)
    page = client.get(address, {"voir": "a-revoir"})
    said = words_of(page)
    assert "Le catalogue a changé depuis que ces fichiers ont été posés." in said
    assert "Vidéo du scénario [ajouté : entier]" in said
    assert [len(group.proofs) for group in page.context["page"].groups] == [1]
    assert "À revoir 1" in said

    asked = client.get(url("confirm_answers", proof.pk))
    assert asked.status_code == 200
    client.force_login(case.team.bob)
    done = client.post(url("confirm_answers", proof.pk))
    assert done.status_code == 302

    assert not ProofAnswer.objects.doubtful().exists()
    assert "Le catalogue a changé" not in words_of(client.get(address))
    assert client.post(url("confirm_answers", proof.pk)).status_code == 409


def test_a_reader_sees_the_doubt_and_no_button(client, case):
    go(case, make_next())
    client.force_login(case.team.rita)
    page = client.get(url("chapter", case.chapter("INS").pk))
    assert "Le catalogue a changé" in words_of(page)
    assert url("confirm_answers", case.proof("va1.06.01.02").pk) not in page.content.decode()


def test_what_left_the_catalogue_keeps_its_files_in_sight(client, case):
    empty = client.get(url("dropped", case.dossier.pk))
    assert "Aucune preuve hors du catalogue" in words_of(empty)
    gone = case.proof("GEN.20.01.01").answers.get().version
    go(case, make_next())
    client.force_login(case.team.rita)
    page = client.get(url("dropped", case.dossier.pk))
    assert "SSI/GEN.20.01.01 – Attestation sur l’honneur" in words_of(page)
    assert gone.get_absolute_url() in page.content.decode()


def test_the_queries_of_the_screens_do_not_follow_the_rows(client, case, django_assert_num_queries):
    small = make_next()
    address = url("move_catalog", case.dossier.pk)
    client.get(address)
    with django_assert_num_queries(29):
        client.get(address, {"target": small.pk})
    lines = [("A", "Général", f"A.{n}", "exigence", ["Vidéo", "Log"]) for n in range(30)]
    large = make_next(lines, label="3.0")
    with django_assert_num_queries(29):
        client.get(address, {"target": large.pk})
