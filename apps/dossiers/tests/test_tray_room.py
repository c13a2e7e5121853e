"""What waits in a tray takes the room of its product, once, until it is taken off the list."""

import pytest

from apps.core.refusals import OutOfSpace
from apps.dossiers import services
from apps.dossiers.models import TrayFile
from apps.dossiers.states import DossierState
from apps.dossiers.tests.builders import LAID, make_case, make_case_at
from apps.evidence.quota import room_of
from apps.evidence.tests.builders import PDF, make_evidence_version, make_upload

pytestmark = pytest.mark.django_db

MEBI = 1024 * 1024


def big(size: int, sign: bytes = b"%") -> bytes:
    return PDF + sign * (size - len(PDF))


def receive(case, content, name="preuve.pdf"):
    upload = make_upload(content, name)
    return services.receive_file(case.dossier.pk, upload, by=case.team.bob)[0]


def used(case) -> int:
    """Return what the files of the test take, without those of the CNDA requests."""
    return room_of(case.team.product).used


@pytest.fixture
def case():
    return make_case_at(DossierState.PREUVES)


def test_what_waits_counts_once_and_stays_once_laid(case):
    before = used(case)
    file = receive(case, big(MEBI))
    receive(case, big(MEBI), "autre-nom.pdf")
    assert used(case) == before + MEBI

    file.proofs.set([case.proof("va1.06.01.01")])
    services.lay_tray_file(file.pk, by=case.team.bob, on=LAID, today=LAID)
    assert used(case) == before + MEBI


def test_what_is_taken_off_the_list_gives_its_room_back(case):
    before = used(case)
    file = receive(case, big(MEBI))
    services.remove_tray_file(file.pk, by=case.team.bob, today=LAID)
    assert used(case) == before


def test_two_trays_of_a_product_share_its_room_and_other_products_do_not_pay(case):
    other = make_case(team=case.team, code="DSR-HOP-DPI-Va2")
    before = used(case)
    receive(case, big(MEBI))
    receive(other, big(MEBI))
    assert used(other) == before + MEBI


def test_the_limit_holds_for_what_waits(case, settings):
    settings.EVIDENCE_QUOTA_BYTES = used(case) + 2 * MEBI
    receive(case, big(MEBI))
    receive(case, big(MEBI, b"+"))

    with pytest.raises(OutOfSpace):
        receive(case, big(MEBI, b"-"))
    with pytest.raises(OutOfSpace):
        make_evidence_version(case.team.product, by=case.team.bob, content=big(MEBI, b"-"))

    assert TrayFile.objects.count() == 2
    receive(case, big(MEBI))


def test_a_file_comes_back_to_the_list_only_if_there_is_room(case, settings):
    settings.EVIDENCE_QUOTA_BYTES = used(case) + MEBI
    file = receive(case, big(MEBI))
    services.remove_tray_file(file.pk, by=case.team.bob, today=LAID)
    receive(case, big(MEBI, b"+"))

    with pytest.raises(OutOfSpace):
        services.undo_tray_file(file.pk, by=case.team.bob, today=LAID)
    assert TrayFile.objects.waiting().count() == 1
