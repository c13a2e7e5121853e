"""Ladders and moments for tests."""

from collections.abc import Callable
from datetime import date, datetime, time
from typing import ClassVar
from zoneinfo import ZoneInfo

from django.core.mail.backends.base import BaseEmailBackend

from apps.reminders import services
from apps.reminders.models import Ladder, LadderStep
from apps.rules.book import RETURN_ANSWER

PARIS = ZoneInfo("Europe/Paris")
MORNING = time(8)


def make_ladder(stages, *, kind: str = RETURN_ANSWER.code, urgent=(), **facts) -> Ladder:
    """Return a saved ladder; `stages` in days before the due day, negative after it."""
    ladder = Ladder.objects.create(kind=kind, **facts)
    for stage in stages:
        LadderStep.objects.create(ladder=ladder, days_before=stage, urgent=stage in urgent)
    return ladder


def paris(day: date, at: time = MORNING) -> datetime:
    """Return the aware moment of an hour in Paris."""
    return datetime.combine(day, at, tzinfo=PARIS)


def run(moment: datetime):
    """Plan and send as the task does at that moment; return what was sent."""
    services.plan(today=moment.astimezone(PARIS).date())
    return services.send_due(now=moment)


class FlakyRelay(BaseEmailBackend):
    """A mail backend that keeps the bytes it takes, and can be told to fail.

    `away`: no connection. `trouble`: errors raised instead of taking the next messages; None in
    the list lets one pass. `before` is called with each message in hand.
    """

    taken: ClassVar[list] = []
    trouble: ClassVar[list] = []
    away: ClassVar[bool] = False
    before: ClassVar[Callable | None] = None

    def open(self):
        if type(self).away:
            raise ConnectionRefusedError("relais absent")

    def send_messages(self, messages):
        for message in messages:
            if type(self).before:
                type(self).before()
            error = type(self).trouble.pop(0) if type(self).trouble else None
            if error is not None:
                raise error
            type(self).taken.append(message.message().as_bytes())
        return len(messages)
