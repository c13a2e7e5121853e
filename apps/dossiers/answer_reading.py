"""Read a pasted answer of the ANS against a dossier: what each line says, nothing written."""

import hashlib
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.dossiers.clock import live_events, open_returns
from apps.dossiers.models import Dossier, DossierChapter, ExpectedProof
from apps.dossiers.pasting import MOST_LINES, PastedLine, folded_number, read_table
from apps.dossiers.states import TO_MEND, ChapterState, DossierState, ProofState


class Use(StrEnum):
    """What becomes of a line."""

    READY = "ready"
    SKIPPED = "skipped"
    WRONG = "wrong"


@dataclass(frozen=True)
class AnswerLine:
    """A line with what it was understood as; `says`: why it is skipped or wrong, or what it does.

    `proofs`: those that get its verdict. A chapter without proofs is returned as a whole.
    """

    pasted: PastedLine
    use: Use
    says: str = ""
    proofs: tuple[ExpectedProof, ...] = ()
    chapter: DossierChapter | None = None


@dataclass(frozen=True)
class Reading:
    """The lines in their order. `opens`: the chapters that a return sends back."""

    lines: list[AnswerLine]
    opens: list[DossierChapter]

    def of(self, use: Use) -> list[AnswerLine]:
        """Return the lines of one use."""
        return [line for line in self.lines if line.use == use]

    @property
    def ready(self) -> list[AnswerLine]:
        """Return the lines that will be noted."""
        return self.of(Use.READY)

    @property
    def wrong(self) -> list[AnswerLine]:
        """Return the lines to mend."""
        return self.of(Use.WRONG)

    @property
    def skipped(self) -> list[AnswerLine]:
        """Return the lines that change nothing."""
        return self.of(Use.SKIPPED)

    @property
    def verdicts(self) -> list[tuple[int, str, str]]:
        """Return [(proof pk, outcome, ground)], as the services take them."""
        return [
            (proof.pk, str(line.pasted.outcome), line.pasted.ground)
            for line in self.ready
            for proof in line.proofs
        ]

    @property
    def notes(self) -> dict[int, str]:
        """Return {chapter pk: what the ANS says of the whole chapter}."""
        whole = [line for line in self.ready if line.chapter and not line.proofs]
        return {line.chapter.pk: line.pasted.ground for line in whole}

    def token(self, on: date) -> str:
        """Return what tells this reading, noted on that day, from any other."""
        content = repr((sorted(self.verdicts), sorted(self.notes.items()), on.isoformat()))
        return hashlib.sha256(content.encode()).hexdigest()


def read_answer(dossier: Dossier, text: str) -> Reading:
    """Return how the pasted `text` is understood for `dossier` as it stands."""
    pasted = read_table(text)
    proofs, chapters = _by_number(dossier), _by_name(dossier)
    waiting = open_returns(live_events(dossier))
    seen: dict[int, PastedLine] = {}
    lines = []
    for rank, each in enumerate(pasted):
        if rank >= MOST_LINES:
            lines.append(_wrong(each, _("Ce tableau est trop long : collez-le en plusieurs fois.")))
            break
        lines.append(_read(dossier, each, proofs, chapters, seen, waiting))
    lines = [_spread(line, set(seen)) for line in lines]
    refused = {
        proof.chapter
        for line in lines
        if line.use == Use.READY
        for proof in line.proofs
        if line.pasted.outcome in TO_MEND
    }
    refused |= {line.chapter for line in lines if line.use == Use.READY and not line.proofs}
    opens = [each for each in refused if not ({"", str(each.pk)} & set(waiting))]
    if dossier.state == DossierState.PREUVES:
        opens = []
    return Reading(lines, sorted(opens, key=lambda chapter: (chapter.order, chapter.pk)))


def _by_number(dossier: Dossier) -> dict[str, list[ExpectedProof]]:
    found = defaultdict(list)
    for proof in dossier.proofs.select_related("chapter"):
        found[folded_number(proof.reference)].append(proof)
    return found


def _by_name(dossier: Dossier) -> dict[str, DossierChapter]:
    return {folded_number(chapter.name): chapter for chapter in dossier.chapters.all()}


def _read(dossier, pasted, proofs, chapters, seen, waiting) -> AnswerLine:
    number = folded_number(pasted.number)
    if not number:
        return _wrong(pasted, _("Le numéro de la preuve manque."))
    found = proofs.get(number, [])
    chapter = chapters.get(number) or chapters.get(number.removeprefix("chapitre"))
    if not found and chapter is None:
        return _wrong(pasted, _("Ce dossier n’a ni preuve ni chapitre de ce nom."))
    if not pasted.verdict and not pasted.ground:
        return AnswerLine(pasted, Use.SKIPPED, _("Sans verdict."))
    if pasted.outcome is None:
        return _wrong(pasted, _("Écrivez le verdict : conforme, KO ou incomplète."))
    if pasted.outcome in TO_MEND and not pasted.ground:
        return _wrong(pasted, _("Écrivez le motif que donne l’ANS."))
    if not found:
        return _read_chapter(dossier, pasted, chapter, waiting)
    if len(found) > 1:
        said = _("Plusieurs preuves portent ce numéro : notez-les sur la page du chapitre.")
        return _wrong(pasted, said)
    return _read_proof(dossier, pasted, found[0], seen)


def _read_proof(dossier, pasted, proof, seen) -> AnswerLine:
    first = seen.setdefault(proof.pk, pasted)
    if first is not pasted:
        same = (first.outcome, first.ground) == (pasted.outcome, pasted.ground)
        said = _("Déjà donnée à la ligne %(line)d.") % {"line": first.line}
        return AnswerLine(pasted, Use.SKIPPED, said) if same else _wrong(pasted, said)
    facts = {"state": proof.badge.label}
    if proof.state == pasted.outcome:
        return AnswerLine(pasted, Use.SKIPPED, _("Ce verdict est déjà noté."))
    if proof.state == ProofState.ATTENDUE:
        return _wrong(pasted, _("Cette preuve n’a pas de fichier : l’ANS n’a rien pu examiner."))
    if proof.state != ProofState.DEPOSEE:
        said = _("Cette preuve n’attend pas de verdict : elle est à l’état « %(state)s ».")
        return _wrong(pasted, said % facts)
    prepared = proof.chapter.state == ChapterState.EN_PREPARATION
    if dossier.state == DossierState.PREUVES and prepared:
        said = _("Soumettez d’abord le chapitre « %(chapter)s ».")
        return _wrong(pasted, said % {"chapter": proof.chapter})
    return AnswerLine(pasted, Use.READY, str(pasted.outcome.label), (proof,))


def _read_chapter(dossier, pasted, chapter, waiting) -> AnswerLine:
    if pasted.outcome == ProofState.CONFORME:
        proofs = tuple(chapter.proofs.filter(state=ProofState.DEPOSEE).select_related("chapter"))
        return AnswerLine(pasted, Use.READY, proofs=proofs, chapter=chapter)
    if dossier.state == DossierState.PREUVES:
        said = _("Avant l’instruction, un chapitre est renvoyé par ses preuves : donnez-les.")
        return _wrong(pasted, said)
    if {"", str(chapter.pk)} & set(waiting):
        return _wrong(pasted, _("Ce chapitre est déjà renvoyé et attend son redépôt."))
    if chapter.state not in (ChapterState.SOUMIS, ChapterState.VALIDE):
        return _wrong(pasted, _("Ce chapitre n’est pas à l’ANS : il ne peut pas en revenir."))
    return AnswerLine(pasted, Use.READY, _("Chapitre renvoyé"), chapter=chapter)


def _spread(line: AnswerLine, named: set[int]) -> AnswerLine:
    """Give the verdict of a whole chapter to those of its proofs that no line names."""
    if line.chapter is None or not line.proofs and line.says:
        return line
    proofs = tuple(proof for proof in line.proofs if proof.pk not in named)
    if not proofs:
        said = _("Aucune autre preuve de ce chapitre n’attend de verdict.")
        return AnswerLine(line.pasted, Use.SKIPPED, said)
    said = ngettext(
        "Conforme, pour la preuve du chapitre qui attendait",
        "Conforme, pour les %(count)d preuves du chapitre qui attendaient",
        len(proofs),
    ) % {"count": len(proofs)}
    return replace(line, says=said, proofs=proofs)


def _wrong(pasted: PastedLine, says: str) -> AnswerLine:
    return AnswerLine(pasted, Use.WRONG, says)
