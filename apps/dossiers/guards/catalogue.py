"""Guards of the catalogue: when a dossier may change of version, what a change leaves in doubt."""

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from apps.core.refusals import Blocker
from apps.dossiers.guards.grounds import ONE_VERSION, SAME_WORDING, blocker, chapter_url
from apps.dossiers.models import Dossier, DossierChapter, ProofAnswer
from apps.dossiers.states import TO_MEND, ChapterState, ProofState


def move_catalog(dossier: Dossier, *, on=None) -> list[Blocker]:
    """Nothing of the dossier is at the ANS, and no verdict stands on a proof."""
    return [*_sent(dossier), *_judged(dossier)]


def doubtful(dossier: Dossier, chapter: DossierChapter) -> list[Blocker]:
    """Return a blocker when answers of the chapter wait to be read again after a move."""
    answers = ProofAnswer.objects.doubtful().filter(proof__in=dossier.proofs.blocking())
    count = answers.filter(proof__chapter=chapter).values("proof").distinct().count()
    if not count:
        return []
    label = ngettext(
        "Revoyez la preuve du chapitre « %(chapter)s » dont les mots ont changé : confirmez ses "
        "fichiers ou remplacez-les.",
        "Revoyez les %(count)d preuves du chapitre « %(chapter)s » dont les mots ont changé : "
        "confirmez leurs fichiers ou remplacez-les.",
        count,
    ) % {"count": count, "chapter": chapter}
    url = f"{chapter_url(chapter.pk)}?voir=a-revoir"
    return [blocker("proofs_doubtful", label, SAME_WORDING, url)]


def _sent(dossier: Dossier) -> list[Blocker]:
    words = {
        ChapterState.SOUMIS: _("Reprenez le chapitre « %(chapter)s » : il est soumis à l’ANS."),
        ChapterState.VALIDE: _(
            "Le chapitre « %(chapter)s » est validé par l’ANS : il reste sur cette version."
        ),
        ChapterState.A_MODIFIER: _(
            "Le chapitre « %(chapter)s » est renvoyé par l’ANS : il se corrige sur cette version."
        ),
    }
    return [
        blocker(
            "chapter_sent",
            words[chapter.badge] % {"chapter": chapter},
            ONE_VERSION,
            chapter_url(chapter.pk),
        )
        for chapter in dossier.chapters.exclude(state=ChapterState.EN_PREPARATION)
    ]


def _judged(dossier: Dossier) -> list[Blocker]:
    """Return a blocker per chapter taken back with verdicts on its proofs."""
    judged = dossier.proofs.filter(
        state__in=[ProofState.CONFORME, *TO_MEND], chapter__state=ChapterState.EN_PREPARATION
    )
    rows = judged.order_by().values_list("chapter_id", "chapter__name").annotate(count=Count("pk"))
    return [
        blocker(
            "proofs_judged",
            ngettext(
                "Annulez le verdict de l’ANS noté au chapitre « %(chapter)s ».",
                "Annulez les %(count)d verdicts de l’ANS notés au chapitre « %(chapter)s ».",
                count,
            )
            % {"chapter": name, "count": count},
            ONE_VERSION,
            chapter_url(pk),
        )
        for pk, name, count in rows.order_by("chapter__order", "chapter_id")
    ]
