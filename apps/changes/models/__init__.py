"""What happens to a product that has its award."""

from apps.changes.models.award import Award
from apps.changes.models.change import ChangeRecord
from apps.changes.models.enforcement import Audit, AwardFact, FormalNotice, Sanction
from apps.changes.models.family import ComponentChange
from apps.changes.models.triage import Triage

__all__ = [
    "Audit",
    "Award",
    "AwardFact",
    "ChangeRecord",
    "ComponentChange",
    "FormalNotice",
    "Sanction",
    "Triage",
]
