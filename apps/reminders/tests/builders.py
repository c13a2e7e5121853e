"""Ladders and moments for tests."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from apps.reminders import services
from apps.reminders.models import Ladder, LadderStep
from apps.rules.book import RETURN_ANSWER

PARIS = ZoneInfo("Europe/Paris")
MORNING = time(8)


def make_ladder(stages, *, kind: str = RETURN_ANSWER.code, urgent=()) -> Ladder:
    """Return a saved ladder; `stages` in days before the due day, negative after it."""
    ladder = Ladder.objects.create(kind=kind)
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
