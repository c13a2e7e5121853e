"""Services of certificates: what they write, what they refuse, and with which words."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.certificates import services
from apps.certificates.advice import advice_of
from apps.certificates.models import Certificate, CertificateOrder, CpaCard
from apps.certificates.states import CertificateState as S
from apps.certificates.tests.builders import (
    HOLDER,
    ISSUED,
    RPPS,
    TODAY,
    certificate_at,
    enter,
    fresh,
    order,
    send,
)
from apps.core.refusals import Conflict, Invalid
from apps.products.journal import events_of
from apps.products.tests.builders import make_team

pytestmark = pytest.mark.django_db


@pytest.fixture
def team(db):
    return make_team()


def codes(refusal) -> list[str]:
    return [each.code for each in refusal.value.blockers]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"holder": " "}, "holder"),
        ({"name": ""}, "name"),
        ({"identifier": "55208131766523"}, "identifier"),
        ({"structure_type": "individuel"}, "identifier"),
        ({"structure_type": "groupe", "identifier": f"{RPPS}"}, "identifier"),
        ({"usage": "SSL_SERV"}, "usage"),
        ({"valid_until": date(2024, 3, 3)}, "valid_until"),
        ({"email": "pas une adresse"}, "email"),
        ({"issued_on": date(9998, 1, 1), "valid_until": None}, "issued_on"),
    ],
)
def test_wrong_facts_are_refused_beside_their_field(team, facts, field):
    with pytest.raises(Invalid) as refusal:
        enter(team, **facts)
    assert refusal.value.field == field
    assert not Certificate.objects.exists()


@pytest.mark.parametrize(
    ("structure_type", "identifier", "kept"),
    [
        ("societe", "552 081 317 66522", "55208131766522"),
        ("individuel", f"{RPPS} 01", f"{RPPS}01"),
        ("groupe", f"{RPPS}001", f"{RPPS}001"),
        ("etablissement", "", ""),
    ],
)
def test_the_number_follows_the_type_of_structure(team, structure_type, identifier, kept):
    row = enter(team, structure_type=structure_type, identifier=identifier)
    assert row.identifier == kept


def test_who_may_act(team):
    row = enter(team)
    with pytest.raises(PermissionDenied):
        enter(team, by=team.rita)
    with pytest.raises(Http404):
        enter(team, by=team.charlie)
    with pytest.raises(PermissionDenied):
        services.revoke_certificate(row.pk, by=team.bob, on=TODAY, today=TODAY, ground="perte")
    with pytest.raises(Invalid) as refusal:
        enter(team, responsible=team.rita)
    assert refusal.value.field == "responsible"


def test_an_order_is_checked_sent_and_collected(team):
    row = order(team)
    assert [each.name for each in row.certificates.order_by("pk")] == [
        "DMP AUTH_CLI",
        "INSi AUTH_CLI",
    ]
    with pytest.raises(Conflict) as refusal:
        services.send_order(row.pk, by=team.alice, on=TODAY, today=TODAY)
    assert codes(refusal) == ["type_ticked", "usage_described"]
    one = row.certificates.first()
    with pytest.raises(Conflict) as refusal:
        services.activate_certificate(one.pk, by=team.alice, on=TODAY, today=TODAY, issued_on=TODAY)
    assert codes(refusal) == ["not_sent"]
    send(team, row)
    services.activate_certificate(one.pk, by=team.alice, on=TODAY, today=TODAY, issued_on=TODAY)
    assert (fresh(one).state, fresh(one).valid_until) == (S.ACTIF, date(2029, 3, 2))
    services.drop_order(row.pk, by=team.alice, today=TODAY)
    assert list(row.certificates.all()) == [one]
    with pytest.raises(Conflict):
        services.drop_order(row.pk, by=team.alice, today=TODAY)


def test_the_insi_asks_for_its_own_words(team):
    with_insi = order(team)
    without = order(team, lines=[("dmp", "SIGN")])
    said = [[each.label for each in services_blockers(row)][1] for row in (with_insi, without)]
    assert "INSi" in said[0]
    assert "INSi" not in said[1]


def services_blockers(row):
    with pytest.raises(Conflict) as refusal:
        services.send_order(row.pk, by=row.responsible, on=TODAY, today=TODAY)
    return refusal.value.blockers


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"identifier": ""}, "identifier"),
        ({"lines": []}, "lines"),
        ({"lines": [("dmp", "SSL_SERV")]}, "lines"),
        ({"on": date(2026, 3, 3)}, "on"),
    ],
)
def test_a_wrong_order_is_refused(team, facts, field):
    with pytest.raises(Invalid) as refusal:
        order(team, **facts)
    assert refusal.value.field == field
    assert not CertificateOrder.objects.exists()


def test_a_dropped_order_gives_its_place_back(team):
    old = certificate_at(team, S.EXPIRE)
    row = services.order_again(old.pk, by=team.alice, on=TODAY, today=TODAY)
    assert fresh(old).renewed_by == row.certificates.get()
    with pytest.raises(Conflict) as refusal:
        services.order_again(old.pk, by=team.alice, on=TODAY, today=TODAY)
    assert codes(refusal) == ["settled"]
    services.drop_order(row.pk, by=team.alice, today=TODAY)
    assert fresh(old).renewed_by is None
    assert list(Certificate.objects.to_replace(on=TODAY)) == [old]
    assert not CertificateOrder.objects.exists()


def test_a_renewal_keeps_all_but_the_dates(team):
    old = enter(team)
    services.add_mailbox(old.pk, by=team.bob, today=TODAY, email="Alice@lilas.example")
    new = services.renew_certificate(old.pk, by=team.alice, on=TODAY, today=TODAY, issued_on=TODAY)
    assert (new.holder, new.usage, new.responsible) == (old.holder, old.usage, team.alice)
    assert [each.email for each in new.emails.all()] == [
        "certificats@lilas.example",
        "alice@lilas.example",
    ]
    assert [each.verb for each in events_of(old)][0] == "renew"


def test_a_new_certificate_ends_after_the_old_one(team):
    with pytest.raises(Invalid) as refusal:
        services.renew_certificate(
            enter(team).pk,
            by=team.alice,
            on=TODAY,
            today=TODAY,
            issued_on=ISSUED,
            valid_until=date(2027, 3, 4),
        )
    assert refusal.value.field == "valid_until"


@pytest.mark.parametrize("state", [S.RENOUVELE, S.EXPIRE, S.REVOQUE])
def test_nothing_is_renewed_or_revoked_after_its_end(team, state):
    row = certificate_at(team, state)
    act = {"by": team.alice, "on": TODAY, "today": TODAY}
    with pytest.raises(Conflict):
        services.renew_certificate(row.pk, issued_on=TODAY, **act)
    with pytest.raises(Conflict):
        services.revoke_certificate(row.pk, ground="perte", **act)


def test_another_ground_says_which(team):
    row = enter(team)
    act = {"by": team.alice, "on": TODAY, "today": TODAY, "ground": "autre"}
    with pytest.raises(Invalid) as refusal:
        services.revoke_certificate(row.pk, **act)
    assert refusal.value.field == "comment"
    services.revoke_certificate(row.pk, comment="Essai", **act)
    assert events_of(row).first().note == "Autre motif. Essai"


def test_the_last_mailbox_stays(team):
    row = enter(team)
    with pytest.raises(Conflict):
        services.remove_mailbox(row.pk, row.emails.get().pk, by=team.bob, today=TODAY)
    services.add_mailbox(row.pk, by=team.bob, today=TODAY, email="b@lilas.example")
    services.remove_mailbox(row.pk, row.emails.first().pk, by=team.bob, today=TODAY)
    assert [each.email for each in row.emails.all()] == ["b@lilas.example"]


def test_advice_speaks_of_mailboxes_number_and_key(team):
    row = enter(team)
    assert advice_of(row, today=TODAY) == []
    row.emails.update(is_shared_mailbox=False, has_captcha=True)
    row.identifier, row.key_type, row.key_size = "", "RSA", 1024
    words = " ".join(advice_of(row, today=TODAY))
    for each in ("boîte personnelle", "CAPTCHA", "SIRET", "1024 bits"):
        assert each in words
    row.key_size = 2048
    assert "bits" not in " ".join(advice_of(row, today=TODAY))


def test_a_new_card_changes_no_certificate(team):
    row = enter(team)
    act = {"by": team.alice, "today": TODAY, "person": team.alice}
    services.change_card(team.product.pk, on=ISSUED, number="100", **act)
    new = services.change_card(
        team.product.pk, on=TODAY, number="200", national_id=f"8{RPPS}", **act
    )
    assert list(CpaCard.objects.current()) == [new]
    assert fresh(row).revision == row.revision
    assert fresh(row).responsible == team.alice
    with pytest.raises(Invalid) as refusal:
        services.change_card(team.product.pk, on=TODAY, number="300", national_id=f"9{RPPS}", **act)
    assert refusal.value.field == "national_id"


def test_a_delegation_ends_after_it_starts(team):
    facts = {"by": team.alice, "today": TODAY, "delegate": "Santalis", "scope": "Tout", **HOLDER}
    with pytest.raises(Invalid) as refusal:
        services.delegate(team.product.pk, starts_on=TODAY, ends_on=ISSUED, **facts)
    assert refusal.value.field == "ends_on"
    row = services.delegate(team.product.pk, starts_on=TODAY, **facts)
    assert services.end_delegation(row.pk, by=team.alice, on=TODAY, today=TODAY).ends_on == TODAY


def test_a_stale_page_is_refused(team):
    row = enter(team)
    services.note_facts(row.pk, by=team.bob, today=TODAY, installed_on=TODAY)
    with pytest.raises(Conflict):
        services.update_certificate(
            row.pk, by=team.bob, today=TODAY, revision=row.revision, comment="Vu"
        )
