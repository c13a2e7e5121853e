"""Reader of requirement workbooks (REM): three layouts in, one plain description out.

The package knows nothing of the database. `read_workbook` gives the content of a workbook as
dataclasses, with every oddity it met; `RemError` carries one French sentence for the person.
"""

from apps.frameworks.rem.errors import RemError
from apps.frameworks.rem.model import (
    CONVERGENCE,
    EXIGENCE,
    GENERAL_PROFILE,
    OLDER,
    PRECONISATION,
    PUBLISHED,
    Counts,
    Oddity,
    ParsedChapter,
    ParsedProof,
    ParsedRequirement,
    ParsedRow,
    ParsedScenario,
    ParsedWorkbook,
)
from apps.frameworks.rem.reader import read_workbook
from apps.frameworks.rem.source import MAX_BYTES, read_bytes

__all__ = [
    "CONVERGENCE",
    "EXIGENCE",
    "GENERAL_PROFILE",
    "MAX_BYTES",
    "OLDER",
    "PRECONISATION",
    "PUBLISHED",
    "Counts",
    "Oddity",
    "ParsedChapter",
    "ParsedProof",
    "ParsedRequirement",
    "ParsedRow",
    "ParsedScenario",
    "ParsedWorkbook",
    "RemError",
    "read_bytes",
    "read_workbook",
]
