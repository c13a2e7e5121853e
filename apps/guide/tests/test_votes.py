"""Opinions: one a person, changeable, read by administrators, not too many an hour."""

from datetime import datetime

import pytest

from apps.accounts.tests.builders import make_user
from apps.core.refusals import Invalid
from apps.guide.models import LONGEST_COMMENT, Vote
from apps.guide.tests.builders import make_entry
from apps.guide.votes import PER_HOUR, TooOften, give_vote, mark_read, take_vote_back
from apps.rules.counting import PARIS

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 9, tzinfo=PARIS)
LATER = datetime(2026, 3, 4, 10, tzinfo=PARIS)


def test_a_person_has_one_opinion_and_may_change_it():
    alice, bob, entry = make_user("alice"), make_user("bob"), make_entry()
    give_vote(entry, by=alice, is_useful=True, now=NOW)
    give_vote(entry, by=bob, is_useful=True, now=NOW)
    give_vote(entry, by=alice, is_useful=False, comment=" Trop court. ", now=LATER)
    vote = Vote.objects.get(person=alice)
    assert (vote.is_useful, vote.comment, vote.given_at) == (False, "Trop court.", LATER)
    assert Vote.objects.count() == 2


def test_a_person_may_take_theirs_back_and_nobody_else_s():
    alice, bob, entry = make_user("alice"), make_user("bob"), make_entry()
    give_vote(entry, by=alice, is_useful=True, now=NOW)
    take_vote_back(entry, by=bob)
    assert Vote.objects.count() == 1
    take_vote_back(entry, by=alice)
    take_vote_back(entry, by=alice)
    assert not Vote.objects.exists()


def test_a_comment_waits_to_be_read_again_only_when_it_is_another():
    alice, entry = make_user("alice"), make_entry()
    give_vote(entry, by=alice, is_useful=False, comment="Trop court.", now=NOW)
    assert Vote.objects.unread().count() == 1
    assert mark_read(Vote.objects.all(), now=LATER) == 1
    assert mark_read(Vote.objects.all(), now=LATER) == 0
    give_vote(entry, by=alice, is_useful=True, comment="Trop court.", now=LATER)
    assert not Vote.objects.unread().exists()
    give_vote(entry, by=alice, is_useful=True, comment="Trop long.", now=LATER)
    assert Vote.objects.unread().count() == 1


def test_an_opinion_without_a_comment_waits_for_nobody():
    give_vote(make_entry(), by=make_user("alice"), is_useful=True, now=NOW)
    assert not Vote.objects.unread().exists()


def test_a_comment_has_a_longest_length():
    alice, entry = make_user("alice"), make_entry()
    give_vote(entry, by=alice, is_useful=True, comment="x" * LONGEST_COMMENT, now=NOW)
    with pytest.raises(Invalid, match="trop long"):
        give_vote(entry, by=alice, is_useful=True, comment="x" * (LONGEST_COMMENT + 1), now=NOW)


def test_too_many_opinions_in_an_hour_are_refused_to_that_person_for_that_hour():
    alice, bob, entry = make_user("alice"), make_user("bob"), make_entry()
    for _turn in range(PER_HOUR):
        give_vote(entry, by=alice, is_useful=True, now=NOW)
    with pytest.raises(TooOften, match="dans une heure"):
        give_vote(entry, by=alice, is_useful=False, now=NOW)
    assert Vote.objects.get(person=alice).is_useful
    give_vote(entry, by=bob, is_useful=False, now=NOW)
    give_vote(entry, by=alice, is_useful=False, now=LATER)
    assert not Vote.objects.get(person=alice).is_useful
