"""Two versions of one document, side by side: their facts, and the words that come and go.

The words are those that a program of its own reads (`file_words.py`); lines are compared first,
then the words of the lines that changed, so that the cost stays bounded.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from django.utils.translation import gettext as _

from apps.core.refusals import Refusal
from apps.evidence.file_words import CUT, END, READERS
from apps.evidence.limits import run_apart
from apps.evidence.models import EvidenceVersion
from apps.evidence.names import extension_of
from apps.evidence.previewing import whole_file
from apps.evidence.withheld import refuse_infected

SECONDS = 15
MOST_LINES = 2_000
MOST_WORDS = 300
"""Words of one changed passage that are compared one by one; longer ones go and come whole."""
MOST_CHANGES = 200
AROUND = 1
"""Unchanged lines shown on each side of a change, to say where it stands."""


@dataclass(frozen=True)
class Piece:
    """Words of a passage; `kind`: "same", "added" or "removed"."""

    kind: str
    words: str


@dataclass(frozen=True)
class WordChanges:
    """What the words of two versions have apart.

    `passages`: the changed places in their order, each a list of pieces. `added`, `removed`: how
    many words. `cut`: only the beginning of a file, or the first changes, are shown. `reason`: why
    nothing could be compared, "" when something was.
    """

    passages: list[list[Piece]]
    added: int = 0
    removed: int = 0
    cut: bool = False
    reason: str = ""


def compare_words(before: EvidenceVersion, after: EvidenceVersion) -> WordChanges:
    """Return what changed in the words from `before` to `after`; never raises for a bad file."""
    if before.blob_id == after.blob_id:
        return WordChanges([])
    try:
        old, old_cut = lines_of(before)
        new, new_cut = lines_of(after)
    except Refusal as refusal:
        return WordChanges([], reason=refusal.message)
    passages = list(_passages(old, new))
    pieces = [piece for passage in passages for piece in passage]
    return WordChanges(
        passages[:MOST_CHANGES],
        added=_count(pieces, "added"),
        removed=_count(pieces, "removed"),
        cut=old_cut or new_cut or len(passages) > MOST_CHANGES,
    )


def lines_of(version: EvidenceVersion) -> tuple[list[str], bool]:
    """Return the lines of words of a file, and whether its end was left out.

    Raise `Refusal` for a file that holds no words for us, is withheld, missing or unreadable.
    """
    extension = extension_of(version.filename)
    refuse_infected(version.blob)
    if extension not in READERS:
        raise NoWords(
            _("« %(name)s » n’est pas un texte : comparez ce que montrent les aperçus.")
            % {"name": version.filename}
        )
    with whole_file(version.blob) as file:
        said, _whole = run_apart("apps.evidence.file_words", file, extension, seconds=SECONDS)
    lines = said.decode(errors="replace").split("\n")[:-1]
    end = lines.pop() if lines and lines[-1] in {END, CUT} else ""
    if not lines:
        raise NoWords(_no_words(version, readable=bool(end)))
    return lines[:MOST_LINES], end != END or len(lines) > MOST_LINES


class NoWords(Refusal):
    """There is nothing to compare word by word (415)."""

    status = 415


def _no_words(version: EvidenceVersion, *, readable: bool) -> str:
    words = (
        _("« %(name)s » ne contient que des images : comparez ce que montrent les aperçus.")
        if readable
        else _("« %(name)s » ne se laisse pas lire ici : téléchargez-le pour le comparer.")
    )
    return words % {"name": version.filename}


def _passages(old: list[str], new: list[str]) -> Iterator[list[Piece]]:
    for kind, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if kind == "equal":
            continue
        yield [
            *_same(old[max(a - AROUND, 0) : a]),
            *_pieces(" ".join(old[a:b]).split(), " ".join(new[c:d]).split()),
            *_same(old[b : b + AROUND]),
        ]


def _pieces(old: list[str], new: list[str]) -> Iterator[Piece]:
    """Yield the words of one changed passage."""
    if max(len(old), len(new)) > MOST_WORDS:
        moves = [("replace", 0, len(old), 0, len(new))]
    else:
        moves = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    for kind, a, b, c, d in moves:
        if kind == "equal":
            yield from _same([" ".join(old[a:b])])
            continue
        if a < b:
            yield Piece("removed", " ".join(old[a:b]))
        if c < d:
            yield Piece("added", " ".join(new[c:d]))


def _same(lines: list[str]) -> list[Piece]:
    return [Piece("same", line) for line in lines if line]


def _count(pieces: list[Piece], kind: str) -> int:
    return sum(len(piece.words.split()) for piece in pieces if piece.kind == kind)


def choose_two(versions: list[EvidenceVersion], before: str, after: str) -> tuple:
    """Return (older, newer): the versions that the address names, else the last two.

    `versions` are newest first; (None, None) when there are fewer than two.
    """
    if len(versions) < 2:
        return None, None
    by_number = {str(version.number): version for version in versions}
    newest, previous = next(pairwise(versions))
    new = by_number.get(after, newest)
    old = by_number.get(before, previous)
    if old == new:
        old, new = previous, newest
    return sorted((old, new), key=lambda version: version.number)
