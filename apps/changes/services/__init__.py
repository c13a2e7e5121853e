"""The door of everything that happens to a modification after award."""

from apps.changes.services.application import open_application
from apps.changes.services.awards import (
    answer_notice,
    conclude_audit,
    end_notice,
    plan_audit,
    record_award,
    record_notice,
    record_sanction,
    void_fact,
)
from apps.changes.services.facts import (
    EDITABLE,
    assign_change,
    attach_file,
    deposit_file,
    detach_file,
    record_change,
    update_change,
)
from apps.changes.services.families import record_component_change
from apps.changes.services.moves import (
    close_change,
    dismiss_change,
    establish_impact,
    file_new_request,
    notify_ans,
    require_new_request,
)
from apps.changes.services.triage import triage_change
from apps.changes.services.upkeep import close_dues_of_lost_awards

__all__ = [
    "EDITABLE",
    "answer_notice",
    "assign_change",
    "attach_file",
    "close_change",
    "close_dues_of_lost_awards",
    "conclude_audit",
    "deposit_file",
    "detach_file",
    "dismiss_change",
    "end_notice",
    "establish_impact",
    "file_new_request",
    "notify_ans",
    "open_application",
    "plan_audit",
    "record_award",
    "record_change",
    "record_component_change",
    "record_notice",
    "record_sanction",
    "require_new_request",
    "triage_change",
    "update_change",
    "void_fact",
]
