"""Compare two versions of a catalogue: plain rows in, what became of each requirement out."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from apps.frameworks.states import ChangeKind
from apps.frameworks.words import Piece, difference, words

STATEMENT, SCENARIO, PROOF = "statement", "scenario", "proof"


@dataclass(frozen=True, slots=True)
class TextLine:
    """A scenario or a proof: its number ("" without one) and its words; `key` names a proof."""

    reference: str
    text: str
    key: int = 0


@dataclass(frozen=True, slots=True)
class RequirementLine:
    """A requirement of one version, with its scenarios and its proofs in the order of the sheet."""

    reference: str
    chapter: str
    nature: str
    profile: str
    statement: str
    scenarios: tuple[TextLine, ...] = ()
    proofs: tuple[TextLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """A text that differs: `what` it is, its number, its words before and after (None: absent)."""

    what: str
    reference: str
    old: str | None
    new: str | None

    @property
    def kind(self) -> ChangeKind:
        """Return whether it is new, gone or reworded."""
        if self.old is None:
            return ChangeKind.ADDED
        return ChangeKind.REMOVED if self.new is None else ChangeKind.REWORDED

    @property
    def pieces(self) -> list[Piece]:
        """Return the difference word by word."""
        return difference(self.old or "", self.new or "")


@dataclass(frozen=True)
class Change:
    """What became of one requirement: `parts` are its texts that differ.

    `kinds` are all the lists that it belongs to: a requirement whose number alone changed is moved,
    and its two numbers are one added and one removed.
    """

    old: RequirementLine | None
    new: RequirementLine | None
    parts: tuple[Part, ...] = ()
    kinds: frozenset[ChangeKind] = field(default_factory=frozenset)

    @property
    def kind(self) -> ChangeKind:
        """Return the one word for it."""
        order = (ChangeKind.MOVED, ChangeKind.REWORDED, ChangeKind.KEPT, *ChangeKind)
        return next(kind for kind in order if kind in self.kinds)

    @property
    def line(self) -> RequirementLine:
        """Return it as it stands now, or as it stood."""
        return self.new or self.old

    @property
    def facts(self) -> list[tuple[str, str, str]]:
        """Return (name, before, after) of what changed beside the wording."""
        if self.old is None or self.new is None:
            return []
        names = ("reference", "chapter", "nature", "profile")
        pairs = [(name, getattr(self.old, name), getattr(self.new, name)) for name in names]
        return [fact for fact in pairs if fact[1] != fact[2]]


@dataclass(frozen=True)
class Comparison:
    """The changes in the order of the new sheet, the removed last; `proofs` pairs their keys.

    In a pair, None stands where the proof is not: (7, None) is gone, (None, 9) is new.
    """

    changes: tuple[Change, ...]
    proofs: tuple[tuple[int | None, int | None], ...]

    @property
    def counts(self) -> dict[ChangeKind, int]:
        """Return how many requirements each list holds."""
        found = Counter(chain.from_iterable(change.kinds for change in self.changes))
        return {kind: found[kind] for kind in ChangeKind}

    def of_kind(self, kind: str) -> list[Change]:
        """Return one list; every change but the kept ones for "" and unknown words."""
        if kind in ChangeKind.values:
            return [change for change in self.changes if kind in change.kinds]
        return [change for change in self.changes if change.kind != ChangeKind.KEPT]


def compare(old: Sequence[RequirementLine], new: Sequence[RequirementLine]) -> Comparison:
    """Return what changed from `old` to `new`: by number first, then by wording.

    Where one of the sheets holds statements alone, statements alone are compared.
    """
    bare = not _has_details(old) or not _has_details(new)
    pairs = pair(old, new, lambda line: line.reference, lambda line: _wording(line, bare=bare))
    changes = [_change(before, after, bare=bare) for before, after in pairs]
    return Comparison(tuple(changes), tuple(_proofs(pairs)))


def pair(old: Sequence, new: Sequence, *keys: Callable[[object], Hashable]) -> list[tuple]:
    """Pair the items of two lists by the first key, then what is left by the next one.

    Items of one key are paired in order; a false key pairs nothing. (before, after) follow the
    order of `new`, then what is left of `old`, with None on the missing side.
    """
    match: dict[int, int] = {}
    free = list(range(len(old)))
    for key in keys:
        waiting = defaultdict(list)
        for rank in reversed(free):
            waiting[key(old[rank])].append(rank)
        for rank, item in enumerate(new):
            wanted = None if rank in match else key(item)
            if wanted and waiting.get(wanted):
                match[rank] = waiting[wanted].pop()
        taken = set(match.values())
        free = [rank for rank in free if rank not in taken]
    pairs = [(old[match[rank]] if rank in match else None, item) for rank, item in enumerate(new)]
    return [*pairs, *((old[rank], None) for rank in free)]


def _has_details(lines: Sequence[RequirementLine]) -> bool:
    return any(line.scenarios or line.proofs for line in lines)


def _wording(line: RequirementLine, *, bare: bool) -> tuple:
    """Return all the words of a requirement; nothing for one without a statement."""
    statement = words(line.statement)
    if bare or not statement:
        return statement
    return (statement, *(words(each.text) for each in (*line.scenarios, *line.proofs)))


def _change(before, after, *, bare: bool) -> Change:
    if before is None:
        return Change(None, after, kinds=frozenset([ChangeKind.ADDED]))
    if after is None:
        return Change(before, None, kinds=frozenset([ChangeKind.REMOVED]))
    parts = tuple(_parts(before, after, bare=bare))
    if parts:
        kinds = [ChangeKind.REWORDED]
    elif before.reference != after.reference:
        kinds = [ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.MOVED]
    elif before.chapter != after.chapter:
        kinds = [ChangeKind.KEPT, ChangeKind.MOVED]
    else:
        kinds = [ChangeKind.KEPT]
    return Change(before, after, parts, frozenset(kinds))


def _parts(before: RequirementLine, after: RequirementLine, *, bare: bool):
    if words(before.statement) != words(after.statement):
        yield Part(STATEMENT, "", before.statement, after.statement)
    if bare:
        return
    for what, old, new in (
        (SCENARIO, before.scenarios, after.scenarios),
        (PROOF, before.proofs, after.proofs),
    ):
        for left, right in _pair_texts(old, new):
            if left and right and words(left.text) == words(right.text):
                continue
            reference = (right or left).reference
            yield Part(what, reference, left and left.text, right and right.text)


def _pair_texts(old: Sequence[TextLine], new: Sequence[TextLine]) -> list[tuple]:
    return pair(
        old,
        new,
        lambda line: (line.reference, words(line.text)),
        lambda line: line.reference,
        lambda line: words(line.text),
    )


def _proofs(pairs):
    """Yield the pairs of keys: inside each requirement first, then by number wherever it went."""
    gone, come = [], []
    for before, after in pairs:
        old, new = (line.proofs if line else () for line in (before, after))
        for left, right in _pair_texts(old, new):
            if left and right:
                yield left.key, right.key
            else:
                (gone if left else come).append(left or right)
    for left, right in pair(gone, come, lambda line: line.reference):
        yield left and left.key, right and right.key
