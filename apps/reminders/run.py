"""One run of the sender: its moment, its line, what it did."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from time import monotonic

from django.conf import settings
from django.utils import timezone

from apps.reminders.relay import new_line


class OutOfTime(Exception):
    """This run has lasted enough; the next one goes on."""


@dataclass
class Run:
    """Counts of messages, but `cancelled` of reminders; `error`: why it stopped early."""

    now: datetime
    line: object = field(default_factory=new_line)
    started: float = field(default_factory=monotonic)
    sent: int = 0
    retried: int = 0
    failed: int = 0
    uncertain: int = 0
    dead: int = 0
    cancelled: int = 0
    error: str = ""

    @property
    def today(self) -> date:
        """Return the day of the run, in Paris."""
        return timezone.localdate(self.now)

    @property
    def moment(self) -> datetime:
        """Return the moment it is, counted from the start of the run."""
        return self.now + timedelta(seconds=monotonic() - self.started)

    def make_ready(self) -> None:
        """Connect before anything is claimed; raise `OutOfTime` when the run is near its limit.

        A message that is begun always ends before the limit of the task kills the worker.
        """
        left = settings.REMINDERS_TASK_SECONDS - (monotonic() - self.started)
        if left < 2 * settings.EMAIL_TIMEOUT:
            raise OutOfTime
        self.line.open()
