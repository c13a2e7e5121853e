"""What is said of the age of a PASSI form before it is too late; nothing of it blocks."""

from datetime import date, datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from apps.core.tones import Tone
from apps.dossiers.pages.freshness import ageing_forms, freshness_by_version, freshness_of
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import COMPLETE, LAID, SUBMITTED, make_case, make_case_at
from apps.dossiers.tests.test_views_chapters import words
from apps.evidence.states import EvidenceKind
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

DATED = date(2025, 3, 10)
TODAY = date(2025, 12, 12)


@pytest.mark.parametrize(
    ("dated", "planned", "today", "tone", "said"),
    [
        (DATED, None, date(2026, 3, 9), Tone.GREY, "à déposer le 9 mars 2026 au plus tard"),
        (DATED, None, date(2026, 3, 10), Tone.RED, "trop ancien depuis le 10 mars 2026"),
        (DATED, date(2026, 3, 9), TODAY, Tone.GREY, "à déposer le 9 mars 2026 au plus tard"),
        (
            DATED,
            date(2026, 3, 10),
            TODAY,
            Tone.AMBER,
            "valable aujourd’hui, trop ancien au dépôt prévu le 10 mars 2026",
        ),
        (DATED, date(2025, 12, 1), TODAY, Tone.GREY, "à déposer le 9 mars 2026 au plus tard"),
        (
            date(2024, 2, 29),
            date(2025, 3, 1),
            date(2025, 2, 27),
            Tone.AMBER,
            "valable aujourd’hui, trop ancien au dépôt prévu le 1er mars 2025",
        ),
        (None, None, TODAY, Tone.AMBER, "sans date : son âge ne se juge pas"),
    ],
)
def test_both_sides_of_each_day(dated, planned, today, tone, said):
    found = freshness_of(dated, planned, today=today)
    assert (found.tone, found.words.replace("\N{NO-BREAK SPACE}", " ")) == (tone, said)
    assert found.warns == (tone != Tone.GREY)


def with_form(state=DossierState.PREUVES, dated=DATED, planned=date(2026, 3, 10)):
    """Return a dossier whose proofs are all laid, its form dated, its deposit planned."""
    case = make_case_at(state)
    case.answer(form_dated=dated)
    case.dossier.planned_deposit_on = planned
    case.dossier.save()
    return case


def test_only_forms_are_judged_until_a_deposit_holds_them():
    case = with_form(planned=date(2026, 3, 1))
    form = case.dossier.proofs.get(kind=EvidenceKind.PASSI_FORM)
    version = form.answers.get().version
    assert set(freshness_by_version(case.dossier, today=TODAY)) == {version.pk}
    assert ageing_forms(case.dossier, today=TODAY) == []

    case.submit_chapters()
    assert set(freshness_by_version(case.dossier, today=TODAY)) == {version.pk}
    case.act("declare_complete", COMPLETE)
    assert freshness_by_version(case.dossier, today=TODAY) == {}


class TestScreens:
    @pytest.fixture(autouse=True)
    def _on_the_twelfth_of_december(self):
        with time_machine.travel(datetime(2025, 12, 12, 9, tzinfo=PARIS), tick=False):
            yield

    def test_the_chapter_says_it_beside_the_form_and_before_the_deposit(self, client):
        case = with_form()
        chapter = case.chapter("SSI")
        client.force_login(case.team.alice)
        said = "valable aujourd’hui, trop ancien au dépôt prévu le 10 mars 2026"

        assert words(client.get(reverse("dossiers:chapter", args=[chapter.pk]))).count(said) == 1
        url = reverse("dossiers:submit_chapter", args=[chapter.pk])
        asked = words(client.get(url))
        assert said in asked
        assert "Ce qui manque" not in asked
        assert client.post(url, {"on": "2025-12-12"}).status_code == 302

    def test_a_chapter_without_a_form_says_nothing(self, client):
        case = with_form()
        client.force_login(case.team.alice)
        url = reverse("dossiers:submit_chapter", args=[case.chapter("INS").pk])
        assert "trop ancien" not in words(client.get(url))

    def test_the_dossier_says_it_once(self, client):
        early = with_form()
        client.force_login(early.team.alice)
        text = words(client.get(early.dossier.get_absolute_url()))
        assert "trop ancien pour un dépôt le 10 mars 2026" in text
        assert "trop ancien au dépôt prévu" not in text

        draft = make_case(team=early.team, code="DSR-HOP-DPI-Va2")
        draft.answer(form_dated=DATED)
        draft.dossier.planned_deposit_on = date(2026, 3, 10)
        draft.dossier.save()
        text = words(client.get(draft.dossier.get_absolute_url()))
        assert "valable aujourd’hui, trop ancien au dépôt prévu le 10 mars 2026" in text

    def test_the_page_costs_the_same_with_many_forms(self, client):
        case = with_form()
        proof = case.dossier.proofs.get(kind=EvidenceKind.PASSI_FORM)
        url = reverse("dossiers:chapter", args=[proof.chapter_id])
        client.force_login(case.team.alice)

        def cost() -> int:
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            return len(queries)

        cost()
        one = cost()
        for _number in range(3):
            form = case.file(kind=EvidenceKind.PASSI_FORM, document_on=LAID)
            case.act("lay_version", SUBMITTED, [proof.pk], form)
        assert cost() == one
