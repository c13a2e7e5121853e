"""What the database refuses, whatever writes to it."""

import pytest
from django.db import IntegrityError, transaction

from apps.certificates.models import Certificate, CertificateOrder
from apps.certificates.states import CertificateState as S
from apps.certificates.tests.builders import TODAY, certificate_at, enter, order
from apps.products.tests.builders import make_team

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "facts",
    [
        {"state": "neuf"},
        {"state": S.COMMANDE},
        {"state": S.RENOUVELE},
        {"state": S.REVOQUE},
        {"valid_until": None},
        {"issued_on": None},
        {"issued_on": "2027-03-05"},
        {"revoked_on": TODAY},
        {"revocation_ground": "perte"},
        {"renewed_on": TODAY},
        {"given_up_on": TODAY},
        {"usage": "SSL_SERV"},
        {"offer": "SERV"},
    ],
)
def test_an_active_row_cannot_say_that(facts):
    row = enter(make_team())
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(**facts)


def test_an_active_one_is_not_replaced():
    team = make_team()
    row, other = enter(team), enter(team, name="Autre")
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=row.pk).update(renewed_by=other, renewed_on=TODAY)


def test_two_certificates_are_not_replaced_by_one():
    team = make_team()
    old = certificate_at(team, S.RENOUVELE)
    other = certificate_at(team, S.REVOQUE, name="Autre")
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=other.pk).update(renewed_by=old.renewed_by, renewed_on=TODAY)


@pytest.mark.parametrize(("field", "value"), [("fingerprint", "ab" * 32), ("serial", "0A1B")])
def test_a_product_has_a_certificate_once_and_two_products_may_share_it(field, value):
    team = make_team()
    row, other = enter(team), enter(team, name="Autre")
    Certificate.objects.filter(pk=row.pk).update(**{field: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=other.pk).update(**{field: value})


def test_an_order_is_not_sent_unchecked():
    row = order(make_team())
    with pytest.raises(IntegrityError), transaction.atomic():
        CertificateOrder.objects.filter(pk=row.pk).update(requested_on=TODAY)
