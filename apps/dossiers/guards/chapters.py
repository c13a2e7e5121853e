"""Guards of a chapter: deposited as one piece, validated as one piece."""

from apps.core.refusals import Blocker
from apps.dossiers.guards.alternatives import not_chosen
from apps.dossiers.guards.catalogue import doubtful
from apps.dossiers.guards.files import infected, too_old
from apps.dossiers.guards.grounds import ALL_CONFORM, BY_CHAPTER
from apps.dossiers.guards.proofs import not_conform, unanswered
from apps.dossiers.models import DossierChapter


def submit_chapter(chapter: DossierChapter, *, on=None) -> list[Blocker]:
    """Every blocking proof is answered and fresh, none is in doubt, cases are chosen, no file is
    infected; the proofs of the CNDA may come later."""
    dossier = chapter.dossier
    return [
        *unanswered(dossier, BY_CHAPTER, with_cnda=False, chapter=chapter),
        *doubtful(dossier, chapter),
        *not_chosen(dossier, chapter),
        *infected(dossier, chapter),
        *too_old(dossier, on=on, chapter=chapter),
    ]


def validate_chapter(chapter: DossierChapter, *, on=None) -> list[Blocker]:
    """The vérificateur validates a chapter whose blocking proofs are all conformes."""
    return not_conform(chapter.dossier, ALL_CONFORM, chapter)
