"""Guards of the ANS review: early start, completeness, returns, redeposits."""

from datetime import date

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from apps.cnda.cover import cover_of
from apps.core.refusals import Blocker
from apps.dossiers.clock import live_events, open_returns
from apps.dossiers.guards.alternatives import not_chosen
from apps.dossiers.guards.candidature import pre_exams
from apps.dossiers.guards.files import infected, too_old
from apps.dossiers.guards.grounds import (
    ALL_OBTAINED,
    BY_CHAPTER,
    MENDED,
    WHOLE_SET,
    blocker,
    chapter_url,
)
from apps.dossiers.guards.proofs import not_mended, unanswered
from apps.dossiers.models import Dossier, DossierChapter, ProofAnswer
from apps.dossiers.states import ChapterState
from apps.rules.wording import french_day


def start_early_instruction(dossier: Dossier, *, on=None) -> list[Blocker]:
    """All but the CNDA proofs is there, and each CNDA request is at Pré-examen (E8)."""
    return [
        *pre_exams(dossier),
        *unanswered(dossier, WHOLE_SET, with_cnda=False),
        *not_chosen(dossier),
        *infected(dossier),
        *too_old(dossier, on=on),
    ]


def declare_complete(dossier: Dossier, *, on=None) -> list[Blocker]:
    """The whole set is deposited: proofs, chapters, CNDA decisions, fresh forms (E4, E8), and no
    file is infected.

    The age of a PASSI form is judged on the day of the complete deposit: the stricter reading,
    since a chapter submitted earlier may still be taken back until then.
    """
    return [
        *not_obtained(dossier),
        *unanswered(dossier, WHOLE_SET, with_cnda=True),
        *_not_submitted(dossier),
        *not_chosen(dossier),
        *infected(dossier),
        *too_old(dossier, on=on),
        *_laid_after(dossier, on),
    ]


def return_for_correction(
    dossier: Dossier, *, on=None, chapter: DossierChapter | None = None
) -> list[Blocker]:
    """A scope comes back once: it is deposited again before it can be returned again."""
    scope = str(chapter.pk) if chapter else ""
    waiting = open_returns(live_events(dossier)).get(scope)
    if waiting is None:
        return []
    label = _("Redéposez d’abord ce que l’ANS a renvoyé le %(day)s.") % {
        "day": french_day(waiting.occurred_on)
    }
    return [blocker("return_already_open", label, MENDED, dossier.get_absolute_url())]


def redeposit(dossier: Dossier, *, on=None, chapter: DossierChapter | None = None) -> list[Blocker]:
    """Each proof sent back has a new version, and a replaced PASSI form is fresh (E20)."""
    waiting = open_returns(live_events(dossier))
    if chapter and str(chapter.pk) not in waiting:
        label = _("Aucun retour n’attend de redépôt sur le chapitre « %(chapter)s ».") % {
            "chapter": chapter
        }
        return [blocker("no_open_return", label, MENDED, dossier.get_absolute_url())]
    return [
        *not_mended(dossier, MENDED, chapter),
        *infected(dossier, chapter),
        *too_old(dossier, on=on, chapter=chapter),
    ]


def not_obtained(dossier: Dossier) -> list[Blocker]:
    """Each required homologation that is neither obtained nor covered by a montage."""
    return [
        blocker(
            "cnda_not_obtained",
            _("Obtenez l’homologation %(name)s : Finalisation, et lettre datée jointe.")
            % {"name": cover.homologation.name},
            ALL_OBTAINED,
            cover.url,
        )
        for cover in cover_of(dossier.product_version, dossier.dsr)
        if not cover.is_obtained
    ]


def _not_submitted(dossier: Dossier) -> list[Blocker]:
    waiting = dossier.chapters.exclude(state__in=[ChapterState.SOUMIS, ChapterState.VALIDE])
    wanted = dossier.proofs.blocking().values("chapter")
    return [
        blocker(
            "chapter_not_submitted",
            _("Soumettez le chapitre « %(chapter)s ».") % {"chapter": chapter},
            BY_CHAPTER,
            chapter_url(chapter.pk),
        )
        for chapter in waiting.filter(pk__in=wanted)
    ]


def _laid_after(dossier: Dossier, on: date | None) -> list[Blocker]:
    """The set is not whole before the day of its last proof (E4)."""
    first_answers = (
        ProofAnswer.objects.live()
        .filter(proof__in=dossier.proofs.blocking())
        .order_by()
        .values("proof")
        .annotate(first=Min("laid_on"))
    )
    last = first_answers.aggregate(last=Max("first"))["last"]
    if on is None or last is None or last <= on:
        return []
    label = _("Choisissez une date à partir du %(day)s, jour de la dernière preuve posée.") % {
        "day": french_day(last)
    }
    return [blocker("laid_after", label, WHOLE_SET, dossier.get_absolute_url())]
