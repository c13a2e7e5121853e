"""Proof cells that replace each other: "CAS 1 : …" in one cell, "CAS 2 : …" in another."""

import re

MARK = re.compile(r"cas\s*(?:n°\s*)?(\d{1,2})\s*:", re.IGNORECASE)


def case_of(text: str) -> int | None:
    """Return the number of the case that a proof cell is for, None where it is for all.

    Only a cell that begins with its case counts. One that tells several cases apart in its own
    text, as the drafts of the ANS mostly do, is one proof: its answer says which case it is.

    >>> case_of("CAS 2 : Attestation")
    2
    >>> case_of("CAS 1 : Certificat CAS 2 : Attestation") is None
    True
    """
    text = text.strip()
    first = MARK.match(text)
    if first is None or len({int(number) for number in MARK.findall(text)}) > 1:
        return None
    return int(first[1])
