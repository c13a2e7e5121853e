"""Fifty callers of one move, twenty rounds: one wins, the others get a 409, one event is written.

Threads and row locks need PostgreSQL: `make test-services` runs this file.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, connections

from apps.core.refusals import Conflict
from apps.deadlines.models import Deadline
from apps.dossiers import services
from apps.dossiers.duedates import due_dates
from apps.dossiers.models import Dossier, ReviewEvent
from apps.dossiers.states import DossierState as S
from apps.dossiers.states import ProofState
from apps.dossiers.tests.builders import (
    COMPLETE,
    DECIDED,
    ELIGIBLE,
    LAID,
    PROOFS,
    REDEPOSITED,
    RETURNED,
    SUBMITTED,
    SUSPENDED,
    WITHDRAWN,
    make_case_at,
)
from apps.products.models import Event, Product

CALLERS = 50
ROUNDS = 20

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="row locks: set TEST_DATABASE_URL to PostgreSQL"
    ),
]

MOVES = {
    "submit_eligibility": (S.BROUILLON, ELIGIBLE, {}),
    "submit_admissibility": (S.RECEVABILITE, ELIGIBLE, {}),
    "open_proofs": (S.ELIGIBILITE, PROOFS, {"charter_accepted_on": PROOFS}),
    "start_early_instruction": (S.PREUVES, COMPLETE, {}),
    "declare_complete": (S.PREUVES, COMPLETE, {}),
    "return_for_correction": (S.INSTRUCTION, RETURNED, {}),
    "redeposit": (S.A_CORRIGER, REDEPOSITED, {}),
    "award": (S.INSTRUCTION, DECIDED, {}),
    "refuse_dossier": (S.INSTRUCTION, DECIDED, {"note": "Non conforme."}),
    "abandon_dossier": (S.BROUILLON, WITHDRAWN, {"reason": "Produit arrêté."}),
    "suspend": (S.REFERENCE, SUSPENDED, {"reason": "Mise en demeure."}),
    "reinstate": (S.SUSPENDU, WITHDRAWN, {}),
    "withdraw": (S.SUSPENDU, WITHDRAWN, {"reason": "Sans réponse."}),
}
FACT_OF = {
    "declare_complete": 1,
    "return_for_correction": 1,
    "redeposit": 1,
    "award": 1,
    "refuse_dossier": 1,
}


def ready(state, verb):
    """Return a dossier in `state` to which nothing is missing for `verb`."""
    if verb == "submit_admissibility":
        case = make_case_at(S.RECEVABILITE)
        return rewind(case, "brouillon")
    case = make_case_at(state)
    if state == S.PREUVES:
        case.answer()
        case.submit_chapters()
    elif verb == "award":
        case.accept_all(on=DECIDED)
    elif verb == "redeposit":
        case.answer(on=REDEPOSITED, state=ProofState.KO)
    return case


def rewind(case, state):
    """Put the row back where it stood; only this test of locks may write a state by hand."""
    Dossier.objects.filter(pk=case.dossier.pk).update(state=state)
    case.reload()
    return case


def clamour(call) -> Counter:
    """Call `call()` from fifty threads at once; count what they got."""
    barrier = Barrier(CALLERS)

    def one(_number):
        try:
            barrier.wait(timeout=60)
            call()
        except Conflict:
            return "conflict"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(CALLERS) as pool:
        return Counter(pool.map(one, range(CALLERS)))


def snapshot(case) -> dict:
    """Read every column of the dossier and of its parts that a round must put back."""
    return {
        model: list(model.objects.filter(**{path: case.dossier.pk}).values())
        for model, path in PARTS
    }


def restore(case, before) -> None:
    """Put the parts back by their columns and forget what the round wrote."""
    ReviewEvent.objects.filter(dossier=case.dossier).exclude(
        pk__in=[row["id"] for row in before[ReviewEvent]]
    ).delete()
    Deadline.objects.filter(product=case.team.product).delete()
    for model, _path in PARTS:
        for row in before[model]:
            model.objects.filter(pk=row["id"]).update(**row)


PARTS = [
    (Dossier, "pk"),
    (ReviewEvent, "dossier"),
    (Dossier.chapters.rel.related_model, "dossier"),
    (Dossier.proofs.rel.related_model, "dossier"),
]


@pytest.mark.parametrize("verb", list(MOVES))
def test_one_of_fifty_wins_and_the_others_are_told(verb):
    state, on, facts = MOVES[verb]
    case = ready(state, verb)
    before = snapshot(case)
    call = getattr(services, verb)

    for _round in range(ROUNDS):
        events = Event.objects.filter(product=case.team.product).count()
        answers = clamour(
            lambda: call(case.dossier.pk, by=case.team.alice, on=on, today=on, **facts)
        )

        assert answers == {"done": 1, "conflict": CALLERS - 1}
        assert Event.objects.filter(product=case.team.product).count() == events + 1
        known = {row["id"] for row in before[ReviewEvent]}
        new = ReviewEvent.objects.filter(dossier=case.dossier).exclude(pk__in=known)
        assert new.count() == FACT_OF.get(verb, 0)
        assert_one_set_of_deadlines(case, today=on)
        case.dossier.rounds.filter(event__in=new).delete()
        restore(case, before)


def assert_one_set_of_deadlines(case, *, today):
    """The register holds each due date once, and the one that a recomputation gives."""
    case.reload()
    dues = due_dates(case.dossier, today=today)
    rows = Deadline.objects.filter(product=case.team.product)
    waiting = sorted((row.kind, row.slot, row.due_on) for row in rows.open())
    assert waiting == sorted((d.kind, d.slot, d.due_on) for d in dues if d.done_on is None)
    met = {(row.kind, row.slot, row.due_on) for row in rows.filter(status="met")}
    assert {(d.kind, d.slot, d.due_on) for d in dues if d.done_on} <= met


def test_one_of_fifty_lays_a_file_and_one_voids_a_fact():
    case = make_case_at(S.PREUVES)
    proof = case.dossier.proofs.first()
    for _round in range(ROUNDS):
        version = case.file()
        facts = {"by": case.team.bob, "on": LAID, "today": SUBMITTED}
        answers = clamour(lambda: services.lay_version([proof.pk], version, **facts))  # noqa: B023
        assert answers == {"done": 1, "conflict": CALLERS - 1}
        assert proof.answers.filter(version=version).count() == 1

    other = make_case_at(S.INSTRUCTION, team=case.team, code="DSR-HOP-DPI-Va2")
    for _round in range(ROUNDS):
        event = other.dossier.review_events.live().get()
        facts = {"by": case.team.alice, "today": COMPLETE, "reason": "Mauvaise date."}
        answers = clamour(lambda: services.void_review_event(event.pk, **facts))  # noqa: B023
        assert answers == {"done": 1, "conflict": CALLERS - 1}
        other.act("declare_complete", COMPLETE)
    assert other.dossier.rounds.filter(event__isnull=False).count() == ROUNDS + 1


def test_one_of_fifty_submits_a_chapter():
    case = make_case_at(S.PREUVES)
    case.answer()
    chapter = case.chapter("INS")
    facts = {"by": case.team.alice, "on": SUBMITTED, "today": SUBMITTED}
    for _round in range(ROUNDS):
        for verb in ("submit_chapter", "take_back_chapter"):
            call = getattr(services, verb)
            answers = clamour(lambda: call(chapter.pk, **facts))  # noqa: B023
            assert answers == {"done": 1, "conflict": CALLERS - 1}


def test_fifty_openings_of_one_dossier_make_one():
    case = make_case_at(S.BROUILLON)
    case.act("abandon_dossier", WITHDRAWN, reason="Recommencer.")
    opened = Dossier.objects.count()
    answers = clamour(lambda: reopen(case))

    assert answers == {"done": 1, "conflict": CALLERS - 1}
    assert Dossier.objects.count() == opened + 1
    assert Product.objects.count() == 1
    assert connection.vendor == "postgresql"


def reopen(case):
    """Open the same dossier again; a twin is bad input, told here as a conflict."""
    try:
        services.open_dossier(
            case.team.version.pk,
            by=case.team.alice,
            on=WITHDRAWN,
            today=WITHDRAWN,
            dsr=case.dsr,
            catalog=case.catalog,
            profiles=[],
            responsible=case.team.alice,
        )
    except services.opening.Invalid as refusal:
        raise Conflict(refusal.message) from refusal
