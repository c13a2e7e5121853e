"""Void a fact of the review that was noted by mistake: it stays visible, the story goes on
without it, and the state of the dossier follows."""

from datetime import date

from django.db.models.functions import Now
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.dossiers.clock import live_events, open_returns, sentence_of, story_clock
from apps.dossiers.models import Dossier, ReviewEvent
from apps.dossiers.services.acting import acting, conclude, refuse_state, require_reason
from apps.dossiers.services.rounds import recall_first_deposits
from apps.dossiers.services.verdicts import forget, resume_chapters
from apps.dossiers.states import DECIDED, UNDER_REVIEW, ChapterState, DossierState, ReviewKind
from apps.products.door import move
from apps.products.states import Action
from apps.rules.clock import ClockError
from apps.rules.wording import french_day


def void_review_event(event_pk: int, *, by, today: date, reason: str) -> ReviewEvent:
    """Void a fact; what came with it (verdicts, round, chapters) is undone with it.

    `Conflict` when a later fact hangs on it, and names that fact; or when the dossier has left
    the review for good.
    """
    reason = require_reason(reason, field="reason")
    seen = get_object_or_404(ReviewEvent.objects.visible_to(by), pk=event_pk)
    with acting(seen.dossier_id, by=by, action=Action.LEAD, on=today, today=today) as dossier:
        event = dossier.review_events.select_related("chapter").get(pk=event_pk)
        before = dossier.state
        if event.voided_at:
            raise Conflict(_("Ce fait est déjà annulé."))
        refuse_state(
            dossier,
            [*UNDER_REVIEW, *DECIDED],
            _("Le dossier a quitté l’examen : ses faits ne s’annulent plus."),
        )
        _check_story(dossier, event, today)
        event.voided_at, event.voided_by, event.void_reason = Now(), by, reason
        event.save()
        _undo(dossier, event, today, reason)
        _follow(dossier, today)
        sentence = _("Annulé : %(fact)s du %(day)s") % {
            "fact": event.get_kind_display(),
            "day": french_day(event.occurred_on),
        }
        conclude(
            dossier,
            "void_review_event",
            sentence,
            by=by,
            on=today,
            today=today,
            before=before,
            note=reason,
        )
    event.refresh_from_db()
    return event


def _check_story(dossier: Dossier, event: ReviewEvent, today: date) -> None:
    """Refuse to void what a later fact hangs on."""
    if event.early and dossier.clock_started_on:
        raise Conflict(_("Annulez d’abord le dossier complet : il a suivi ce fait."))
    left = [each for each in live_events(dossier) if each.pk != event.pk]
    orphan = _early_orphan(left)
    if orphan:
        raise Conflict(
            _("Annulez d’abord ce qui en dépend : %(fact)s du %(day)s.")
            % {"fact": orphan.get_kind_display(), "day": french_day(orphan.occurred_on)}
        )
    try:
        story_clock(dossier, left, today=today)
    except ClockError as error:
        raise Conflict(
            _("Annulez d’abord ce qui en dépend. %(sentence)s")
            % {"sentence": sentence_of(error, dossier)}
        ) from error


def _early_orphan(events: list[ReviewEvent]) -> ReviewEvent | None:
    """Return the first redeposit of an early instruction that answers no return any more; the
    clock does not read those."""
    seen: list[ReviewEvent] = []
    for event in events:
        if event.early and event.kind == ReviewKind.REDEPOSITED:
            waiting = open_returns(seen)
            if not waiting or (event.scope and event.scope not in waiting):
                return event
        seen.append(event)
    return None


def _undo(dossier: Dossier, event: ReviewEvent, today: date, reason: str) -> None:
    if event.kind == ReviewKind.RETURNED:
        verdicts = event.verdicts.live().select_related("proof")
        forget(list(verdicts), on=today, reason=reason)
    if event.kind in (ReviewKind.COMPLETE, ReviewKind.REDEPOSITED):
        recall_first_deposits(dossier)
    if event.kind == ReviewKind.REDEPOSITED:
        _wait_again(dossier, event, today)


def _wait_again(dossier: Dossier, event: ReviewEvent, today: date) -> None:
    """The chapters that the voided redeposit had handed in are with us again."""
    waiting = open_returns(live_events(dossier))
    chapters = dossier.chapters.filter(state__in=[ChapterState.SOUMIS, ChapterState.VALIDE])
    if "" not in waiting:
        chapters = chapters.filter(pk__in=[int(scope) for scope in waiting])
    elif event.scope:
        chapters = chapters.filter(pk=event.chapter_id)
    handed_in = event.rounds.values("items__proof__chapter")
    for chapter in chapters.filter(pk__in=handed_in):
        chapter.request_changes(on=today)
        chapter.save()


def _follow(dossier: Dossier, today: date) -> None:
    """Walk the machine to the state that the remaining facts give."""
    events = live_events(dossier)
    kinds = {event.kind for event in events}
    if ReviewKind.DECIDED in kinds:
        return
    if dossier.state in DECIDED:
        move(dossier, "reopen_instruction", on=today)
    waiting = open_returns(events)
    if waiting and dossier.state == DossierState.INSTRUCTION:
        move(dossier, "reopen_correction", on=today)
    elif not waiting and dossier.state == DossierState.A_CORRIGER:
        move(dossier, "resume_instruction", on=today)
    if "" not in waiting:
        scopes = {int(scope) for scope in waiting}
        free = dossier.chapters.exclude(pk__in=scopes).values_list("pk", flat=True)
        resume_chapters(dossier, set(free), on=today)
    if ReviewKind.COMPLETE not in kinds and not dossier.early_instruction:
        move(dossier, "reopen_proofs", on=today)
