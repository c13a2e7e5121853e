"""Which expected proofs a file answers, by the number that its name begins with."""

import re
from collections.abc import Iterable

from apps.dossiers.models import ExpectedProof
from apps.frameworks.rem.cells import fold

_GLUED_SUFFIX = re.compile(r"(?<=\d)(?=(?:bis|ter|quater)(?![a-z0-9]))")
_PART = re.compile(r"[a-z0-9]+")
_GOES_ON = re.compile(r"\.\d")
_FAMILY = re.compile(r"(?:sc|ch)\.")
"""What some identifiers of requirements begin with, and the numbers of their proofs do not."""

Number = tuple[str, ...]


def proofs_named_by(filename: str, proofs: Iterable[ExpectedProof]) -> list[ExpectedProof]:
    """Return the proofs whose number begins `filename`; none when no number does.

    Convergence names files `{N° preuve}_…`; case, and what separates the parts of a number (`/` `.`
    `-` `_`, spaces), do not matter. The number of a scenario or of a requirement stands for all
    its proofs. The longest number wins, and a proof's before a scenario's. A number that two
    proofs share tells nothing, nor does one that goes on (`….04`) where no proof does. Reads the
    scenario and the requirement of each catalogue proof.
    """
    own: dict[Number, list[ExpectedProof]] = {}
    above: dict[Number, list[ExpectedProof]] = {}
    for proof in proofs:
        own.setdefault(_number(proof.reference), []).append(proof)
        for number in _numbers_above(proof):
            above.setdefault(number, []).append(proof)
    name = _folded(filename.rpartition(".")[0] or filename)
    parts = list(_PART.finditer(name))
    for length in range(len(parts), 0, -1):
        number = tuple(part.group() for part in parts[:length])
        if number in own or number in above:
            if _GOES_ON.match(name, parts[length - 1].end()):
                return []
            alone = own.get(number)
            if alone is None:
                return above[number]
            return alone if len(alone) == 1 else []
    return []


def _numbers_above(proof: ExpectedProof) -> set[Number]:
    """Return the numbers of the scenario and the requirement, this one also without its family."""
    asked = proof.catalog_proof
    requirement = _folded(asked.requirement.reference)
    scenario = asked.scenario.reference if asked.scenario else ""
    written = {_folded(scenario), requirement, _FAMILY.sub("", requirement, count=1)}
    return {number for each in written if (number := tuple(_PART.findall(each)))}


def _number(reference: str) -> Number:
    return tuple(_PART.findall(_folded(reference)))


def _folded(text: str) -> str:
    """Return a number or name in one writing: `INS/va1.06 bis` and `ins/va1.06bis` are the same."""
    return _GLUED_SUFFIX.sub(" ", fold(text))
