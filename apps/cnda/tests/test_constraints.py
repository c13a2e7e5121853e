"""What the database refuses by itself, even to a raw update."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from apps.cnda.models import CndaCoverage, CndaRequest
from apps.cnda.states import CndaOutcome, CndaStatus
from apps.cnda.tests.builders import OPENED, declare, make_file, open_request, request_at
from apps.products.tests.builders import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db):
    return make_team()


def refused(row, **facts):
    """Whether a raw update of `row` is refused; it is undone either way."""
    try:
        with transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**facts)
            transaction.set_rollback(True)
    except IntegrityError:
        return True
    return False


@pytest.mark.parametrize(
    "facts",
    [
        {"status": "validee"},
        {"status": ""},
        {"outcome": "perdue", "outcome_on": OPENED},
        {"outcome": CndaOutcome.REFUSEE},
        {"outcome_on": OPENED},
        {"outcome": CndaOutcome.OBTENUE, "outcome_on": OPENED},
        {"status_on": date(2026, 1, 4)},
        {"opened_on": date(2026, 3, 1)},
        {"letter_on": OPENED},
        {"screenshot_on": OPENED},
        {"attestation_on": OPENED},
    ],
)
def test_an_impossible_request(team, facts):
    assert refused(request_at(team, CndaStatus.FINALISATION), **facts)


@pytest.mark.parametrize(
    "facts",
    [
        {"status": CndaStatus.PRE_EXAMEN},
        {"letter": None, "letter_on": None},
        {"letter": None},
        {"letter_on": None},
        {"letter_on": date(2026, 1, 4)},
        {"outcome_on": None},
        {"outcome": CndaOutcome.EN_COURS},
    ],
)
def test_an_obtained_request_keeps_finalisation_letter_and_days(team, facts):
    assert refused(request_at(team, CndaStatus.FINALISATION, CndaOutcome.OBTENUE), **facts)


def test_what_is_possible_passes(team):
    row = request_at(team, CndaStatus.FINALISATION, CndaOutcome.OBTENUE)
    letter = make_file(team.product, by=team.alice, name="autre.pdf")
    assert not refused(row, letter=letter, letter_on=OPENED)
    assert not refused(open_request(team, "DMP"), status=CndaStatus.PRE_EXAMEN)


def test_a_second_live_request_even_in_bulk(team):
    row = open_request(team)
    twin = CndaRequest(
        **{
            field.attname: getattr(row, field.attname)
            for field in CndaRequest._meta.fields
            if not field.primary_key
        }
    )
    with pytest.raises(IntegrityError):
        CndaRequest.objects.bulk_create([twin])


def test_a_montage(team):
    coverage = declare(team)
    assert refused(coverage, withdrawn_on=date(2026, 1, 4))
    assert not refused(coverage, withdrawn_on=OPENED)
    twin = CndaCoverage(
        **{
            field.attname: getattr(coverage, field.attname)
            for field in CndaCoverage._meta.fields
            if not field.primary_key
        }
    )
    with pytest.raises(IntegrityError):
        CndaCoverage.objects.bulk_create([twin])
