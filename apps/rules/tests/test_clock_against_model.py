"""`review_clock` against a model that lives day by day, on 120,000 seeded stories."""

import random
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from apps.rules.clock import ClockError, ClockEvent, review_clock
from apps.rules.drawing import cells
from apps.rules.tests.builders import random_case
from apps.rules.tests.day_by_day import Impossible, live

STORIES = 120_000
SEEDS = (1, 2, 3, 4)


def _outcome(events, days, today, resume):
    try:
        return review_clock(events, days=days, today=today, resume=resume)
    except ClockError as refusal:
        error = refusal
    assert error.event in events
    assert str(error.event) in str(error)
    return None


def _expected(events, days, today, resume):
    try:
        return live(events, days=days, today=today, resume=resume)
    except Impossible:
        return None


def _day(ordinal):
    return None if ordinal is None else date.fromordinal(ordinal)


def _assert_same(clock, life, today):
    assert clock.state == life.state
    assert clock.started_on == _day(life.started)
    assert clock.due_on == _day(life.due)
    assert clock.projected_due_on == _day(life.projected)
    assert clock.reviewer_days == life.turns.count("ans")
    assert clock.team_days == life.turns.count("team")
    target = life.due if life.projected is None else life.projected
    if life.state in ("not_started", "decided"):
        assert clock.remaining_days is None
    else:
        assert clock.remaining_days == target - today.toordinal()
    assert [step.side for step in clock.steps for _ in range(step.days)] == life.turns


def _assert_sound(clock, events, today):
    """What holds for every clock whatever the model says."""
    if clock.started_on is None:
        assert clock.steps == ()
        return
    end = max(each.on for each in events) if clock.state == "decided" else today
    assert clock.reviewer_days + clock.team_days == (end - clock.started_on).days
    traced = [step.event for step in clock.steps]
    assert Counter(traced) == Counter(each for each in events if each.kind != "decided")
    limits = [clock.started_on, *(step.to_on for step in clock.steps)]
    assert [step.from_on for step in clock.steps] == limits[:-1]
    assert limits[-1] == end


def _features(events, clock):
    """Names of the hard cases that a story holds, counted to prove that they were met."""
    if clock is None:
        yield "impossible"
        return
    yield clock.state
    yield clock.resume
    days_of = {
        kind: {(each.on, each.scope) for each in events if each.kind == kind}
        for kind in ("returned", "redeposited")
    }
    if days_of["returned"] & days_of["redeposited"]:
        yield "returned and redeposited the same day"
    if {on for on, _ in days_of["redeposited"]} & {on for on, _ in days_of["returned"]}:
        yield "touching"
    if len({scope for _, scope in days_of["returned"]}) > 1:
        yield "many scopes"
    if any((each.on.month, each.on.day) == (2, 29) for each in events):
        yield "29 February"
    if clock.due_on and any(each.on == clock.due_on for each in events):
        yield "event on the due day"
    if clock.started_on and clock.due_on and clock.due_on.year > clock.started_on.year:
        yield "year end"


@pytest.mark.parametrize("seed", SEEDS)
def test_no_story_out_of_120000_differs_from_the_day_by_day_model(seed):
    chance = random.Random(seed)  # noqa: S311 - reproducible stories, not a secret
    met = Counter()
    for number in range(STORIES // len(SEEDS)):
        case = random_case(chance)
        events, _, today, _ = case
        clock, life = _outcome(*case), _expected(*case)
        met.update(_features(events, clock))
        assert (clock is None) == (life is None), case
        if clock is None:
            continue
        try:
            _assert_same(clock, life, today)
            _assert_sound(clock, events, today)
            if number % 10 == 0:
                drawn = [cell.side for cell in cells(clock, today)[1:] if cell.side != "future"]
                assert drawn == life.turns
        except AssertionError as error:
            raise AssertionError(case) from error
    for feature in (
        "impossible",
        "running",
        "paused",
        "overdue",
        "decided",
        "suspend",
        "restart",
        "returned and redeposited the same day",
        "touching",
        "many scopes",
        "event on the due day",
        "year end",
        "29 February",
    ):
        assert met[feature] >= 300, (feature, met)
    assert met["not_started"] > 0


def test_adding_a_pause_never_brings_the_due_date_forward():
    chance = random.Random(5)  # noqa: S311 - reproducible stories, not a secret
    compared = lengthened = 0
    while compared < 10_000:
        events, days, today, resume = random_case(chance)
        before = _outcome(events, days, today, resume)
        if before is None or before.started_on is None:
            continue
        end = max(each.on for each in events) if before.state == "decided" else today
        elapsed = (end - before.started_on).days
        opened, closed = sorted((chance.randint(0, elapsed), chance.randint(0, elapsed)))
        pause = [
            ClockEvent(before.started_on + timedelta(days=opened), "returned", "added"),
            ClockEvent(before.started_on + timedelta(days=closed), "redeposited", "added"),
        ]
        wiped = any(
            each.kind == "redeposited"
            and each.scope == ""
            and pause[0].on <= each.on <= pause[1].on
            for each in events
        )
        after = _outcome(events + pause[: 1 if wiped else 2], days, today, resume)
        target_before = before.due_on or before.projected_due_on
        target_after = after.due_on or after.projected_due_on
        assert target_after >= target_before, (events, pause, days, today, resume)
        compared += 1
        lengthened += target_after > target_before
    assert lengthened > 1_000


def test_the_order_of_the_events_never_matters():
    chance = random.Random(6)  # noqa: S311 - reproducible stories, not a secret
    for _ in range(5_000):
        events, days, today, resume = random_case(chance)
        first = _outcome(events, days, today, resume)
        shuffled = chance.sample(events, len(events))
        assert _outcome(shuffled, days, today, resume) == first


def test_arbitrary_heaps_of_events_are_read_or_refused_alike():
    """Not even a likely story to begin with: most are impossible, none crashes."""
    chance = random.Random(7)  # noqa: S311 - reproducible stories, not a secret
    start = date(2027, 12, 20)
    possible = 0
    for _ in range(20_000):
        heap = [
            ClockEvent(
                start + timedelta(days=chance.randrange(6)),
                chance.choice(("returned", "redeposited", "decided", "complete")),
                chance.choice(("", "INS")),
            )
            for _ in range(chance.randrange(5))
        ]
        if chance.random() < 0.7:
            heap.append(ClockEvent(start, "complete"))
        today = start + timedelta(days=chance.choice((2, 5, 9)))
        case = (heap, chance.randint(1, 5), today, chance.choice(("suspend", "restart")))
        clock, life = _outcome(*case), _expected(*case)
        assert (clock is None) == (life is None), case
        if clock is not None:
            possible += 1
            _assert_same(clock, life, today)
    assert possible > 2_000


def test_the_comparison_notices_a_wrong_clock():
    """The check itself can fail: a due date one day off does not pass."""
    chance = random.Random(8)  # noqa: S311 - reproducible stories, not a secret
    while True:
        case = random_case(chance)
        clock = _outcome(*case)
        if clock is not None and clock.due_on:
            break
    wrong = replace(clock, due_on=clock.due_on + timedelta(days=1))
    with pytest.raises(AssertionError):
        _assert_same(wrong, _expected(*case), case[2])
