"""Tells the three layouts apart by the columns they alone have."""

from apps.frameworks.rem.headers import HeaderMap
from apps.frameworks.rem.model import CONVERGENCE, OLDER, PUBLISHED

OLDER_COLUMNS = frozenset({"conditional", "chapter_code", "block"})
PUBLISHED_COLUMNS = frozenset({"kind", "publication_status", "previous_wave_reference"})


def detect_layout(header: HeaderMap) -> str:
    """PUBLISHED, CONVERGENCE or OLDER.

    Older: conditional yes/no, section codes or blocks. Published: a nature, a publication status,
    a link to the previous wave, or numbered proof columns. Convergence: the rest, one proof a row
    or none at all (statements only).
    """
    known = header.columns.keys()
    if OLDER_COLUMNS & known:
        return OLDER
    if PUBLISHED_COLUMNS & known or header.numbered_proofs or len(header.proofs) > 1:
        return PUBLISHED
    return CONVERGENCE
