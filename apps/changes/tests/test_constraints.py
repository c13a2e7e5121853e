"""What the database refuses by itself, even to a raw update."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.changes.models import ChangeRecord
from apps.changes.states import ChangeState as S
from apps.changes.tests.builders import ENDED, change_at, make_case, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(db):
    return make_case()


def refused(row, **facts):
    """Whether a raw update of `row` is refused; it is undone either way."""
    try:
        with transaction.atomic():
            ChangeRecord.objects.filter(pk=row.pk).update(**facts)
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    ("state", "facts"),
    [
        (S.A_EVALUER, {"state": "perdue"}),
        (S.A_EVALUER, {"state": S.A_NOTIFIER}),
        (S.A_EVALUER, {"state": S.SANS_IMPACT, "closed_on": ENDED}),
        (S.A_EVALUER, {"state": S.SANS_IMPACT, "justification": "Rien"}),
        (S.A_EVALUER, {"closed_on": ENDED}),
        (S.A_NOTIFIER, {"state": S.NOTIFIEE}),
        (S.A_NOTIFIER, {"trigger_on": None}),
        (S.A_NOTIFIER, {"trigger_on": date(2026, 1, 6)}),
        (S.A_NOTIFIER, {"impact_established_on": date(2026, 1, 1)}),
        (S.NOTIFIEE, {"notified_on": date(2026, 1, 4)}),
        (S.NOTIFIEE, {"state": S.CLOSE}),
        (S.NOTIFIEE, {"state": S.NOUVELLE_DEMANDE}),
        (S.NOUVELLE_DEMANDE, {"new_request_asked_on": None}),
        (S.NOUVELLE_DEMANDE, {"new_request_asked_on": date(2026, 1, 14)}),
        (S.NOUVELLE_DEMANDE, {"new_request_received_on": date(2026, 1, 30)}),
        (S.NOUVELLE_DEMANDE, {"state": S.DEMANDE_DEPOSEE}),
        (S.SANS_IMPACT, {"state": S.A_EVALUER}),
        (S.SANS_IMPACT, {"justification": ""}),
        (S.CLOSE, {"closed_on": None}),
    ],
)
def test_an_impossible_modification(case, state, facts):
    assert refused(change_at(case, state), **facts)


def test_the_new_dossier_is_another_one(case):
    change = change_at(case, S.DEMANDE_DEPOSEE)
    assert refused(change, new_dossier=case.dossier)


def test_the_same_version_twice(case):
    record(case, new_version="4.3")
    other = record(case, new_version="4.4")
    assert refused(other, new_version="4.3")
    assert not refused(other, new_version="4.5")
    assert not refused(other, new_version="")


def test_what_is_possible_passes(case):
    change = change_at(case, S.A_NOTIFIER)
    assert not refused(change, trigger_on=date(2026, 1, 3))
    assert not refused(change, state=S.NOTIFIEE, notified_on=date(2026, 1, 5))
