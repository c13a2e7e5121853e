"""Which words make a requirement mandatory, and which make it conditional."""

import re

from apps.frameworks.rem.cells import fold
from apps.frameworks.rem.model import EXIGENCE, PRECONISATION

NATURES = {
    "exigence": EXIGENCE,
    "obligatoire": EXIGENCE,
    "obligation": EXIGENCE,
    "doit": EXIGENCE,
    "preconisation": PRECONISATION,
    "recommandation": PRECONISATION,
    "optionnel": PRECONISATION,
    "optionnelle": PRECONISATION,
    "facultatif": PRECONISATION,
    "facultative": PRECONISATION,
    "peut": PRECONISATION,
}
MUST = re.compile(r"\bDOI(?:T|VENT)\b|\bDEVRA\b|\bDEVRONT\b")
MAY = re.compile(r"\bPEU(?:T|VENT)\b|\bPOURRA\b|\bPOURRONT\b")
YES_NO = {"oui": True, "vrai": True, "o": True, "non": False, "faux": False, "n": False}


def kind_from_nature(text: str) -> str | None:
    """EXIGENCE or PRECONISATION for the nature cell, None when the word is unknown."""
    return NATURES.get(fold(text).removesuffix("s"))


def kind_from_statement(statement: str) -> str:
    """The kind that a statement announces, where the layout has no nature column.

    The Convergence columns carry no nature; the statement does, by its capitals: PEUT without DOIT
    makes a PRECONISATION, everything else is an EXIGENCE. A sentence that holds both words (a
    permission followed by a duty) is mandatory, and so is one that holds neither: reading a duty
    as optional is the costly mistake. Checked against the layouts that have both: no exception.
    """
    if MAY.search(statement) and not MUST.search(statement):
        return PRECONISATION
    return EXIGENCE


def yes_or_no(text: str) -> bool | None:
    """OUI or NON, None when the cell says something else."""
    return YES_NO.get(fold(text))
