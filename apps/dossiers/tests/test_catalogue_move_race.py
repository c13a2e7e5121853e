"""Fifty people move one dossier at once: one wins, the others get a 409, and nothing is lost.

Threads and row locks need PostgreSQL: `make test-services` runs this file.
"""

import pytest
from django.db import connection

from apps.dossiers import services
from apps.dossiers.tests.test_catalogue_move import MOVED, full, look, make_next, reachable
from apps.dossiers.tests.test_concurrency import CALLERS, clamour
from apps.products.models import Event

pytestmark = [
    pytest.mark.services,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        "connection.vendor != 'postgresql'", reason="row locks: set TEST_DATABASE_URL to PostgreSQL"
    ),
]
ROUNDS = 4


def test_one_of_fifty_moves_the_dossier():
    case = full()
    files, versions = reachable(case), [make_next(), case.dossier.catalog]
    seen = []
    for turn in range(ROUNDS):
        target = versions[turn % 2]
        facts = {"by": case.team.alice, "today": MOVED, "target": target}
        answers = clamour(lambda: services.move_catalog(case.dossier.pk, **facts))  # noqa: B023
        assert answers == {"done": 1, "conflict": CALLERS - 1}
        seen.append(look(case))
    assert reachable(case) == files
    assert (seen[0], seen[1]) == (seen[2], seen[3])
    assert Event.objects.filter(verb="move_catalog").count() == ROUNDS


def test_of_two_versions_asked_for_at_once_the_last_one_stays_whole():
    case = full()
    files, versions = reachable(case), [make_next(), make_next(label="3.0")]
    asked = iter(versions * CALLERS)
    answers = clamour(
        lambda: services.move_catalog(
            case.dossier.pk,
            by=case.team.alice,
            today=MOVED,
            target=next(asked),
            revision=case.dossier.revision,
        )
    )
    assert answers == {"done": 1, "conflict": CALLERS - 1}
    case.reload()
    assert case.dossier.catalog in versions
    mine = case.dossier.proofs.current().values_list("catalog_proof__version", flat=True)
    assert set(mine) == {case.dossier.catalog_id}
    assert reachable(case) == files
    assert connection.vendor == "postgresql"
