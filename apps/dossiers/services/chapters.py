"""Chapters: submitted, taken back and validated as one piece (B4); who verifies them."""

from datetime import date

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from apps.core.refusals import Conflict
from apps.dossiers.guards import blockers
from apps.dossiers.models import DossierChapter
from apps.dossiers.services.acting import acting, conclude
from apps.dossiers.services.rounds import freeze_round, take_back_round
from apps.dossiers.verbs import chapter_accepts
from apps.products.door import move
from apps.products.states import Action


def submit_chapter(
    chapter_pk: int, *, by, on: date, today: date, revision: int | None = None
) -> DossierChapter:
    """Every proof of the chapter is loaded: it goes to the vérificateur.

    After completeness a chapter that came back goes through `redeposit` instead. `revision` is
    the dossier's.
    """
    sentence = _("Chapitre « %(chapter)s » soumis")
    return _move(
        chapter_pk, "submit_chapter", "submit", sentence, by, on, today, revision, then=_freeze
    )


def take_back_chapter(
    chapter_pk: int, *, by, on: date, today: date, revision: int | None = None
) -> DossierChapter:
    """The chapter was submitted by mistake, and the review has not begun."""
    sentence = _("Chapitre « %(chapter)s » repris")
    return _move(
        chapter_pk,
        "take_back_chapter",
        "take_back",
        sentence,
        by,
        on,
        today,
        revision,
        then=_take_back,
    )


def validate_chapter(
    chapter_pk: int, *, by, on: date, today: date, revision: int | None = None
) -> DossierChapter:
    """The vérificateur validated the chapter; the verdicts on its proofs are noted before."""
    sentence = _("Chapitre « %(chapter)s » validé par l’ANS")
    return _move(chapter_pk, "validate_chapter", "validate", sentence, by, on, today, revision)


def update_chapter(
    chapter_pk: int, *, by, today: date, reviewer: str, revision: int | None = None
) -> DossierChapter:
    """Name the ANS's vérificateur of a chapter, "" when there is none; the journal keeps both."""
    seen = get_object_or_404(DossierChapter.objects.visible_to(by), pk=chapter_pk)
    with acting(
        seen.dossier_id, by=by, action=Action.CONTRIBUTE, on=today, today=today, revision=revision
    ) as dossier:
        chapter = dossier.chapters.get(pk=chapter_pk)
        before, chapter.reviewer = chapter.reviewer, reviewer.strip()
        if before == chapter.reviewer:
            return chapter
        chapter.save()
        sentence = _("Vérificateur ANS de « %(chapter)s » : %(reviewer)s") % {
            "chapter": chapter,
            "reviewer": chapter.reviewer or _("aucun"),
        }
        note = _("Avant : %(reviewer)s") % {"reviewer": before} if before else ""
        conclude(dossier, "update_chapter", sentence, by=by, on=today, today=today, note=note)
    return chapter


def _freeze(chapter: DossierChapter, *, by, on: date) -> None:
    freeze_round(chapter.dossier, on=on, by=by, chapter=chapter)


def _take_back(chapter: DossierChapter, *, by, on: date) -> None:
    take_back_round(chapter, on=on)


def _move(
    chapter_pk, verb, transition, sentence, by, on, today, revision, *, then=None
) -> DossierChapter:
    seen = get_object_or_404(DossierChapter.objects.visible_to(by), pk=chapter_pk)
    with acting(
        seen.dossier_id, by=by, action=Action.LEAD, on=on, today=today, revision=revision
    ) as dossier:
        chapter = dossier.chapters.get(pk=chapter_pk)
        chapter.dossier = dossier
        if not chapter_accepts(chapter, verb):
            raise Conflict(
                _("Cette action n’est pas possible sur ce chapitre dans l’état actuel du dossier.")
            )
        move(chapter, transition, blockers(chapter, verb, on=on), on=on)
        chapter.save()
        if then:
            then(chapter, by=by, on=on)
        sentence = sentence % {"chapter": chapter}
        conclude(dossier, verb, sentence, by=by, on=on, today=today)
    return chapter
