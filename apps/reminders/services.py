"""What the rest of the project calls: plan the reminders of a day, send those that may leave."""

from apps.reminders.holds import hold_reminders
from apps.reminders.plan import plan, reached_stages
from apps.reminders.reconcile import reconcile
from apps.reminders.sending import send_due
from apps.reminders.ticks import forget_old_ticks, tick

__all__ = [
    "forget_old_ticks",
    "hold_reminders",
    "plan",
    "reached_stages",
    "reconcile",
    "send_due",
    "tick",
]
