"""What happens to a product that has its award."""

from apps.changes.models.change import ChangeRecord
from apps.changes.models.family import ComponentChange
from apps.changes.models.triage import Triage

__all__ = ["ChangeRecord", "ComponentChange", "Triage"]
