"""What the rest of the project calls: plan, send, foretell, and what people decide."""

from apps.reminders.forecast import next_message, stages_for, work_in_hand
from apps.reminders.holds import hold_reminders
from apps.reminders.notices import SHOWN_AT_MOST, mark_all_read, mark_read, unread_count
from apps.reminders.people import (
    acknowledge_deadline,
    colleagues_of,
    declare_absence,
    may_be_absent,
    possible_delegates,
    remove_absence,
    send_test,
    set_preference,
    stop_by_link,
)
from apps.reminders.plan import openings_of, plan, reached_stages
from apps.reminders.reconcile import reconcile
from apps.reminders.sending import send_due
from apps.reminders.stages import stage_name
from apps.reminders.story import tell
from apps.reminders.summaries import write_summaries
from apps.reminders.ticks import forget_old_ticks, tick

__all__ = [
    "SHOWN_AT_MOST",
    "acknowledge_deadline",
    "colleagues_of",
    "declare_absence",
    "forget_old_ticks",
    "hold_reminders",
    "mark_all_read",
    "mark_read",
    "may_be_absent",
    "next_message",
    "openings_of",
    "plan",
    "possible_delegates",
    "reached_stages",
    "reconcile",
    "remove_absence",
    "send_due",
    "send_test",
    "set_preference",
    "stage_name",
    "stages_for",
    "stop_by_link",
    "tell",
    "tick",
    "unread_count",
    "work_in_hand",
    "write_summaries",
]
