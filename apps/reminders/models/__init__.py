"""What the app stores: ladders, reminders and their mails, what people say about them."""

from apps.reminders.models.ladders import Ladder, LadderStep
from apps.reminders.models.outbox import Mail, Reminder
from apps.reminders.models.people import WEEKLY, Absence, Acknowledgement, Preference

__all__ = [
    "WEEKLY",
    "Absence",
    "Acknowledgement",
    "Ladder",
    "LadderStep",
    "Mail",
    "Preference",
    "Reminder",
]
