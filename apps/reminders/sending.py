"""Send what is planned: claim a handful, check again, freeze, hand over, note.

Every step is a committed row before the next begins. A worker that dies leaves its claims, which a
later run takes back; a mail that was frozen is sent again as the same bytes.
"""

import logging
from datetime import datetime
from itertools import chain
from time import monotonic

from apps.reminders.alerts import warn_administrators
from apps.reminders.answers import Unreachable
from apps.reminders.claims import claim_fresh, claim_frozen, give_back
from apps.reminders.crash import crash_point
from apps.reminders.delivery import deliver, settle_accepted
from apps.reminders.models import Mail
from apps.reminders.reaper import reap, settle_doubts
from apps.reminders.run import OutOfTime, Run

FRESH_SECONDS = 10  # how long the check of a handful holds

logger = logging.getLogger(__name__)


def send_due(*, now: datetime) -> Run:
    """Send every message that may leave at `now` (aware); return what was done.

    Messages frozen before come first, then what is not written yet. An unreachable relay stops the
    run with its `error`; nothing is lost, the next run tries again.
    """
    reap(now=now)
    settle_doubts(now=now)
    run = Run(now=now)
    try:
        for mails in chain(claim_frozen(run), claim_fresh(run)):
            _deliver_all(run, mails)
    except (Unreachable, OutOfTime) as stop:
        run.error = str(stop)
        logger.warning("Reminders: run stopped: %r", stop)
    finally:
        run.line.close()
    if run.dead:
        warn_administrators(now=now)
    return run


def _deliver_all(run: Run, mails: list[Mail]) -> None:
    """Deliver a handful; what a slow relay leaves over is checked again by the next run."""
    claimed, accepted = monotonic(), []
    try:
        while mails and monotonic() - claimed < FRESH_SECONDS:
            run.make_ready()
            crash_point("connected")
            if deliver(run, mails[0]):
                accepted.append(mails[0])
            mails = mails[1:]
    except (Unreachable, OutOfTime):
        _leave(run, accepted, mails)
        raise
    _leave(run, accepted, mails)


def _leave(run: Run, accepted: list[Mail], others: list[Mail]) -> None:
    settle_accepted(accepted, at=run.now)
    give_back(others)
