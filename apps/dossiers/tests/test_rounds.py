"""Rounds: what a deposit freezes, what changed since the one before, which ground still waits."""

from datetime import date

import pytest

from apps.dossiers import services
from apps.dossiers.models import Round, RoundItem
from apps.dossiers.pages.rounds import changes_of, grounds_of, tabs_of
from apps.dossiers.states import DossierState, FileChange, ProofState
from apps.dossiers.tests.builders import (
    COMPLETE,
    REDEPOSITED,
    RETURNED,
    SUBMITTED,
    make_case,
    make_case_at,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 3, 20)


def mended():
    """Return a dossier whose chapter INS came back, was mended and redeposited."""
    case = make_case_at(DossierState.A_CORRIGER)
    case.answer(on=REDEPOSITED, state=ProofState.KO)
    case.act("redeposit", REDEPOSITED, chapter=case.chapter("INS"))
    return case


def last(case) -> Round:
    return case.dossier.rounds.last()


def said(changes) -> dict[str, FileChange]:
    return {each.proof.reference[-11:]: each.change for each in changes}


def test_each_deposit_freezes_its_scope():
    case = mended()

    rounds = [
        (each.badge, str(each.chapter or ""), each.deposited_on, each.items.count())
        for each in case.dossier.rounds.all()
    ]
    assert rounds == [
        ("chapter", "INS", SUBMITTED, 2),
        ("chapter", "SSI", SUBMITTED, 3),
        ("complete", "", COMPLETE, 5),
        ("redeposited", "INS", REDEPOSITED, 2),
    ]


def test_an_early_instruction_is_a_round_of_its_own():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.act("start_early_instruction", SUBMITTED)

    assert (last(case).badge, last(case).chapter) == ("early", None)


def test_a_line_says_all_that_was_deposited():
    case = make_case_at(DossierState.INSTRUCTION)
    item = last(case).items.get(proof=case.proof("va1.06.01.01"))
    version = item.proof.answers.get().version

    assert (item.reference, item.requirement) == (item.proof.reference, "INS/va1.06")
    assert (item.filename, item.version_number) == (version.filename, 1)
    assert (item.sha256, item.size) == (version.blob.sha256, 12)


def test_the_header_keeps_the_words_and_the_clock_of_the_day():
    case = mended()
    made = last(case)
    case.team.product.name = "Autre nom"
    case.team.product.save()
    clock = made.facts["clock"]

    assert Round.objects.get(pk=made.pk).facts["version"] == "MediCab 8.1"
    assert (made.facts["recorded_by"], made.facts["chapter"]) == (str(case.team.alice), "INS")
    assert (clock["state"], clock["due_on"]) == ("running", "2026-03-16")
    assert (clock["reviewer_days"], clock["team_days"]) == (20, 10)
    assert [(s["from"], s["to"], s["side"], s["days"], s["chapter"]) for s in clock["steps"]] == [
        ("2026-01-05", "2026-01-25", "ans", 20, ""),
        ("2026-01-25", "2026-02-04", "team", 10, "INS"),
        ("2026-02-04", "2026-02-04", "ans", 0, "INS"),
    ]


def test_a_line_is_never_changed_nor_taken_away():
    case = make_case_at(DossierState.INSTRUCTION)
    item = last(case).items.first()
    item.filename = "autre.pdf"

    with pytest.raises(TypeError):
        item.save()
    with pytest.raises(TypeError):
        RoundItem.objects.filter(pk=item.pk).update(filename="autre.pdf")
    with pytest.raises(TypeError):
        RoundItem.objects.filter(pk=item.pk).delete()
    assert last(case).is_intact


def test_the_digest_tells_an_alteration():
    case = make_case_at(DossierState.INSTRUCTION)
    made = last(case)
    assert len(made.digest) == 64

    Round.objects.filter(pk=made.pk).update(deposited_on=date(2026, 1, 4))

    assert not Round.objects.get(pk=made.pk).is_intact


def test_a_chapter_taken_back_voids_its_round_which_stays_readable():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()
    case.act("take_back_chapter", date(2025, 12, 12), case.chapter("INS").pk)

    voided = {str(each.chapter): each.is_voided for each in case.dossier.rounds.all()}
    assert voided == {"INS": True, "SSI": False}
    made = case.dossier.rounds.get(chapter__name="INS")
    assert (made.taken_back_on, made.items.count()) == (date(2025, 12, 12), 2)
    assert made.is_intact
    assert [str(each.chapter) for each in case.dossier.rounds.live()] == ["SSI"]


def test_a_voided_fact_voids_its_round_which_stays_readable():
    case = mended()
    event = case.dossier.review_events.get(kind="redeposited")

    services.void_review_event(event.pk, by=case.team.alice, today=TODAY, reason="Erreur.")

    made = Round.objects.get(event=event)
    assert made.is_voided
    assert made.is_intact
    assert made.items.count() == 2


def test_a_submitted_chapter_does_not_stop_the_age_of_a_form():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()

    assert not case.dossier.proofs.filter(first_deposit_on__isnull=False).exists()
    case.act("declare_complete", COMPLETE)
    days = set(case.dossier.proofs.applicable().values_list("first_deposit_on", flat=True))
    assert days == {COMPLETE}


def test_the_first_deposit_is_all_new():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()
    changes = changes_of(case.dossier.rounds.first())

    assert set(said(changes).values()) == {FileChange.NEW}
    tabs, shown = tabs_of(changes, "")
    assert [(tab.name, tab.count) for tab in tabs if tab.current] == [("tout", 2)]
    assert len(shown) == 2


def test_the_complete_deposit_is_compared_with_the_chapters():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.submit_chapters()
    case.act("take_back_chapter", date(2025, 12, 11), case.chapter("SSI").pk)
    answer = case.proof("GEN.20.01.01").answers.get()
    config = case.proof("CONF.02.01.01").answers.get()
    case.act("take_off", date(2025, 12, 12), config.pk)
    case.act("take_off", date(2025, 12, 12), answer.pk)
    case.act("lay_version", date(2025, 12, 12), [answer.proof_id], case.file())
    case.act("submit_chapter", date(2025, 12, 13), case.chapter("SSI").pk)
    case.act("declare_complete", COMPLETE)

    changes = changes_of(last(case))

    assert set(said(changes).values()) == {FileChange.UNCHANGED}
    submitted = case.dossier.rounds.filter(chapter__name="SSI").last()
    assert set(said(changes_of(submitted)).values()) == {FileChange.NEW}


def test_a_redeposit_shows_what_was_replaced_and_withdrawn():
    case = make_case_at(DossierState.A_CORRIGER)
    proof = case.proof("va1.06.01.01")
    other = case.proof("va1.06.01.02")
    extra = case.file()
    case.act("lay_version", REDEPOSITED, [proof.pk], case.file())
    case.act("lay_version", REDEPOSITED, [other.pk], extra)
    case.act("redeposit", REDEPOSITED, chapter=case.chapter("INS"))

    found = {each.proof.pk: each for each in changes_of(last(case))}

    assert found[proof.pk].change == FileChange.REPLACED
    assert [item.round.number for item in found[proof.pk].before] == [3]
    assert found[other.pk].change == FileChange.REPLACED
    assert len(found[other.pk].now) == 2
    assert set(found) == {proof.pk, other.pk}


def test_a_file_taken_off_is_withdrawn():
    case = make_case_at(DossierState.PREUVES)
    case.answer()
    case.act("start_early_instruction", SUBMITTED)
    answer = case.proof("CONF.02.01.01").answers.get()
    case.act("take_off", date(2025, 12, 12), answer.pk)
    case.submit_chapters(on=date(2025, 12, 12))

    found = said(changes_of(case.dossier.rounds.get(chapter__name="SSI")))

    assert found["CONF.02.01.01"[-11:]] == FileChange.WITHDRAWN


def test_a_ground_is_answered_by_the_round_that_brings_a_new_file():
    case = mended()

    line = grounds_of(last(case))[0]

    assert line.verdict.ground == "Matricule masqué."
    assert [item.proof_id for item in line.answers] == [case.proof("va1.06.01.01").pk]
    assert grounds_of(case.dossier.rounds.get(event__kind="complete")) == []


def test_a_ground_of_another_chapter_still_waits():
    case = make_case_at(DossierState.A_CORRIGER)
    ssi = case.proof("GEN.20.01.01")
    case.act(
        "return_for_correction",
        date(2026, 1, 27),
        chapter=case.chapter("SSI"),
        verdicts=[(ssi.pk, "incomplete", "Signature absente.")],
    )
    case.answer(on=REDEPOSITED, state=ProofState.KO)
    case.act("redeposit", REDEPOSITED, chapter=case.chapter("INS"))
    first = last(case)

    assert [(line.verdict.ground, bool(line.answers)) for line in grounds_of(first)] == [
        ("Signature absente.", False),
        ("Matricule masqué.", True),
    ]

    case.act("lay_version", date(2026, 2, 6), [ssi.pk], case.file())
    case.act("redeposit", date(2026, 2, 6), chapter=case.chapter("SSI"))
    assert [(line.verdict.ground, bool(line.answers)) for line in grounds_of(last(case))] == [
        ("Signature absente.", True)
    ]
    assert len(grounds_of(first)) == 2


def test_a_return_and_a_redeposit_of_one_day_are_told_apart():
    case = make_case_at(DossierState.INSTRUCTION)
    proof = case.proof("va1.06.01.01")
    chapter = case.chapter("INS")
    refusals = [(proof.pk, "ko", "Illisible.")]
    case.act("return_for_correction", RETURNED, chapter=chapter, verdicts=refusals)
    case.act("lay_version", RETURNED, [proof.pk], case.file())
    case.act("redeposit", RETURNED, chapter=chapter)

    assert [(line.verdict.ground, len(line.answers)) for line in grounds_of(last(case))] == [
        ("Illisible.", 1)
    ]


def test_an_empty_dossier_has_no_round():
    assert not make_case().dossier.rounds.exists()


def test_the_changes_of_a_large_round_cost_the_same(django_assert_max_num_queries):
    case = mended()
    made = last(case)

    with django_assert_max_num_queries(4):
        changes_of(made)
    with django_assert_max_num_queries(2):
        grounds_of(made)
