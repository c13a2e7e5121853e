"""What the guards ask of the expected proofs: answered, conforme, mended. One blocker a chapter."""

from django.db.models import Count
from django.utils.translation import ngettext

from apps.core.refusals import Blocker
from apps.dossiers.guards.grounds import Ground, blocker, chapter_url
from apps.dossiers.kinds import CNDA_KINDS
from apps.dossiers.models import Dossier, DossierChapter
from apps.dossiers.states import ANSWERED, ProofState


def unanswered(
    dossier: Dossier,
    ground: Ground,
    *,
    with_cnda: bool,
    chapter: DossierChapter | None = None,
) -> list[Blocker]:
    """Return a blocker per chapter whose blocking proofs are not all answered."""
    missing = dossier.proofs.blocking().within(chapter).exclude(state__in=ANSWERED)
    if not with_cnda:
        missing = missing.exclude(kind__in=CNDA_KINDS)
    return [
        blocker(
            "proofs_missing",
            ngettext(
                "Déposez la preuve qui manque au chapitre « %(chapter)s ».",
                "Déposez les %(count)d preuves qui manquent au chapitre « %(chapter)s ».",
                count,
            )
            % {"chapter": name, "count": count},
            ground,
            chapter_url(pk),
        )
        for pk, name, count in _by_chapter(missing)
    ]


def not_conform(
    dossier: Dossier, ground: Ground, chapter: DossierChapter | None = None
) -> list[Blocker]:
    """Return a blocker per chapter whose blocking proofs the ANS has not all found conformes."""
    waiting = dossier.proofs.blocking().within(chapter).exclude(state=ProofState.CONFORME)
    return [
        blocker(
            "proofs_not_conform",
            ngettext(
                "Notez le verdict de l’ANS sur la preuve du chapitre « %(chapter)s » "
                "qui n’est pas conforme.",
                "Notez le verdict de l’ANS sur les %(count)d preuves du chapitre "
                "« %(chapter)s » qui ne sont pas conformes.",
                count,
            )
            % {"chapter": name, "count": count},
            ground,
            chapter_url(pk),
        )
        for pk, name, count in _by_chapter(waiting)
    ]


def not_mended(
    dossier: Dossier, ground: Ground, chapter: DossierChapter | None = None
) -> list[Blocker]:
    """Return a blocker per chapter with blocking proofs sent back and without a new version."""
    return [
        blocker(
            "proofs_to_mend",
            ngettext(
                "Déposez une nouvelle version de la preuve renvoyée, chapitre « %(chapter)s ».",
                "Déposez une nouvelle version des %(count)d preuves renvoyées, "
                "chapitre « %(chapter)s ».",
                count,
            )
            % {"chapter": name, "count": count},
            ground,
            chapter_url(pk),
        )
        for pk, name, count in _by_chapter(dossier.proofs.blocking().to_mend().within(chapter))
    ]


def _by_chapter(proofs):
    rows = proofs.order_by().values_list("chapter_id", "chapter__name")
    return rows.annotate(count=Count("pk")).order_by("chapter__order", "chapter_id")
