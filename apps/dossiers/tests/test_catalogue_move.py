"""A dossier moves to another version of its catalogue, and back: nothing is ever lost."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.core.refusals import Conflict, Invalid
from apps.deadlines.models import Deadline
from apps.dossiers import services
from apps.dossiers.guards import blockers
from apps.dossiers.models import ExpectedProof, ProofAnswer, RoundItem
from apps.dossiers.moving import plan_move
from apps.dossiers.states import DossierState as S
from apps.dossiers.states import ProofState as P
from apps.dossiers.tests.builders import make_case_at
from apps.evidence.models import EvidenceVersion
from apps.frameworks.tests.builders import make_catalog
from apps.products.journal import events_of

pytestmark = pytest.mark.django_db

MOVED = date(2025, 12, 15)
LATER = [
    (
        "INS",
        "Général",
        "INS/va1.06",
        "exigence",
        ["Copie d’écran INSi", "Vidéo du scénario entier"],
    ),
    ("INS", "Stockage de copies", "INS/va1.42", "exigence", ["Procédure de conservation"]),
    ("Sécurité", "Général", "SC.SSI/GEN.18", "exigence", ["Formulaire PASSI signé"]),
    ("INS", "Hébergement", "SC.HDS/01", "exigence", ["Certificat HDS"]),
    ("SSI", "Général", "SC.MSS/CONF.02", "exigence", ["Extrait de configuration"]),
]
"""Since SMALL: one proof reworded, one requirement in another chapter, one gone (GEN.20), one new
under a new profile, one préconisation become an exigence."""


def make_next(lines=LATER, label="2.0"):
    return make_catalog(lines, label=label)


def go(case, target, *, on=MOVED, by=None, **facts):
    """Move the dossier as Alice does."""
    services.move_catalog(
        case.dossier.pk, by=by or case.team.alice, today=on, target=target, **facts
    )
    return case.reload()


def look(case) -> dict[str, tuple]:
    """Return {number: (state, chapter, blocking, files, in doubt)} of the current proofs."""
    return {
        proof.reference: (
            str(proof.state),
            proof.chapter.name,
            proof.blocking,
            proof.answers.live().count(),
            ProofAnswer.objects.doubtful().filter(proof=proof).exists(),
        )
        for proof in case.dossier.proofs.current().select_related("chapter")
    }


def reachable(case) -> set[int]:
    """Return the versions of documents that an answer of the dossier, live or not, leads to."""
    return set(
        EvidenceVersion.objects.filter(answers__proof__dossier=case.dossier).values_list(
            "pk", flat=True
        )
    )


def full(**facts):
    """Return a dossier whose every expected proof has a file."""
    case = make_case_at(S.PREUVES, **facts)
    case.answer()
    return case


def test_what_stays_what_is_in_doubt_what_comes_and_what_goes():
    case, target = full(), make_next()
    files = reachable(case)

    go(case, target)

    assert case.dossier.catalog == target
    assert look(case) == {
        "INS/va1.06.01.01": ("deposee", "INS", True, 1, False),
        "INS/va1.06.01.02": ("deposee", "INS", True, 1, True),
        "INS/va1.42.01.01": ("non_applicable", "INS", True, 0, False),
        "SSI/GEN.18.01.01": ("deposee", "Sécurité", True, 1, False),
        "HDS/01.01.01": ("non_applicable", "INS", True, 0, False),
        "MSS/CONF.02.01.01": ("deposee", "SSI", True, 1, False),
    }
    gone = case.dossier.proofs.dropped().get()
    assert (gone.reference, gone.state, gone.dropped_on) == (
        "SSI/GEN.20.01.01",
        P.NON_APPLICABLE,
        MOVED,
    )
    assert gone.answers.live().count() == 1
    assert reachable(case) == files
    assert target.is_frozen or type(target).objects.get(pk=target.pk).is_frozen


def test_moving_back_undoes_it():
    case = full()
    first, before, files = case.dossier.catalog, look(case), reachable(case)
    numbers = set(ExpectedProof.objects.filter(dossier=case.dossier).values_list("pk", flat=True))

    go(case, make_next())
    go(case, first)

    assert look(case) == before
    assert reachable(case) == files
    assert numbers <= set(case.dossier.proofs.values_list("pk", flat=True))
    assert {p.reference for p in case.dossier.proofs.dropped()} == {"HDS/01.01.01"}


def test_a_file_laid_on_a_new_proof_survives_the_way_back_and_the_way_there():
    case = full()
    first, second = (
        case.dossier.catalog,
        make_next([*LATER[:3], (*LATER[3][:1], "Général", *LATER[3][2:]), LATER[4]]),
    )
    go(case, second)
    case.act("lay_version", MOVED, [case.proof("HDS/01.01.01").pk], case.file())
    files, there = reachable(case), look(case)

    go(case, first)
    assert reachable(case) == files
    go(case, second)

    assert look(case) == there
    assert there["HDS/01.01.01"] == ("deposee", "INS", True, 1, False)


def test_a_doubt_follows_from_version_to_version_until_the_words_are_the_same_again():
    case = full()
    number, first = "INS/va1.06.01.02", case.dossier.catalog
    words = ["Copie d’écran INSi", "Vidéo commentée"]
    third = make_next([(*LATER[0][:4], words), *LATER[1:]], label="3.0")

    go(case, make_next())
    go(case, third)

    answer = ProofAnswer.objects.doubtful().get(proof__dossier=case.dossier)
    assert answer.reworded_from == first.proofs.get(reference=number)
    again = make_next(None, label="4.0")
    go(case, again)
    assert not ProofAnswer.objects.doubtful().exists()


def test_white_space_leaves_nothing_in_doubt():
    case = full()
    target = make_catalog(label="2.0")
    proof = target.proofs.get(reference="INS/va1.06.01.02")
    proof.text = "Vidéo  du\u00a0scénario\n"
    proof.save()
    go(case, target)
    assert not ProofAnswer.objects.doubtful().exists()


@pytest.mark.parametrize("where", ["requirement", "scenario"])
def test_the_words_around_a_proof_put_it_in_doubt_too(where):
    case, target = full(), make_catalog(label="2.0")
    around = getattr(target.proofs.get(reference="INS/va1.06.01.02"), where)
    setattr(around, "statement" if where == "requirement" else "text", "Autre chose.")
    around.save()
    go(case, target)
    assert set(ProofAnswer.objects.doubtful().values_list("proof__reference", flat=True)) == {
        "INS/va1.06.01.01",
        "INS/va1.06.01.02",
    }


def test_counters_due_dates_and_journal_follow():
    case = full()
    ageing = Deadline.objects.filter(product=case.team.product, kind="proof_too_old")
    assert ageing.open().count() == 1
    assert (case.dossier.proofs_blocking, case.dossier.proofs_answered) == (4, 4)

    go(case, make_next([line for line in LATER if "GEN.18" not in line[2]]))

    assert (case.dossier.proofs_blocking, case.dossier.proofs_answered) == (3, 3)
    assert ageing.open().count() == 0
    event = events_of(case.dossier).first()
    assert event.verb == "move_catalog"
    assert event.sentence == ("Catalogue « rem-lgc-va2 » : passage de la version « 1.0 » à « 2.0 »")
    assert event.note == "1 preuve à revoir, 1 nouvelle, 2 sorties du catalogue"


def test_profiles_follow_by_name():
    case = full(profiles=["Stockage de copies"])
    target = make_next([*LATER[:1], *LATER[2:]])
    plan = plan_move(case.dossier, target)
    assert (plan.lost, plan.unknown) == (["Stockage de copies"], ["Hébergement"])
    assert plan.profiles == []

    first = case.dossier.catalog
    go(case, make_next(label="3.0"))
    assert [profile.name for profile in case.dossier.profiles.all()] == ["Stockage de copies"]
    assert look(case)["INS/va1.42.01.01"] == ("deposee", "INS", True, 1, False)
    go(case, target)
    assert not case.dossier.profiles.exists()
    go(case, first)
    assert look(case)["INS/va1.42.01.01"][0] == "non_applicable"


def test_a_dropped_proof_is_not_brought_back_by_a_profile():
    case = full()
    go(case, make_next())
    chosen = case.dossier.catalog.profiles.filter(always=False)
    case.act("choose_profiles", MOVED, profiles=list(chosen))
    assert case.dossier.proofs.dropped().get().state == P.NON_APPLICABLE
    assert look(case)["HDS/01.01.01"][0] == "attendue"


def test_the_plan_says_before_what_the_move_does():
    case, target = full(), make_next()
    plan = plan_move(case.dossier, target)
    assert [fate.proof.reference for fate in plan.doubtful] == ["INS/va1.06.01.02"]
    assert [(part.what, part.old, part.new) for part in plan.doubtful[0].parts] == [
        ("proof", "Vidéo du scénario", "Vidéo du scénario entier")
    ]
    assert len(plan.kept) == 4
    assert [row.reference for row in plan.arriving] == ["HDS/01.01.01"]
    assert [proof.reference for proof in plan.dropped] == ["SSI/GEN.20.01.01"]
    assert case.reload().catalog != target


@pytest.mark.parametrize("state", [S.INSTRUCTION, S.A_CORRIGER, S.REFERENCE, S.ABANDONNE])
def test_a_version_is_not_changed_once_the_review_began(state):
    case, target = make_case_at(state), make_next()
    with pytest.raises(Conflict, match="avant l’instruction"):
        go(case, target, on=date(2026, 5, 4))


@pytest.mark.parametrize("state", [S.BROUILLON, S.ELIGIBILITE, S.RECEVABILITE, S.PREUVES])
def test_it_is_before(state):
    case = make_case_at(state)
    assert go(case, make_next()).catalog.label == "2.0"


def test_what_is_at_the_ans_holds_it_back_and_says_so():
    case, target = full(), make_next()
    case.submit_chapters()
    found = blockers(case.dossier, "move_catalog")
    assert [each.label for each in found] == [
        "Reprenez le chapitre « INS » : il est soumis à l’ANS.",
        "Reprenez le chapitre « SSI » : il est soumis à l’ANS.",
    ]
    with pytest.raises(Conflict) as refused:
        go(case, target)
    assert [each.code for each in refused.value.blockers] == ["chapter_sent", "chapter_sent"]

    proof = case.proof("va1.06.01.01")
    case.act("record_verdicts", MOVED, case.dossier.pk, [(proof.pk, "conforme", "")])
    for chapter in case.dossier.chapters.all():
        case.act("take_back_chapter", MOVED, chapter.pk)
    assert [each.label for each in blockers(case.dossier, "move_catalog")] == [
        "Annulez le verdict de l’ANS noté au chapitre « INS »."
    ]
    services.void_verdict(
        proof.verdicts.get().pk, by=case.team.alice, today=MOVED, reason="Trop tôt."
    )
    assert go(case, target).catalog == target


def test_a_chapter_with_a_doubt_is_not_submitted():
    case = full()
    go(case, make_next())
    chapter = case.chapter("INS")
    found = blockers(chapter, "submit_chapter")
    assert [each.code for each in found] == ["proofs_doubtful"]
    with pytest.raises(Conflict):
        case.act("submit_chapter", MOVED, chapter.pk)

    proof = case.proof("va1.06.01.02")
    services.confirm_answers(proof.pk, by=case.team.bob, today=MOVED)

    assert blockers(chapter, "submit_chapter") == []
    assert events_of(case.dossier).first().verb == "confirm_answers"
    with pytest.raises(Conflict, match="Rien n’est à revoir"):
        services.confirm_answers(proof.pk, by=case.team.bob, today=MOVED)


def test_a_new_version_of_the_document_ends_the_doubt():
    case = full()
    go(case, make_next())
    proof = case.proof("va1.06.01.02")
    old = proof.answers.live().get()
    case.act("lay_version", MOVED, [proof.pk], case.file(title=old.version.evidence.title))
    assert not ProofAnswer.objects.doubtful().exists()
    old.refresh_from_db()
    assert (old.removed_on, old.reworded_from is None) == (MOVED, False)


def test_who_may():
    case, target = full(), make_next()
    for person, refusal in (
        ("bob", PermissionDenied),
        ("rita", PermissionDenied),
        ("charlie", Http404),
    ):
        with pytest.raises(refusal):
            go(case, target, by=getattr(case.team, person))
    go(case, target)
    proof = case.proof("va1.06.01.02")
    for person, refusal in (("rita", PermissionDenied), ("charlie", Http404)):
        with pytest.raises(refusal):
            services.confirm_answers(proof.pk, by=getattr(case.team, person), today=MOVED)


def test_wrong_targets_are_refused():
    case = full()
    with pytest.raises(Conflict, match="suit déjà"):
        go(case, case.dossier.catalog)
    with pytest.raises(Invalid):
        go(case, make_catalog(code="autre", label="9"))
    empty = make_catalog([("A", "Général", "A.1", "exigence", [])], label="vide")
    with pytest.raises(Invalid):
        go(case, empty)


def test_a_stale_page_moves_nothing():
    case, target = full(), make_next()
    seen = case.dossier.revision
    case.act("choose_profiles", MOVED, profiles=[])
    with pytest.raises(Conflict):
        go(case, target, revision=seen)
    assert case.reload().catalog != target


def test_a_move_costs_the_same_queries_for_many(django_assert_max_num_queries):
    lines = [("A", "Général", f"A.{n}", "exigence", ["Vidéo", "Log"]) for n in range(40)]
    reworded = [(*line[:4], ["Vidéo longue", "Log"]) for line in lines]
    case = make_case_at(S.PREUVES, requirements=lines)
    case.answer()
    target = make_catalog(reworded, label="2.0")
    with django_assert_max_num_queries(80):
        go(case, target)
    assert ProofAnswer.objects.doubtful().count() == 40


def test_history_of_rounds_stays_readable():
    case = full()
    case.submit_chapters()
    case.act("declare_complete", date(2026, 1, 5))
    event = case.dossier.review_events.get()
    services.void_review_event(
        event.pk, by=case.team.alice, today=date(2026, 1, 6), reason="Trop tôt."
    )
    case.reload()
    for chapter in case.dossier.chapters.all():
        case.act("take_back_chapter", date(2026, 1, 6), chapter.pk)
    items = RoundItem.objects.filter(round__dossier=case.dossier)
    before = set(items.values_list("reference", "version", "sha256"))
    go(case, make_next(), on=date(2026, 1, 6))
    assert set(items.values_list("reference", "version", "sha256")) == before
