"""The ANS review: early start, completeness, returns and redeposits."""

from datetime import date

from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.dossiers.clock import live_events, open_returns
from apps.dossiers.models import Dossier, DossierChapter, ReviewEvent
from apps.dossiers.services.acting import acting, conclude, own_chapter, step
from apps.dossiers.services.rounds import freeze_round
from apps.dossiers.services.verdicts import refuse_foreign_message, send_back
from apps.dossiers.states import ChapterState, ReviewKind
from apps.products.states import Action


def start_early_instruction(
    pk: int, *, by, on: date, today: date, revision: int | None = None
) -> Dossier:
    """The ANS examines the dossier without its CNDA proofs; the clock does not start (E8)."""
    with acting(pk, by=by, action=Action.LEAD, on=on, today=today, revision=revision) as dossier:
        before = dossier.state
        step(dossier, "start_early_instruction", on=on)
        freeze_round(dossier, on=on, by=by)
        sentence = _("Instruction anticipée : l’horloge ne part pas")
        conclude(
            dossier, "start_early_instruction", sentence, by=by, on=on, today=today, before=before
        )
    return dossier


def declare_complete(
    pk: int, *, by, on: date, today: date, note: str = "", revision: int | None = None
) -> Dossier:
    """The last expected proof is deposited on the day `on`: the clock starts (E4)."""
    with acting(pk, by=by, action=Action.LEAD, on=on, today=today, revision=revision) as dossier:
        before = dossier.state
        step(dossier, "declare_complete", on=on)
        event = note_fact(dossier, ReviewKind.COMPLETE, on=on, by=by, note=note)
        freeze_round(dossier, on=on, by=by, event=event)
        sentence = _("Dossier complet : l’examen de l’ANS commence")
        conclude(
            dossier,
            "declare_complete",
            sentence,
            by=by,
            on=on,
            today=today,
            before=before,
            note=note,
        )
    return dossier


def return_for_correction(
    pk: int,
    *,
    by,
    on: date,
    today: date,
    chapter: DossierChapter | None = None,
    verdicts=(),
    note: str = "",
    message=None,
    revision: int | None = None,
) -> Dossier:
    """The ANS sent a chapter, or without one the whole dossier, back: the clock stops (E5).

    `verdicts`: [(proof pk, "ko" or "incomplete", ground)] of that scope. `message`: the
    `EvidenceVersion` of what the ANS wrote. A return of a scope that still waits for its redeposit
    is a `Conflict`.
    """
    with acting(pk, by=by, action=Action.LEAD, on=on, today=today, revision=revision) as dossier:
        before, chapter = dossier.state, own_chapter(dossier, chapter)
        linear = dossier.clock_started_on is None
        step(dossier, "return_for_correction", on=on, ordered=linear, chapter=chapter)
        event = note_fact(
            dossier, ReviewKind.RETURNED, on=on, by=by, chapter=chapter, note=note, message=message
        )
        touched = send_back(dossier, verdicts, by=by, on=on, event=event)
        _reopen_chapters(dossier, chapter, touched, on)
        sentence = _("Retour de l’ANS sur %(scope)s") % {"scope": scope_words(chapter)}
        conclude(
            dossier,
            "return_for_correction",
            sentence,
            by=by,
            on=on,
            today=today,
            before=before,
            note=note,
        )
    return dossier


def redeposit(
    pk: int,
    *,
    by,
    on: date,
    today: date,
    chapter: DossierChapter | None = None,
    note: str = "",
    revision: int | None = None,
) -> Dossier:
    """What was sent back is deposited again: one chapter, or everything without one.

    The clock goes on, and the dossier goes back to instruction, once nothing is left to mend.
    """
    with acting(pk, by=by, action=Action.LEAD, on=on, today=today, revision=revision) as dossier:
        before, chapter = dossier.state, own_chapter(dossier, chapter)
        linear = dossier.clock_started_on is None
        left = open_returns(live_events(dossier))
        left.pop(str(chapter.pk), None) if chapter else left.clear()
        step(
            dossier,
            "redeposit",
            transition="redeposit_part" if left else "redeposit",
            on=on,
            ordered=linear,
            chapter=chapter,
        )
        event = note_fact(dossier, ReviewKind.REDEPOSITED, on=on, by=by, chapter=chapter, note=note)
        _submit_again(dossier, chapter, on)
        freeze_round(dossier, on=on, by=by, event=event, chapter=chapter)
        sentence = _("Redépôt : %(scope)s") % {"scope": scope_words(chapter)}
        conclude(
            dossier,
            "redeposit",
            sentence,
            by=by,
            on=on,
            today=today,
            before=before,
            note=note,
        )
    return dossier


def note_fact(
    dossier: Dossier,
    kind: ReviewKind,
    *,
    on: date,
    by,
    chapter: DossierChapter | None = None,
    note: str = "",
    message=None,
) -> ReviewEvent:
    """Write one dated fact; what comes before the complete deposit is early."""
    refuse_foreign_message(dossier, message)
    return ReviewEvent.objects.create(
        dossier=dossier,
        kind=kind,
        chapter=chapter,
        occurred_on=on,
        early=kind != ReviewKind.COMPLETE and dossier.clock_started_on is None,
        note=note.strip(),
        message=message,
        recorded_by=by,
    )


def scope_words(chapter: DossierChapter | None) -> str:
    """Return of what a fact speaks, in French."""
    if chapter is None:
        return _("tout le dossier")
    return _("le chapitre « %(chapter)s »") % {"chapter": chapter}


def _reopen_chapters(
    dossier: Dossier, chapter: DossierChapter | None, touched: set[int], on: date
) -> None:
    """The returned chapters are to be modified: the one named, else those of the verdicts, else
    all that the ANS still examines, else all that it had validated."""
    chapters = dossier.chapters.filter(state__in=[ChapterState.SOUMIS, ChapterState.VALIDE])
    if chapter is not None:
        if chapter.state == ChapterState.EN_PREPARATION:
            raise Conflict(
                _("Le chapitre « %(chapter)s » n’a pas été soumis.") % {"chapter": chapter}
            )
        chapters = chapters.filter(pk=chapter.pk)
    elif touched:
        chapters = chapters.filter(pk__in=touched)
    else:
        examined = chapters.filter(state=ChapterState.SOUMIS)
        chapters = examined if examined.exists() else chapters
    for each in chapters:
        each.request_changes(on=on)
        each.save()


def _submit_again(dossier: Dossier, chapter: DossierChapter | None, on: date) -> None:
    chapters = dossier.chapters.filter(state=ChapterState.A_MODIFIER)
    for each in chapters.filter(pk=chapter.pk) if chapter else chapters:
        each.submit(on=on)
        each.save()
