"""Which expected proof a file answers, by the number that its name begins with."""

import re
from collections.abc import Iterable
from typing import TypeVar

from apps.frameworks.rem.cells import fold

Proof = TypeVar("Proof")

_GLUED_SUFFIX = re.compile(r"(?<=\d)(?=(?:bis|ter|quater)(?![a-z0-9]))")
_PART = re.compile(r"[a-z0-9]+")
_GOES_ON = re.compile(r"\.\d")


def proof_named_by(filename: str, references: Iterable[tuple[str, Proof]]) -> Proof | None:
    """Return the proof whose number begins `filename`; None when no number, or several, do.

    `references`: (N° preuve, proof) pairs. Convergence names files `{N° preuve}_…`; case, and what
    separates the parts of a number (`/` `.` `-` `_`, spaces), do not matter. The longest number
    wins; a number that two proofs share tells nothing, nor does one that goes on (`….04`) where
    no proof does.

    >>> proof_named_by("ins-va1.06.01.01_capture.png", [("INS/va1.06.01.01", 7)])
    7
    """
    found: dict[tuple[str, ...], list[Proof]] = {}
    for reference, proof in references:
        found.setdefault(tuple(_PART.findall(_folded(reference))), []).append(proof)
    name = _folded(filename.rpartition(".")[0] or filename)
    parts = list(_PART.finditer(name))
    for length in range(len(parts), 0, -1):
        proofs = found.get(tuple(part.group() for part in parts[:length]))
        if proofs:
            goes_on = _GOES_ON.match(name, parts[length - 1].end())
            return proofs[0] if len(proofs) == 1 and not goes_on else None
    return None


def _folded(text: str) -> str:
    """Return a number or name in one writing: `INS/va1.06 bis` and `ins/va1.06bis` are the same."""
    return _GLUED_SUFFIX.sub(" ", fold(text))
