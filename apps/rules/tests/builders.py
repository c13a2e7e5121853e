"""Hand-made events and seeded random stories for the tests of the clock."""

from dataclasses import replace
from datetime import date, timedelta

from apps.rules.clock import ClockEvent

FIRST_START = date(2024, 1, 1)
LAST_DAY = date(2035, 12, 31)
EDGES = (
    date(2024, 2, 28),
    date(2024, 2, 29),
    date(2027, 12, 31),
    date(2028, 2, 29),
    date(2031, 12, 30),
    date(2032, 2, 29),
)
SCOPES = ("", "INS", "SSI", "DMP")
GAPS = (0, 0, 0, 1, 1, 2, 3, 7, 20, 59, 60, 61)


def event(text):
    """ "2026-01-25 returned INS" → ClockEvent."""
    on, kind, *scope = text.split(maxsplit=2)
    return ClockEvent(date.fromisoformat(on), kind, *scope)


def story(*texts):
    """Several events written as for `event`."""
    return [event(text) for text in texts]


def random_case(chance):
    """One case (events, days, today, resume), possible or not, in any order, in 2024–2035."""
    days = chance.choice((60, 60, 60, chance.randint(1, 6), chance.randint(7, 90)))
    events = _likely_story(chance, days)
    if chance.random() < 0.2:
        events = _spoilt(chance, events)
    chance.shuffle(events)
    last = max((each.on for each in events), default=FIRST_START)
    today = last + timedelta(days=chance.choice((*GAPS, days)))
    if chance.random() < 0.02:
        today = last - timedelta(days=1)
    return events, days, min(today, LAST_DAY), chance.choice(("suspend", "restart"))


def _likely_story(chance, days):
    if chance.random() < 0.005:
        return []
    on = FIRST_START + timedelta(days=chance.randrange((LAST_DAY - FIRST_START).days - 200))
    if chance.random() < 0.2:
        on = chance.choice(EDGES) - timedelta(days=chance.choice((0, 1, 20, days)))
        on = max(on, FIRST_START)
    events = [ClockEvent(on, "complete")]
    waiting = set()
    for _ in range(chance.choice((0, 1, 2, 2, 3, 4, 6, 8))):
        on = min(on + timedelta(days=chance.choice((*GAPS, days, days - 1))), LAST_DAY)
        if waiting and chance.random() < 0.6:
            scope = chance.choice(sorted(waiting | {""}))
            waiting = waiting - {scope} if scope else set()
            events.append(ClockEvent(on, "redeposited", scope))
        else:
            scope = chance.choice(SCOPES)
            if scope not in waiting:
                waiting.add(scope)
                events.append(ClockEvent(on, "returned", scope))
    if chance.random() < 0.3:
        on = min(on + timedelta(days=chance.choice((*GAPS, days))), LAST_DAY)
        events.append(ClockEvent(on, "decided"))
    return events


def _spoilt(chance, events):
    """The same story with one accident; it may still be possible."""
    events = list(events)
    if not events:
        return events
    victim = chance.randrange(len(events))
    accident = chance.randrange(5)
    if accident == 0:
        del events[victim]
    elif accident == 1:
        events.append(events[victim])
    elif accident == 2:
        shift = timedelta(days=chance.choice((-30, -1, 1, 30)))
        events[victim] = replace(events[victim], on=events[victim].on + shift)
    elif accident == 3:
        events[victim] = replace(events[victim], scope=chance.choice(SCOPES))
    else:
        kind = chance.choice(("complete", "returned", "redeposited", "decided"))
        events[victim] = replace(events[victim], kind=kind)
    return events
