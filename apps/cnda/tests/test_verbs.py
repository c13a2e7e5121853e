"""The buttons are the acts that the services accept, for every state and role."""

import pytest
from django.urls import reverse

from apps.cnda.states import CndaOutcome as O
from apps.cnda.states import CndaStatus as S
from apps.cnda.tests.builders import request_at
from apps.cnda.tests.test_services import ACCEPTED, accepted, acts
from apps.cnda.verbs import verbs_of
from apps.products.policy import allowed_actions
from apps.products.tests.builders import make_team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("status", "outcome"), sorted(ACCEPTED))
def test_buttons_are_what_state_and_role_accept(status, outcome):
    team = make_team()
    row = request_at(team, status, outcome)
    asked = {name: action for name, action, _call in acts(team)}
    for person in (team.alice, team.bob, team.rita, team.charlie, team.admin):
        actions = allowed_actions(person, team.product)
        shown = {verb.name for verb in verbs_of(row, actions)}
        assert shown == {name for name in accepted(status, outcome) if asked[name] in actions}


@pytest.mark.parametrize(("status", "outcome"), sorted(ACCEPTED))
def test_one_next_step_at_most(status, outcome):
    team = make_team()
    verbs = verbs_of(request_at(team, status, outcome), allowed_actions(team.alice, team.product))
    primary = [verb.name for verb in verbs if verb.primary]
    if outcome != O.EN_COURS:
        assert primary == []
    else:
        assert primary == (["letter"] if status == S.FINALISATION else ["advance"])


def test_each_button_leads_to_its_page():
    team = make_team()
    row = request_at(team, S.PRE_EXAMEN)
    for verb in verbs_of(row, allowed_actions(team.alice, team.product)):
        assert verb.url == reverse(f"cnda:{verb.name}", args=[row.pk])
