"""What the app stores: ladders, reminders and the mails that carried them."""

from apps.reminders.models.ladders import Ladder, LadderStep
from apps.reminders.models.outbox import Mail, Reminder

__all__ = ["Ladder", "LadderStep", "Mail", "Reminder"]
