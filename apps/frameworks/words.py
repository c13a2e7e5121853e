"""What changed between two texts, word by word; white space of any sort never counts."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher

from apps.frameworks.rem.cells import INVISIBLE

TOKEN = re.compile(r"\s*(\w+|[^\w\s])")
SAME, OUT, IN = "same", "out", "in"
# Beyond this many pairs of equal words the texts are shown whole, one after the other: the matching
# would take minutes on a cell that repeats the same words to its limit. Two real texts of 2,000
# words have some 40,000.
MOST_PAIRS = 50_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words: in both texts (`kind` SAME), in the old one only (OUT), in the new (IN)."""

    kind: str
    text: str


def words(text: str) -> tuple[str, ...]:
    """Return the words and signs of a text: equal for two texts that only white space tells apart.

    >>> words("Exemple :  un") == words("Exemple: un")
    True
    """
    return tuple(word for word, _shown in _tokens(text))


def difference(old: str, new: str) -> list[Piece]:
    """Return the pieces that lead from `old` to `new`, in reading order, old before new."""
    left, right = _tokens(old), _tokens(new)
    pieces: list[Piece] = []
    for tag, start, end, first, last in _steps(left, right):
        if tag == "equal":
            pieces.append(_piece(SAME, right[first:last]))
            continue
        if end > start:
            pieces.append(_piece(OUT, left[start:end]))
        if last > first:
            pieces.append(_piece(IN, right[first:last]))
    return pieces


def _tokens(text: str) -> list[tuple[str, str]]:
    """Return (word, the word with the white space before it)."""
    clean = unicodedata.normalize("NFC", text.translate(INVISIBLE))
    return [(found[1], found[0]) for found in TOKEN.finditer(clean)]


def _piece(kind: str, tokens) -> Piece:
    return Piece(kind, "".join(shown for _word, shown in tokens))


def _steps(left, right) -> list[tuple[str, int, int, int, int]]:
    """Return difflib's steps, a lone word between two changes being part of the change."""
    old, new = [word for word, _ in left], [word for word, _ in right]
    if old == new:
        return [("equal", 0, len(old), 0, len(new))] if new else []
    counts = Counter(new)
    if sum(counts[word] for word in old) > MOST_PAIRS:
        return [("replace", 0, len(old), 0, len(new))]
    steps: list[tuple[str, int, int, int, int]] = []
    found = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for rank, step in enumerate(found):
        inside = 0 < rank < len(found) - 1
        lone = step[0] == "equal" and inside and step[2] - step[1] == 1
        tag = "replace" if lone else step[0]
        if steps and tag != "equal" and steps[-1][0] != "equal":
            before = steps.pop()
            steps.append(("replace", before[1], step[2], before[3], step[4]))
        else:
            steps.append((tag, *step[1:]))
    return steps
