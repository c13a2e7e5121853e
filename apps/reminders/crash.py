"""Named points where a test may kill the process; anywhere else they do nothing.

`settings.CRASH_POINT` is read from the environment in test mode only: production and the
demonstration never see it.
"""

import os
import signal

from django.conf import settings

POINTS = (
    "planned",
    "claimed",
    "written",
    "frozen",
    "connected",
    "recipient accepted",
    "data noted",
    "half of the message",
    "dot sent",
    "accepted",
    "noted",
    "reaped",
    "relay asked",
)


def crash_point(name: str) -> None:
    """Kill this process, without any farewell, where a test has named this point."""
    if name == settings.CRASH_POINT:
        os.kill(os.getpid(), signal.SIGKILL)
