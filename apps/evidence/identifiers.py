"""Recognise French patient numbers, INS or NIR, in a text, without ever giving them back.

Fifteen signs: sex, year, month, department (2A and 2B in Corsica), commune, order, and a key,
97 − n mod 97 of the thirteen before (2A counts as 19, 2B as 18). Shape and key together leave
about one chance in two hundred that fifteen random digits pass. A number beside the identifier
(OID) of the patients of tests and demonstrations is nobody's.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

BETWEEN = r"[ \t\u00a0\u2007\u2009\u202f\ufffd._/'-]{0,3}"
BEFORE_KEY = r"""[ \t\u00a0\u2007\u2009\u202f\ufffd._/'";,|-]{0,3}"""
PARTS = (
    r"(\d\d)",
    r"(0[1-9]|1[0-2]|20|3\d|4[0-2]|[5-9]\d)",
    r"(\d\d|2[AaBb])",
    r"(\d{3})",
    r"(\d{3})",
)
NUMBER = re.compile(
    r"([1-478])(?<!\d\d)(?<!\d\.\d)"
    rf"(?={BETWEEN}{BETWEEN.join(PARTS)}{BEFORE_KEY}(\d\d)(?!\d))",
    re.ASCII,
)
CORSICA = {"2A": "19", "2B": "18"}
OF_NOBODY = re.compile(r"1\.2\.250\.1\.213\.1\.4\.1[01](?!\d)")
SHORTEST = 15
NEAR = 200
MARGIN = 256
"""Signs kept from one piece of a text to the next: a number and what stands beside it fit in."""


def holds_number(text: str) -> bool:
    """Return whether a patient number stands in `text`.

    >>> holds_number("né le 12/05/1985, INS 1 85 05 78 006 084 91")
    True
    >>> holds_number("facture 185057800608492")
    False
    """
    return len(text) >= SHORTEST and next(lines_with_numbers([text]), None) is not None


def lines_with_numbers(pieces: Iterable[str]) -> Iterator[int]:
    """Yield the line, from 1, of each patient number of a text that comes in pieces."""
    text, line, start = "", 1, 0
    for piece in chain(pieces, [None]):
        text += piece or ""
        safe = len(text) if piece is None else max(len(text) - MARGIN, start)
        for found in NUMBER.finditer(text, start):
            if found.start() >= safe:
                break
            if _has_its_key(found) and not _is_of_nobody(text, found.start()):
                yield line + text.count("\n", 0, found.start())
        cut = max(safe - MARGIN, 0)
        line += text.count("\n", 0, cut)
        text, start = text[cut:], safe - cut


def _has_its_key(found: re.Match) -> bool:
    *parts, key = found.groups()
    parts[3] = CORSICA.get(parts[3].upper(), parts[3])
    return 97 - int("".join(parts)) % 97 == int(key)


def _is_of_nobody(text: str, at: int) -> bool:
    return OF_NOBODY.search(text, max(at - NEAR, 0), at + NEAR) is not None
