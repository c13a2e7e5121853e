"""Acts on many proofs: all or nothing, undone row by row within a few minutes."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.core.refusals import Conflict, Invalid
from apps.dossiers import services
from apps.dossiers.models import ProofBatch, ProofVerdict
from apps.dossiers.services.batches import UNDO_WINDOW
from apps.dossiers.states import ChapterState, ProofState
from apps.dossiers.states import DossierState as S
from apps.dossiers.tests.builders import make_batch, make_case, make_case_at
from apps.products.models import Event
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db

NOW = datetime(2025, 12, 15, 9, tzinfo=PARIS)
TODAY = date(2025, 12, 15)
FRIDAY = date(2025, 12, 19)
INS = ("va1.06.01.01", "va1.06.01.02")


def when(**later) -> dict:
    return {"today": TODAY, "now": NOW + timedelta(**later)}


def plans(case) -> list[tuple]:
    rows = case.dossier.proofs.current().applicable().order_by("pk")
    return list(rows.values_list("responsible__username", "target_on"))


def undo(case, batch, *, by=None, **later):
    return services.undo_batch(batch.pk, by=by or case.team.bob, **when(**later))


def judge(case, *references, outcome="conforme", ground="", on=TODAY, by=None):
    pks = [case.proof(each).pk for each in references]
    facts = {"outcome": outcome, "ground": ground, "on": on}
    return services.judge_proofs(case.dossier.pk, pks, by=by or case.team.bob, **facts, **when())


@pytest.fixture
def case():
    return make_case_at(S.PREUVES)


@pytest.fixture
def sent(case):
    case.answer()
    case.submit_chapters()
    return case


def test_all_are_entrusted_and_the_act_is_remembered(case):
    batch = make_batch(case, at=NOW, target_on=FRIDAY)

    assert plans(case) == [("bob", FRIDAY)] * 5
    assert str(batch) == "5 preuves confiées à Bob, objectif interne le 19 décembre 2025"
    assert batch.items.count() == 5
    assert Event.objects.filter(verb="plan_proofs").count() == 1


def test_without_a_target_each_proof_keeps_its_own(case):
    make_batch(case, INS[0], at=NOW, target_on=FRIDAY)
    make_batch(case, *INS, at=NOW, responsible=case.team.alice)

    assert plans(case)[:2] == [("alice", FRIDAY), ("alice", None)]


def test_undo_puts_back_what_was_before(case):
    make_batch(case, INS[0], at=NOW, responsible=case.team.alice, target_on=FRIDAY)
    before = plans(case)
    batch = make_batch(case, at=NOW, target_on=date(2026, 1, 9))

    undone = undo(case, batch, minutes=15)

    assert plans(case) == before
    assert (len(undone.restored), undone.kept) == (5, [])
    batch.refresh_from_db()
    assert (batch.undone_at, batch.undone_by) == (NOW + UNDO_WINDOW, case.team.bob)


def test_a_former_target_that_is_past_comes_back_too(case):
    pk = case.proof(INS[0]).pk
    services.plan_proofs(
        case.dossier.pk,
        {pk: {"target_on": date(2025, 12, 2)}},
        by=case.team.bob,
        today=date(2025, 12, 1),
    )
    undo(case, make_batch(case, INS[0], at=NOW, target_on=FRIDAY))

    assert case.proof(INS[0]).target_on == date(2025, 12, 2)


def test_undo_leaves_what_changed_since_and_names_it(case):
    batch = make_batch(case, at=NOW)
    pk = case.proof(INS[1]).pk
    facts = {pk: {"responsible": case.team.alice}}
    services.plan_proofs(case.dossier.pk, facts, by=case.team.alice, today=TODAY)

    undone = undo(case, batch)

    assert [str(proof) for proof in undone.kept] == ["INS/va1.06.01.02"]
    assert plans(case)[:3] == [(None, None), ("alice", None), (None, None)]
    event = Event.objects.get(verb="undo_batch")
    assert event.note == "Changée depuis, elle reste ainsi : INS/va1.06.01.02".replace(
        " :", "\u00a0:"
    )


def test_undo_refuses_when_everything_changed(case):
    batch = make_batch(case, INS[0], at=NOW)
    make_batch(case, INS[0], at=NOW, responsible=case.team.alice)

    with pytest.raises(Conflict, match="ont changé depuis"):
        undo(case, batch)
    assert plans(case)[0] == ("alice", None)


@pytest.mark.parametrize(
    ("later", "late"), [({"minutes": 15}, False), ({"minutes": 15, "seconds": 1}, True)]
)
def test_the_window(case, later, late):
    batch = make_batch(case, at=NOW)
    if not late:
        assert undo(case, batch, **later).kept == []
        return
    with pytest.raises(Conflict, match="délai"):
        undo(case, batch, **later)
    assert plans(case) == [("bob", None)] * 5


def test_undone_once(case):
    batch = make_batch(case, at=NOW)
    undo(case, batch)

    with pytest.raises(Conflict, match="déjà annulé"):
        undo(case, batch)


def test_a_closed_dossier_is_not_undone(case):
    batch = make_batch(case, at=NOW)
    case.act("abandon_dossier", TODAY, reason="Produit arrêté.")

    with pytest.raises(Conflict, match="clos"):
        undo(case, batch)


def test_who_may_act_and_undo(case):
    team = case.team
    batch = make_batch(case, at=NOW, by=team.alice)
    with pytest.raises(PermissionDenied):
        undo(case, batch, by=team.bob)  # not his, and he does not lead
    with pytest.raises(PermissionDenied):
        undo(case, batch, by=team.rita)
    with pytest.raises(Http404):
        undo(case, batch, by=team.charlie)
    with pytest.raises(PermissionDenied):
        make_batch(case, by=team.rita)
    assert undo(case, make_batch(case, INS[0], at=NOW), by=team.alice).kept == []


def test_a_person_without_the_right_is_refused_for_all(case):
    with pytest.raises(Conflict) as refusal:
        make_batch(case, *INS, responsible=case.team.rita)

    assert [each.label for each in refusal.value.blockers] == [
        "Cette personne ne peut pas agir sur le produit\u00a0: choisissez un autre responsable."
    ] * 2
    assert not ProofBatch.objects.exists()


def test_one_proof_that_refuses_stops_all_and_is_named(case):
    with pytest.raises(Conflict, match="1 preuve s’y oppose") as refusal:
        make_batch(case, *INS, "va1.42.01.01")

    [blocker] = refusal.value.blockers
    aside = case.proof("va1.42.01.01")
    assert "INS/va1.42.01.01 ne s’applique pas" in blocker.label
    assert blocker.url.endswith(f"#preuve-{aside.pk}")
    assert plans(case) == [(None, None)] * 5


def test_proofs_of_another_dossier_are_refused(case):
    other = make_case(team=case.team, code="AUTRE")
    pks = [case.proof(INS[0]).pk, other.proof(INS[0]).pk]

    with pytest.raises(Invalid, match="n’est pas de ce dossier"):
        services.release_proofs(case.dossier.pk, pks, by=case.team.bob, **when())
    with pytest.raises(Invalid, match="au moins une preuve"):
        services.release_proofs(case.dossier.pk, [], by=case.team.bob, **when())


def test_release_and_its_undo(case):
    make_batch(case, *INS, at=NOW, target_on=FRIDAY)
    pks = list(case.dossier.proofs.values_list("pk", flat=True))

    batch = services.release_proofs(case.dossier.pk, pks, by=case.team.bob, **when())

    assert str(batch) == "2 preuves ne sont plus confiées à personne"
    assert plans(case) == [(None, None)] * 5
    with pytest.raises(Invalid, match="confiée à quelqu’un"):
        services.release_proofs(case.dossier.pk, pks, by=case.team.bob, **when())
    undo(case, batch)
    assert plans(case)[:3] == [("bob", FRIDAY), ("bob", FRIDAY), (None, None)]


def test_one_verdict_on_many_and_its_undo(sent):
    batch = judge(sent, *INS, outcome="ko", ground="  Matricule masqué. ")

    assert str(batch) == "2 preuves notées «\u00a0KO\u00a0»"
    assert {sent.proof(each).state for each in INS} == {ProofState.KO}
    assert sent.chapter("INS").state == ChapterState.A_MODIFIER

    undone = undo(sent, batch)

    assert len(undone.restored) == 2
    assert {sent.proof(each).state for each in INS} == {ProofState.DEPOSEE}
    assert sent.chapter("INS").state == ChapterState.SOUMIS
    assert not ProofVerdict.objects.live().exists()


def test_undo_keeps_a_verdict_that_a_new_version_answered(sent):
    batch = judge(sent, *INS, outcome="ko", ground="Illisible.")
    sent.act("lay_version", TODAY, [sent.proof(INS[0]).pk], sent.file())

    undone = undo(sent, batch)

    assert [str(proof) for proof in undone.kept] == ["INS/va1.06.01.01"]
    assert ProofVerdict.objects.live().get().proof == sent.proof(INS[0])


def test_a_verdict_that_some_proofs_refuse_is_noted_on_none(sent):
    judge(sent, INS[0])

    with pytest.raises(Conflict) as refusal:
        judge(sent, *INS)

    assert [each.label for each in refusal.value.blockers] == [
        "La preuve INS/va1.06.01.01 n’attend pas de verdict."
    ]
    assert sent.proof(INS[1]).state == ProofState.DEPOSEE


def test_a_verdict_without_its_ground_or_too_early_is_refused(sent):
    with pytest.raises(Conflict) as refusal:
        judge(sent, *INS, outcome="incomplete", ground=" ")
    assert "Notez le motif" in refusal.value.blockers[0].label
    with pytest.raises(Conflict) as refusal:
        judge(sent, *INS, on=date(2025, 11, 30))
    assert "déposée que le" in refusal.value.blockers[0].label


def test_during_the_review_a_refusal_needs_a_return():
    case = make_case_at(S.INSTRUCTION)
    pks = [case.proof(INS[0]).pk]
    facts = {"outcome": "ko", "ground": "Non.", "on": date(2026, 1, 20), "by": case.team.bob}
    now = datetime(2026, 1, 20, 9, tzinfo=PARIS)

    with pytest.raises(Conflict, match="arrête l’horloge"):
        services.judge_proofs(case.dossier.pk, pks, today=now.date(), now=now, **facts)
    assert not ProofBatch.objects.exists()
