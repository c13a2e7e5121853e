"""The buttons are the acts that the services accept, for every state and role."""

import pytest
from django.urls import reverse

from apps.changes.guards import ACCEPTED_IN
from apps.changes.states import FINAL
from apps.changes.states import ChangeState as S
from apps.changes.tests.builders import change_at, make_case
from apps.changes.tests.test_services import ACCEPTED, acts
from apps.changes.verbs import verbs_of
from apps.products.policy import allowed_actions

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", list(S))
def test_buttons_are_what_state_and_role_accept(state):
    case = make_case()
    change = change_at(case, state)
    asked = {name: action for name, action, _call in acts(case)} | {"requirements": "contribute"}
    accepted = ACCEPTED[state] | ({"requirements"} if "update" in ACCEPTED[state] else set())
    for person in (case.team.alice, case.team.bob, case.team.rita, case.team.charlie):
        actions = allowed_actions(person, case.team.product)
        shown = {verb.name for verb in verbs_of(change, actions)}
        assert shown == {name for name in accepted - {"detach"} if asked[name] in actions}


def test_the_guards_agree_with_the_machine():
    for state in S:
        accepted = {verb for verb, states in ACCEPTED_IN.items() if state in states}
        assert accepted - {"requirements", "letter"} == ACCEPTED[state]
    assert all(not ACCEPTED[state] for state in FINAL)


def test_each_button_leads_to_its_page():
    case = make_case()
    change = change_at(case, S.A_NOTIFIER)
    for verb in verbs_of(change, allowed_actions(case.team.alice, case.team.product)):
        assert verb.url == reverse(f"changes:{verb.name}", args=[change.pk])
