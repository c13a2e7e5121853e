"""The review clock on literal dates, both sides of each edge."""

from datetime import UTC, date, datetime
from itertools import permutations

import pytest

from apps.rules.clock import ClockError, ClockEvent, Step, review_clock
from apps.rules.tests.builders import event, story

COMPLETE = "2026-01-05 complete"
RETURNED = "2026-01-25 returned INS"
REDEPOSITED = "2026-02-04 redeposited INS"


def read(today, *texts, **settings):
    """The clock of a story on `today` (ISO)."""
    return review_clock(story(*texts), today=date.fromisoformat(today), **settings)


def refusal(today, *texts, **settings):
    """The sentence with which an impossible story is refused."""
    with pytest.raises(ClockError) as caught:
        read(today, *texts, **settings)
    return str(caught.value).replace("\u00a0", " ")


def test_no_event_is_a_clock_that_has_not_started():
    clock = read("2026-01-05")
    assert clock.state == "not_started"
    assert (clock.started_on, clock.due_on, clock.projected_due_on) == (None, None, None)
    assert (clock.reviewer_days, clock.team_days, clock.remaining_days) == (0, 0, None)
    assert clock.steps == ()


@pytest.mark.parametrize(
    ("today", "state", "reviewer_days", "remaining_days"),
    [
        ("2026-01-05", "running", 0, 60),
        ("2026-01-06", "running", 1, 59),
        ("2026-03-05", "running", 59, 1),
        ("2026-03-06", "running", 60, 0),
        ("2026-03-07", "overdue", 61, -1),
    ],
)
def test_without_pause_the_due_day_is_included(today, state, reviewer_days, remaining_days):
    clock = read(today, COMPLETE)
    assert clock.due_on == date(2026, 3, 6)
    assert clock.state == state
    assert clock.reviewer_days == reviewer_days
    assert clock.team_days == 0
    assert clock.remaining_days == remaining_days


def test_days_and_policy_are_on_the_clock():
    clock = read("2026-01-05", COMPLETE, days=30, resume="restart")
    assert (clock.days, clock.resume, clock.due_on) == (30, "restart", date(2026, 2, 4))
    assert read("2026-01-05", COMPLETE).days == 60


def test_a_leap_day_is_a_day():
    assert read("2028-01-05", "2028-01-05 complete").due_on == date(2028, 3, 5)
    assert read("2027-01-05", "2027-01-05 complete").due_on == date(2027, 3, 6)


def test_the_day_of_a_return_is_still_the_reviewers():
    clock = read("2026-01-25", COMPLETE, RETURNED)
    assert clock.state == "paused"
    assert clock.due_on is None
    assert clock.projected_due_on == date(2026, 3, 6)
    assert (clock.reviewer_days, clock.team_days, clock.remaining_days) == (20, 0, 40)


def test_while_paused_the_projection_moves_and_the_remainder_does_not():
    clock = read("2026-02-03", COMPLETE, RETURNED)
    assert clock.projected_due_on == date(2026, 3, 15)
    assert (clock.reviewer_days, clock.team_days, clock.remaining_days) == (20, 9, 40)


def test_a_pause_of_ten_days_moves_the_due_date_by_ten():
    clock = read("2026-02-04", COMPLETE, RETURNED, REDEPOSITED)
    assert clock.state == "running"
    assert clock.due_on == date(2026, 3, 16)
    assert clock.projected_due_on is None
    assert (clock.reviewer_days, clock.team_days, clock.remaining_days) == (20, 10, 40)


def test_the_moved_due_day_is_included_too():
    assert read("2026-03-16", COMPLETE, RETURNED, REDEPOSITED).state == "running"
    assert read("2026-03-17", COMPLETE, RETURNED, REDEPOSITED).state == "overdue"


def test_the_trace_tells_who_had_the_turn_and_why():
    clock = read("2026-02-06", COMPLETE, RETURNED, REDEPOSITED)
    assert clock.steps == (
        Step(date(2026, 1, 5), date(2026, 1, 25), "ans", 20, event(COMPLETE)),
        Step(date(2026, 1, 25), date(2026, 2, 4), "team", 10, event(RETURNED)),
        Step(date(2026, 2, 4), date(2026, 2, 6), "ans", 2, event(REDEPOSITED)),
    )


def test_overlapping_scopes_remove_each_day_once():
    texts = (
        COMPLETE,
        "2026-01-25 returned INS",
        "2026-01-30 returned SSI",
        "2026-02-04 redeposited INS",
        "2026-02-09 redeposited SSI",
    )
    clock = read("2026-02-10", *texts)
    assert clock.due_on == date(2026, 3, 21)
    assert (clock.reviewer_days, clock.team_days) == (21, 15)
    assert read("2026-02-08", *texts[:4]).state == "paused"


def test_a_whole_redeposit_closes_every_scope():
    clock = read(
        "2026-02-04",
        COMPLETE,
        "2026-01-25 returned INS",
        "2026-01-30 returned SSI",
        "2026-01-30 returned",
        "2026-02-04 redeposited",
    )
    assert (clock.state, clock.due_on) == ("running", date(2026, 3, 16))


def test_a_chapter_then_the_rest_may_be_redeposited_the_same_day():
    clock = read(
        "2026-02-04",
        COMPLETE,
        RETURNED,
        "2026-01-25 returned SSI",
        "2026-02-04 redeposited",
        REDEPOSITED,
    )
    assert (clock.state, clock.due_on) == ("running", date(2026, 3, 16))


def test_another_chapter_returned_on_the_day_of_a_redeposit_prolongs_the_pause():
    texts = (COMPLETE, RETURNED, REDEPOSITED, "2026-02-04 returned SSI")
    assert read("2026-02-04", *texts).state == "paused"
    clock = read("2026-02-14", *texts, "2026-02-14 redeposited SSI")
    assert (clock.due_on, clock.team_days) == (date(2026, 3, 26), 20)


def test_returned_and_redeposited_the_same_day_removes_nothing():
    clock = read("2026-01-25", COMPLETE, RETURNED, "2026-01-25 redeposited INS")
    assert (clock.state, clock.due_on) == ("running", date(2026, 3, 6))
    assert [(step.side, step.days) for step in clock.steps] == [
        ("ans", 20),
        ("team", 0),
        ("ans", 0),
    ]


def test_everything_may_happen_on_one_day():
    clock = read(
        "2026-01-05",
        COMPLETE,
        "2026-01-05 returned INS",
        "2026-01-05 redeposited INS",
        "2026-01-05 decided",
    )
    assert (clock.state, clock.due_on) == ("decided", date(2026, 3, 6))
    assert (clock.reviewer_days, clock.team_days) == (0, 0)


def test_a_return_on_the_day_of_the_complete_deposit_pauses_at_once():
    texts = (COMPLETE, "2026-01-05 returned")
    assert read("2026-01-15", *texts).remaining_days == 60
    clock = read("2026-01-15", *texts, "2026-01-15 redeposited")
    assert (clock.due_on, clock.reviewer_days) == (date(2026, 3, 16), 0)


def test_a_return_on_the_eve_of_the_due_day_still_pauses():
    clock = read("2026-03-20", COMPLETE, "2026-03-05 returned INS")
    assert (clock.state, clock.remaining_days) == ("paused", 1)
    assert clock.projected_due_on == date(2026, 3, 21)


@pytest.mark.parametrize("resume", ["suspend", "restart"])
@pytest.mark.parametrize("returned_on", ["2026-03-06", "2026-03-10"])
def test_a_return_on_or_after_the_due_day_changes_nothing(returned_on, resume):
    texts = (COMPLETE, f"{returned_on} returned INS")
    late = read("2026-03-12", *texts, resume=resume)
    assert (late.state, late.due_on, late.remaining_days) == ("overdue", date(2026, 3, 6), -6)
    closed = read("2026-03-12", *texts, "2026-03-11 redeposited INS", resume=resume)
    assert (closed.state, closed.due_on) == ("overdue", date(2026, 3, 6))


def test_the_days_of_a_late_return_are_still_the_teams():
    clock = read("2026-03-12", COMPLETE, "2026-03-10 returned INS")
    assert (clock.reviewer_days, clock.team_days) == (64, 2)


def test_a_return_on_the_due_day_leaves_it_running_that_day():
    clock = read("2026-03-06", COMPLETE, "2026-03-06 returned INS")
    assert (clock.state, clock.due_on, clock.remaining_days) == ("running", date(2026, 3, 6), 0)


def test_restart_counts_again_from_the_redeposit():
    texts = (COMPLETE, RETURNED, REDEPOSITED)
    clock = read("2026-02-05", *texts, resume="restart")
    assert clock.due_on == date(2026, 4, 5)
    assert (clock.reviewer_days, clock.team_days, clock.remaining_days) == (21, 10, 59)
    assert read("2026-04-05", *texts, resume="restart").state == "running"
    assert read("2026-04-06", *texts, resume="restart").state == "overdue"


def test_restart_projects_a_full_period_while_paused():
    clock = read("2026-02-04", COMPLETE, RETURNED, resume="restart")
    assert (clock.state, clock.remaining_days) == ("paused", 60)
    assert clock.projected_due_on == date(2026, 4, 5)


def test_restart_waits_for_the_redeposit_that_empties_the_open_scopes():
    texts = (COMPLETE, RETURNED, "2026-01-30 returned SSI", REDEPOSITED)
    assert read("2026-02-06", *texts, resume="restart").state == "paused"
    clock = read("2026-02-09", *texts, "2026-02-09 redeposited SSI", resume="restart")
    assert clock.due_on == date(2026, 4, 10)


def test_restart_counts_again_after_an_exchange_of_one_day():
    texts = (COMPLETE, RETURNED, "2026-01-25 redeposited INS")
    assert read("2026-01-25", *texts, resume="restart").due_on == date(2026, 3, 26)


def test_a_decision_stops_the_clock_for_good():
    clock = read("2026-06-01", COMPLETE, "2026-03-06 decided")
    assert (clock.state, clock.due_on, clock.remaining_days) == ("decided", date(2026, 3, 6), None)
    assert (clock.reviewer_days, clock.team_days) == (60, 0)
    assert [step.to_on for step in clock.steps] == [date(2026, 3, 6)]


def test_a_late_decision_keeps_the_due_date_that_it_missed():
    clock = read("2026-06-01", COMPLETE, "2026-03-10 decided")
    assert (clock.due_on, clock.reviewer_days) == (date(2026, 3, 6), 64)


def test_a_decision_closes_the_open_pauses():
    clock = read("2026-06-01", COMPLETE, RETURNED, "2026-02-04 decided")
    assert (clock.state, clock.due_on) == ("decided", date(2026, 3, 16))
    assert clock.projected_due_on is None
    assert (clock.reviewer_days, clock.team_days) == (20, 10)
    again = read("2026-06-01", COMPLETE, RETURNED, "2026-02-04 decided", resume="restart")
    assert again.due_on == date(2026, 4, 5)


def test_the_order_of_the_list_is_irrelevant():
    texts = (COMPLETE, RETURNED, "2026-02-04 returned SSI", REDEPOSITED, "2026-02-04 decided")
    assert len({read("2026-02-04", *order) for order in permutations(texts)}) == 1


def test_any_iterable_of_events_is_read():
    clock = review_clock(iter(story(COMPLETE, RETURNED)), today=date(2026, 1, 25))
    assert clock.state == "paused"


@pytest.mark.parametrize(
    ("texts", "sentence"),
    [
        (
            (COMPLETE, REDEPOSITED),
            "Le redépôt du chapitre « INS » du 4 février 2026 ne répond à aucun retour en cours.",
        ),
        (
            (COMPLETE, "2026-01-25 returned", REDEPOSITED),
            "Le redépôt du chapitre « INS » du 4 février 2026 ne répond à aucun retour en cours.",
        ),
        (
            (COMPLETE, "2026-02-04 redeposited"),
            "Le redépôt du dossier du 4 février 2026 ne répond à aucun retour en cours.",
        ),
        (
            (COMPLETE, RETURNED, REDEPOSITED, "2026-02-04 redeposited"),
            "Le redépôt du dossier du 4 février 2026 ne répond à aucun retour en cours.",
        ),
        (
            (COMPLETE, RETURNED, REDEPOSITED, REDEPOSITED),
            "Le redépôt du chapitre « INS » du 4 février 2026 ne répond à aucun retour en cours.",
        ),
        (
            (COMPLETE, "2026-02-01 complete"),
            "Le dépôt complet du 1er février 2026 est de trop : "
            "le dossier est complet depuis le 5 janvier 2026.",
        ),
        (
            (COMPLETE, "2026-01-04 returned INS"),
            "Le retour du chapitre « INS » du 4 janvier 2026 "
            "n’a pas de dépôt complet avant cette date.",
        ),
        (
            ("2026-01-25 decided",),
            "La décision du 25 janvier 2026 n’a pas de dépôt complet avant cette date.",
        ),
        (
            (COMPLETE, "2026-01-25 decided", "2026-01-26 returned"),
            "Le retour du dossier du 26 janvier 2026 vient après la décision du 25 janvier 2026.",
        ),
        (
            (COMPLETE, "2026-01-25 decided", "2026-01-25 decided"),
            "La décision du 25 janvier 2026 vient après la décision du 25 janvier 2026.",
        ),
        (
            (COMPLETE, RETURNED, "2026-01-30 returned INS"),
            "Le retour du chapitre « INS » du 30 janvier 2026 s’ajoute à un retour "
            "du 25 janvier 2026 encore sans redépôt avant ce jour.",
        ),
        (
            (COMPLETE, RETURNED, REDEPOSITED, "2026-02-04 returned INS"),
            "Le retour du chapitre « INS » du 4 février 2026 s’ajoute à un retour "
            "du 25 janvier 2026 encore sans redépôt avant ce jour.",
        ),
        (
            (COMPLETE, "2026-02-11 returned"),
            "Le retour du dossier du 11 février 2026 est dans le futur.",
        ),
        (
            (COMPLETE, "2026-01-25 forgotten"),
            "L’événement « forgotten » du 25 janvier 2026 est d’un genre inconnu.",
        ),
    ],
)
def test_an_impossible_story_is_refused_with_a_sentence(texts, sentence):
    assert refusal("2026-02-10", *texts) == sentence


def test_a_refusal_carries_the_event_that_does_not_fit():
    with pytest.raises(ClockError) as caught:
        read("2026-02-10", COMPLETE, REDEPOSITED)
    assert caught.value.event == event(REDEPOSITED)


def test_an_event_of_today_is_not_in_the_future():
    assert read("2026-01-25", COMPLETE, RETURNED).state == "paused"
    assert "est dans le futur" in refusal("2026-01-24", COMPLETE, RETURNED)


@pytest.mark.parametrize("days", [0, -1, 1.5, None])
def test_a_review_lasts_at_least_one_whole_day(days):
    assert "au moins un" in refusal("2026-01-05", COMPLETE, days=days)


def test_a_review_of_one_day_ends_the_next_day():
    assert read("2026-01-06", COMPLETE, days=1).state == "running"
    assert read("2026-01-07", COMPLETE, days=1).state == "overdue"


def test_an_unknown_policy_is_refused():
    assert "« pause »" in refusal("2026-01-05", COMPLETE, resume="pause")


def test_a_moment_is_not_a_day():
    noon = datetime(2026, 1, 5, 12, tzinfo=UTC)
    with pytest.raises(ClockError, match="sans heure"):
        review_clock(story(COMPLETE), today=noon)
    with pytest.raises(ClockError, match="n’a pas pour date un jour"):
        review_clock([ClockEvent(noon, "complete")], today=date(2026, 1, 5))


@pytest.mark.parametrize("resume", ["suspend", "restart"])
def test_a_due_date_beyond_the_calendar_is_refused(resume):
    assert read("9999-11-01", "9999-11-01 complete", resume=resume).due_on == date(9999, 12, 31)
    expected = "Le dépôt complet du 2 novembre 9999 mène à une échéance hors du calendrier."
    assert refusal("9999-11-02", "9999-11-02 complete", resume=resume) == expected
    paused = ("9999-11-01 complete", "9999-11-01 returned")
    assert "hors du calendrier" in refusal("9999-11-02", *paused, resume=resume)
    assert "hors du calendrier" in refusal("9999-11-01", *paused[:1], days=10**12)
