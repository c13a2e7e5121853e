"""Refuse to start where the delays of sending contradict each other.

A message must end before its task is killed, the task before its claims are taken back, and the
relay must remember a Message-ID longer than that: else two workers could hold one message.
"""

from django.conf import settings
from django.core.checks import Error, register


@register()
def delays_hold(app_configs, **kwargs) -> list[Error]:
    """Return an error for each of the three inequalities that does not hold."""
    steps = [
        ("EMAIL_TIMEOUT", 2 * settings.EMAIL_TIMEOUT),
        ("REMINDERS_TASK_SECONDS", settings.REMINDERS_TASK_SECONDS),
        ("REMINDERS_REAP_SECONDS", settings.REMINDERS_REAP_SECONDS),
        ("EMAIL_RELAY_KEY_HOURS", settings.EMAIL_RELAY_KEY_HOURS * 3600),
    ]
    return [
        Error(
            f"{shorter} doit être plus court que {longer} : {less} s contre {more} s.",
            hint="EMAIL_TIMEOUT (×2) < REMINDERS_TASK_SECONDS < REMINDERS_REAP_SECONDS "
            "< EMAIL_RELAY_KEY_HOURS.",
            id=f"reminders.E00{number}",
        )
        for number, ((shorter, less), (longer, more)) in enumerate(
            zip(steps, steps[1:], strict=False), start=1
        )
        if less >= more
    ]
