"""What the app stores: ladders, reminders and their mails, what people say, how sending went."""

from apps.reminders.models.ladders import Ladder, LadderStep
from apps.reminders.models.outbox import Attempt, Mail, Reminder
from apps.reminders.models.people import WEEKLY, Absence, Acknowledgement, Preference
from apps.reminders.models.runs import Decision, Hold, Reconciliation, Tick

__all__ = [
    "WEEKLY",
    "Absence",
    "Acknowledgement",
    "Attempt",
    "Decision",
    "Hold",
    "Ladder",
    "LadderStep",
    "Mail",
    "Preference",
    "Reconciliation",
    "Reminder",
    "Tick",
]
