"""Files by their content, documents and their versions, and who took them."""

from apps.evidence.models.contents import INLINE, Blob, ProductQuota
from apps.evidence.models.documents import CheckTick, Evidence, EvidenceVersion
from apps.evidence.models.takings import Download

__all__ = [
    "INLINE",
    "Blob",
    "CheckTick",
    "Download",
    "Evidence",
    "EvidenceVersion",
    "ProductQuota",
]
