"""The door of services: 404 for a stranger, 403 for a weak role, 409 for a stale page."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.http import Http404

from apps.core.refusals import Blocker, Conflict, Invalid
from apps.products.door import locked, move, refuse_future
from apps.products.journal import events_of, record
from apps.products.models import Product
from apps.products.states import Action
from apps.products.tests.builders import make_team


@pytest.fixture
def team(db):
    return make_team()


@pytest.mark.parametrize(
    ("who", "action", "answer"),
    [
        ("charlie", Action.VIEW, Http404),
        ("charlie", Action.LEAD, Http404),
        ("rita", Action.VIEW, None),
        ("rita", Action.CONTRIBUTE, PermissionDenied),
        ("bob", Action.CONTRIBUTE, None),
        ("bob", Action.LEAD, PermissionDenied),
        ("alice", Action.LEAD, None),
        ("alice", Action.ADMINISTER, PermissionDenied),
        ("admin", Action.ADMINISTER, None),
    ],
)
def test_the_door_opens_to_the_right_people(team, who, action, answer):
    def enter():
        with locked(Product, team.product.pk, by=getattr(team, who), action=action) as row:
            return row

    if answer is None:
        assert enter() == team.product
    else:
        with pytest.raises(answer):
            enter()


def test_an_unknown_object_and_a_stranger_s_are_the_same_404(team):
    for pk in (team.product.pk, 10**6):
        with (
            pytest.raises(Http404) as caught,
            locked(Product, pk, by=team.charlie, action=Action.VIEW),
        ):
            pytest.fail("opened")
        assert str(caught.value) == "No Product matches the given query."


def test_a_stale_page_is_refused_and_a_fresh_one_counts_up(team):
    with locked(Product, team.product.pk, by=team.alice, action=Action.LEAD, revision=0) as row:
        row.save()
    assert Product.objects.get().revision == 1
    with (
        pytest.raises(Conflict, match="a changé depuis"),
        locked(Product, team.product.pk, by=team.alice, action=Action.LEAD, revision=0),
    ):
        pytest.fail("opened")
    assert Product.objects.get().revision == 1


def test_a_refusal_inside_undoes_all(team):
    def rename_then_refuse():
        with locked(Product, team.product.pk, by=team.alice, action=Action.LEAD) as row:
            row.name = "Autre"
            row.save()
            raise Conflict("non")

    with pytest.raises(Conflict):
        rename_then_refuse()
    assert Product.objects.get().name == "MediCab"


def test_a_fact_may_be_today_never_tomorrow():
    refuse_future(date(2026, 3, 4), date(2026, 3, 4))
    with pytest.raises(Invalid, match="dans le futur") as caught:
        refuse_future(date(2026, 3, 5), date(2026, 3, 4), field="released_on")
    assert caught.value.field == "released_on"


def test_a_blocked_move_says_all_that_is_missing(team):
    missing = [Blocker("Ajoutez le NIL.", code="nil"), Blocker("Ajoutez le NIE.", code="nie")]
    with pytest.raises(Conflict) as caught:
        move(team.product, "save", missing)
    assert [each.code for each in caught.value.blockers] == ["nil", "nie"]
    assert caught.value.status == 409


def test_the_journal_is_read_newest_first(team):
    for sentence in ("Premier", "Second"):
        record(team.product, "note", sentence, by=team.bob, on=date(2026, 3, 4))
    assert [event.sentence for event in events_of(team.product)] == ["Second", "Premier"]
    assert not events_of(team.version).exists()
