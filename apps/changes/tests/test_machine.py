"""The machine of a modification, written out, and every pair that it refuses."""

from datetime import date

import pytest
from django_fsm import TransitionNotAllowed

from apps.changes.models import ChangeRecord
from apps.changes.states import FINAL
from apps.changes.states import ChangeState as S

MACHINE = {
    ("dismiss", S.A_EVALUER, S.SANS_IMPACT),
    ("establish_impact", S.A_EVALUER, S.A_NOTIFIER),
    ("notify_ans", S.A_NOTIFIER, S.NOTIFIEE),
    ("close", S.NOTIFIEE, S.CLOSE),
    ("require_new_request", S.NOTIFIEE, S.NOUVELLE_DEMANDE),
    ("file_new_request", S.NOUVELLE_DEMANDE, S.DEMANDE_DEPOSEE),
}
ON = date(2026, 1, 5)


def test_the_machine_is_this_one():
    moves = ChangeRecord._meta.get_field("state").get_all_transitions(ChangeRecord)
    assert {(each.name, each.source, each.target) for each in moves} == MACHINE


def test_nothing_leaves_a_final_state():
    assert set(FINAL) == set(S) - {source for _name, source, _target in MACHINE}


@pytest.mark.parametrize("verb", sorted(name for name, _source, _target in MACHINE))
@pytest.mark.parametrize("state", S.values)
def test_every_move_from_every_state(verb, state):
    row = ChangeRecord(state=state, released_on=None)
    facts = {"on": ON} | ({"justification": "Libellés"} if verb == "dismiss" else {})
    if (verb, state) in {(name, source) for name, source, _target in MACHINE}:
        getattr(row, verb)(**facts)
        assert row.state_on == ON
        assert (verb, state, row.state) in MACHINE
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(row, verb)(**facts)
        assert row.state == state


def test_a_state_is_never_assigned():
    with pytest.raises(AttributeError):
        ChangeRecord().state = S.CLOSE
