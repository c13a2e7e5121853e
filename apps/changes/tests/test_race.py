"""Fifty people make the same move at once: one wins, forty-nine are told, one line is written."""

import pytest

from apps.changes import services
from apps.changes.duedates import due_dates
from apps.changes.models import ChangeRecord
from apps.changes.states import ChangeState as S
from apps.changes.tests.builders import ENDED, TODAY, change_at, complete, make_case, record
from apps.cnda.tests.test_race import CALLERS, ROUNDS, everybody
from apps.deadlines.models import Deadline
from apps.deadlines.services import sync
from apps.products.models import Event

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]
ONE_WINNER = ["409"] * (CALLERS - 1) + ["done"]
MOVES = {
    "dismiss": (S.A_EVALUER, services.dismiss_change, {"justification": "Libellés seuls"}),
    "establish_impact": (S.A_EVALUER, services.establish_impact, {}),
    "notify_ans": (S.A_NOTIFIER, services.notify_ans, {}),
    "close": (S.NOTIFIEE, services.close_change, {}),
    "require_new_request": (S.NOTIFIEE, services.require_new_request, {}),
    "file_new_request": (S.NOUVELLE_DEMANDE, services.file_new_request, {}),
}


@pytest.mark.parametrize("verb", MOVES)
def test_every_move_has_one_winner(verb):
    case = make_case()
    state, service, facts = MOVES[verb]
    facts = {"by": case.team.alice, "on": ENDED, "today": TODAY} | facts
    for number in range(ROUNDS):
        change = change_at(case, state, title=f"Modification {number}")
        if verb == "notify_ans":
            complete(case, change)
        lines = Event.objects.count()
        answers = everybody(lambda change=change: service(change.pk, **facts))
        assert sorted(map(str, answers)) == ONE_WINNER
        (line,) = Event.objects.order_by("pk")[lines:]
        assert (line.verb, line.before, line.subject_id) == (verb, state, change.pk)
        after = ChangeRecord.objects.get(pk=change.pk)
        assert after.state == line.after
        assert sync(after, due_dates(after, today=TODAY), on=TODAY, write=False) == []
        kinds = list(Deadline.objects.of(after).values_list("kind", flat=True))
        assert len(kinds) == len(set(kinds))


def test_one_modification_of_a_version_is_recorded_however_many_ask():
    case = make_case()
    for number in range(ROUNDS):
        answers = everybody(lambda number=number: record(case, new_version=f"4.{number}"))
        assert sorted(map(str, answers)) == ONE_WINNER
    assert ChangeRecord.objects.count() == ROUNDS
