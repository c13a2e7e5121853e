"""What the rest of the project calls: plan the reminders of a day, send those that may leave."""

from apps.reminders.plan import plan, reached_stages
from apps.reminders.sending import send_due

__all__ = ["plan", "reached_stages", "send_due"]
