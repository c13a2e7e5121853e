"""What the page of a dossier shows above its clock: its steps and its chapters, read in SQL."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count
from django.utils.translation import gettext as _

from apps.core.tones import Tone
from apps.dossiers.models import Dossier, DossierChapter, ExpectedProof
from apps.dossiers.states import AWARDED, REACHED, DossierState, ProofState

S, P = DossierState, ProofState


@dataclass(frozen=True)
class StepMark:
    """One mark of the stepper. `place`: "done", "current" or "todo"; `note`: a word under it."""

    label: str
    on: date | None
    place: str
    tone: Tone
    icon: str
    note: str = ""


def steps_of(dossier: Dossier) -> list[StepMark]:
    """Return the five steps of the pathway, as far as this dossier went on it.

    A dossier that left the way (refused, abandoned, suspended, withdrawn) says so on the step
    where it left.
    """
    names = _names(dossier)
    dates = _dates(dossier)
    badge = dossier.badge
    here = REACHED.get(badge)
    if here is None:
        here = _left_at(dossier, dates)
    return [_mark(rank, here, names[rank], dates[rank], dossier) for rank in range(len(names))]


def _names(dossier: Dossier) -> list[str]:
    second, last = (
        (S.ELIGIBILITE, S.REFERENCE) if dossier.is_segur else (S.RECEVABILITE, S.CERTIFIE)
    )
    return [str(each.label) for each in (S.BROUILLON, second, S.PREUVES, S.INSTRUCTION, last)]


def _dates(dossier: Dossier) -> list[date | None]:
    return [
        dossier.opened_on,
        dossier.eligibility_on,
        dossier.proofs_on,
        dossier.instruction_on,
        dossier.decided_on,
    ]


def _left_at(dossier: Dossier, dates: list[date | None]) -> int:
    """Return the step where a dossier left the way: the decision, else the last one it reached."""
    if dossier.badge in (S.REFUSE, S.RETIRE):
        return len(dates) - 1
    return max(rank for rank, on in enumerate(dates) if on or rank == 0)


def _mark(rank: int, here: int, label: str, on: date | None, dossier: Dossier) -> StepMark:
    if rank < here:
        return StepMark(label, on, "done", Tone.GREEN, "check2")
    if rank > here:
        return StepMark(label, None, "todo", Tone.GREY, "circle")
    badge = dossier.badge
    if badge in AWARDED:
        return StepMark(label, on, "done", badge.tone, badge.icon)
    same = str(badge.label) == label
    note = "" if same else str(badge.label).lower()
    since = on if same else dossier.state_on
    if badge == S.REFUSE:
        label, note = _("Décision"), str(badge.label).lower()
    return StepMark(label, since, "current", badge.tone, badge.icon, note)


@dataclass(frozen=True)
class ChapterLine:
    """The proofs of one chapter counted by state; a state without proof counts 0. `aside`: those
    put aside by a decision, which are none of the others."""

    chapter: DossierChapter
    attendue: int
    deposee: int
    conforme: int
    ko: int
    incomplete: int
    aside: int = 0

    @property
    def total(self) -> int:
        """Return how many proofs apply to the dossier."""
        return self.attendue + self.deposee + self.conforme + self.ko + self.incomplete

    @property
    def held(self) -> int:
        """Return how many of them have an answer that the ANS did not send back."""
        return self.deposee + self.conforme

    @property
    def words(self) -> str:
        """Return the bar in words, for those who do not see it."""
        parts = [
            (self.conforme, _("conformes")),
            (self.deposee, _("déposées")),
            (self.incomplete, _("incomplètes")),
            (self.ko, _("KO")),
            (self.attendue, _("attendues")),
        ]
        said = ", ".join(f"{number} {word}" for number, word in parts if number)
        return f"{self.chapter.name} : {said}" if said else f"{self.chapter.name} : 0"


def chapters_of(dossier: Dossier) -> list[ChapterLine]:
    """Return the chapters with their proofs counted by state, in three queries.

    A chapter none of whose proofs applies is left out, unless some were put aside by a decision.
    """
    counts: dict[tuple[int, str], int] = {}
    rows = ExpectedProof.objects.filter(dossier=dossier).exclude(state=P.NON_APPLICABLE)
    for chapter_id, state, number in (
        rows.order_by().values_list("chapter_id", "state").annotate(number=Count("pk"))
    ):
        counts[chapter_id, state] = number
    decided = ExpectedProof.objects.filter(dossier=dossier).put_aside().order_by()
    aside = dict(decided.values_list("chapter_id").annotate(number=Count("pk")))
    shown = {chapter_id for chapter_id, _state in counts} | aside.keys()
    states = (P.ATTENDUE, P.DEPOSEE, P.CONFORME, P.KO, P.INCOMPLETE)
    return [
        ChapterLine(
            chapter,
            *(counts.get((chapter.pk, state), 0) for state in states),
            aside=aside.get(chapter.pk, 0),
        )
        for chapter in DossierChapter.objects.filter(dossier=dossier)
        if chapter.pk in shown
    ]
