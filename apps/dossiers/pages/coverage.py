"""The map of a dossier: its chapters by the states of their proofs, and what still blocks."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from apps.dossiers.models import Dossier, DossierChapter
from apps.dossiers.states import ANSWERED, TO_MEND, ProofState

ORDER = (
    ProofState.ATTENDUE,
    ProofState.INCOMPLETE,
    ProofState.KO,
    ProofState.DEPOSEE,
    ProofState.CONFORME,
    ProofState.NON_APPLICABLE,
)


@dataclass(frozen=True)
class Cell:
    """How many proofs are in one state, and the query string of the list that shows them."""

    state: ProofState
    count: int
    query: str


@dataclass(frozen=True)
class Line:
    """One chapter, or the whole dossier without one.

    `cells` count every proof; the other figures count the blocking ones alone, since they decide.
    """

    chapter: DossierChapter | None
    cells: list[Cell]
    blocking: int
    answered: int
    conform: int
    to_mend: int

    @property
    def name(self) -> str:
        """Return what the line is about."""
        return self.chapter.name if self.chapter else _("Tout le dossier")

    @property
    def deposited(self) -> int:
        """Return how many blocking proofs wait for a verdict."""
        return self.answered - self.conform

    @property
    def words(self) -> str:
        """Return the bar in words, for those who do not see it."""
        return _(
            "%(name)s : %(conform)d conformes, %(deposited)d déposées, %(to_mend)d à reprendre, "
            "sur %(blocking)d bloquantes"
        ) % {
            "name": self.name,
            "conform": self.conform,
            "deposited": self.deposited,
            "to_mend": self.to_mend,
            "blocking": self.blocking,
        }


@dataclass(frozen=True)
class Coverage:
    """`lines`: the chapters that have proofs; `total`: their sum."""

    lines: list[Line]
    total: Line


def coverage_of(dossier: Dossier) -> Coverage:
    """Return the map of `dossier`, in two queries whatever the number of its proofs."""
    counts: dict[int, dict[str, tuple[int, int]]] = {}
    rows = dossier.proofs.current().order_by().values_list("chapter_id", "state")
    for chapter, state, number, blocking in rows.annotate(
        number=Count("pk"), blocks=Count("pk", filter=Q(blocking=True))
    ):
        counts.setdefault(chapter, {})[state] = (number, blocking)
    chapters = [each for each in dossier.chapters.all() if each.pk in counts]
    lines = [_line(each, counts[each.pk]) for each in chapters]
    return Coverage(lines, _line(None, _sum(list(counts.values()))))


def _sum(counts: list[dict]) -> dict[str, tuple[int, int]]:
    return {
        state: tuple(sum(each.get(state, (0, 0))[place] for each in counts) for place in (0, 1))
        for state in ORDER
    }


def _line(chapter: DossierChapter | None, counts: dict[str, tuple[int, int]]) -> Line:
    def blocking(*states) -> int:
        return sum(counts.get(state, (0, 0))[1] for state in states)

    where = {"chapitre": chapter.pk} if chapter else {}
    return Line(
        chapter=chapter,
        cells=[
            Cell(state, counts.get(state, (0, 0))[0], urlencode(where | {"etat": state.value}))
            for state in ORDER
        ],
        blocking=blocking(*ANSWERED, *TO_MEND, ProofState.ATTENDUE),
        answered=blocking(*ANSWERED),
        conform=blocking(ProofState.CONFORME),
        to_mend=blocking(*TO_MEND),
    )
