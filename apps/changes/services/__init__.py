"""The door of everything that happens to a modification after award."""

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

__all__ = [
    "EDITABLE",
    "assign_change",
    "attach_file",
    "close_change",
    "deposit_file",
    "detach_file",
    "dismiss_change",
    "establish_impact",
    "file_new_request",
    "notify_ans",
    "record_change",
    "record_component_change",
    "require_new_request",
    "triage_change",
    "update_change",
]
