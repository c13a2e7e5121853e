"""The two machines of a CNDA request, written out, and every pair that they refuse."""

import pytest
from django_fsm import TransitionNotAllowed, can_proceed

from apps.cnda.models import CndaRequest
from apps.cnda.services.moves import BACK, FORWARD
from apps.cnda.states import CndaOutcome as O
from apps.cnda.states import CndaStatus as S
from apps.cnda.tests.builders import OPENED

STATUS = {
    ("start_pre_exam", S.INITIALISATION, S.PRE_EXAMEN),
    ("start_exam", S.PRE_EXAMEN, S.EXAMEN_CONFORMITE),
    ("finalise", S.EXAMEN_CONFORMITE, S.FINALISATION),
    ("return_to_initialisation", S.PRE_EXAMEN, S.INITIALISATION),
    ("return_to_pre_exam", S.EXAMEN_CONFORMITE, S.PRE_EXAMEN),
    ("return_to_exam", S.FINALISATION, S.EXAMEN_CONFORMITE),
}
OUTCOME = {
    ("obtain", O.EN_COURS, O.OBTENUE),
    ("reopen", O.OBTENUE, O.EN_COURS),
    ("refuse", O.EN_COURS, O.REFUSEE),
    ("abandon", O.EN_COURS, O.ABANDONNEE),
}


def transitions(field):
    machine = CndaRequest._meta.get_field(field)
    return {
        (each.name, each.source, each.target) for each in machine.get_all_transitions(CndaRequest)
    }


def test_the_machines_are_these():
    assert transitions("status") == STATUS
    assert transitions("outcome") == OUTCOME


@pytest.mark.parametrize("verb", sorted(name for name, _source, _target in STATUS))
@pytest.mark.parametrize("status", S.values)
def test_every_status_move_from_every_status(verb, status):
    row = CndaRequest(status=status)
    if (verb, status) in {(name, source) for name, source, _target in STATUS}:
        getattr(row, verb)(on=OPENED)
        assert row.status_on == OPENED
        assert (verb, status, row.status) in STATUS
    else:
        assert not can_proceed(getattr(row, verb))
        with pytest.raises(TransitionNotAllowed):
            getattr(row, verb)(on=OPENED)
        assert row.status == status


@pytest.mark.parametrize("verb", ["obtain", "refuse", "abandon"])
@pytest.mark.parametrize("outcome", O.values)
def test_every_outcome_from_every_outcome(verb, outcome):
    row = CndaRequest(outcome=outcome)
    if outcome == O.EN_COURS:
        getattr(row, verb)(on=OPENED)
        assert row.outcome_on == OPENED
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(row, verb)(on=OPENED)
        assert row.outcome == outcome


@pytest.mark.parametrize("outcome", [O.EN_COURS, O.REFUSEE, O.ABANDONNEE])
def test_only_an_obtained_request_reopens(outcome):
    with pytest.raises(TransitionNotAllowed):
        CndaRequest(outcome=outcome).reopen()


def test_a_state_is_never_assigned():
    row = CndaRequest()
    with pytest.raises(AttributeError):
        row.status = S.FINALISATION
    with pytest.raises(AttributeError):
        row.outcome = O.OBTENUE


def test_the_services_know_the_order_of_the_cnda():
    assert FORWARD == {
        S.INITIALISATION: "start_pre_exam",
        S.PRE_EXAMEN: "start_exam",
        S.EXAMEN_CONFORMITE: "finalise",
    }
    assert BACK == {
        S.PRE_EXAMEN: "return_to_initialisation",
        S.EXAMEN_CONFORMITE: "return_to_pre_exam",
        S.FINALISATION: "return_to_exam",
    }
    assert [each.rank for each in S] == [0, 1, 2, 3]
    assert [str(each.label) for each in S] == [
        "Initialisation",
        "Pré-examen",
        "Examen de conformité",
        "Finalisation",
    ]
    assert S.PRE_EXAMEN.cnda_label == "En cours actif"
    assert (S.INITIALISATION.previous, S.FINALISATION.next) == (None, None)
    assert (S.PRE_EXAMEN.previous, S.PRE_EXAMEN.next) == (S.INITIALISATION, S.EXAMEN_CONFORMITE)
