"""The tray under several hands at once: one row for one content, one laying for one file.

Threads and row locks need PostgreSQL: `make test-services` runs this file.
"""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from apps.core.refusals import Conflict
from apps.dossiers import services
from apps.dossiers.models import TrayFile
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import LAID, make_case, make_case_at, make_tray_file
from apps.evidence.models import Blob, Evidence
from apps.evidence.tests.builders import make_upload

CALLERS = 8

pytestmark = [pytest.mark.services, pytest.mark.django_db(transaction=True)]


def clamour(call) -> Counter:
    """Call `call(number)` from all threads at once; count what they got."""
    barrier = Barrier(CALLERS)

    def one(number):
        try:
            barrier.wait(timeout=60)
            return call(number)
        except Conflict:
            return "conflict"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(CALLERS) as pool:
        return Counter(pool.map(one, range(CALLERS)))


@pytest.fixture
def case():
    return make_case_at(DossierState.PREUVES)


def test_one_content_dropped_by_many_hands_waits_once(case):
    def receive(_number):
        _row, is_new = services.receive_file(case.dossier.pk, make_upload(), by=case.team.bob)
        return is_new

    assert clamour(receive) == {True: 1, False: CALLERS - 1}
    assert TrayFile.objects.count() == Blob.objects.filter(tray_files__isnull=False).count() == 1


def test_a_file_is_laid_once(case):
    file = make_tray_file(case, case.proof("va1.06.01.01"), name="une.pdf")

    def lay(_number):
        services.lay_tray_file(file.pk, by=case.team.bob, on=LAID, today=LAID)
        return "laid"

    assert clamour(lay) == {"laid": 1, "conflict": CALLERS - 1}
    assert Evidence.objects.filter(title="une").count() == 1
    assert case.proof("va1.06.01.01").answers.count() == 1


def test_two_trays_that_share_proofs_never_wait_for_each_other(case):
    other = make_case(team=case.team, code="DSR-HOP-DPI-Va2")
    mine, theirs = case.proof("va1.06.01.01"), other.proof("va1.06.01.01")
    files = [
        make_tray_file(each, mine, theirs, name=f"{number}.pdf", on_conflict="beside")
        for number in range(CALLERS)
        for each in [(case, other)[number % 2]]
    ]

    def lay(number):
        services.lay_tray_file(files[number].pk, by=case.team.bob, on=LAID, today=LAID)
        return "laid"

    assert clamour(lay) == {"laid": CALLERS}
    assert mine.answers.live().count() == theirs.answers.live().count() == CALLERS
