"""The machine of a certificate, written out, and every pair that it refuses."""

from datetime import date

import pytest
from django_fsm import TransitionNotAllowed

from apps.certificates.models import Certificate
from apps.certificates.states import FINAL
from apps.certificates.states import CertificateState as S

MACHINE = {
    ("activate", S.COMMANDE, S.ACTIF),
    ("renew", S.ACTIF, S.RENOUVELE),
    ("expire", S.ACTIF, S.EXPIRE),
    ("revoke", S.ACTIF, S.REVOQUE),
}
ON = date(2026, 3, 2)
FACTS = {
    "activate": {"issued_on": ON, "valid_until": ON},
    "renew": {"by_certificate": None},
    "revoke": {"ground": "perte"},
}


def test_the_machine_is_this_one():
    moves = Certificate._meta.get_field("state").get_all_transitions(Certificate)
    assert {(each.name, each.source, each.target) for each in moves} == MACHINE


def test_nothing_leaves_a_final_state():
    assert set(FINAL) == set(S) - {source for _name, source, _target in MACHINE}


@pytest.mark.parametrize("verb", sorted(name for name, _source, _target in MACHINE))
@pytest.mark.parametrize("state", S.values)
def test_every_move_from_every_state(verb, state):
    row = Certificate(state=state)
    facts = {"on": ON} | FACTS.get(verb, {})
    if (verb, state) in {(name, source) for name, source, _target in MACHINE}:
        getattr(row, verb)(**facts)
        assert row.state_on == ON
        assert (verb, state, row.state) in MACHINE
    else:
        with pytest.raises(TransitionNotAllowed):
            getattr(row, verb)(**facts)
        assert row.state == state
