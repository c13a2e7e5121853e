"""What the guards ask where proofs replace each other: that somebody chose the case."""

from django.utils.translation import gettext as _

from apps.core.refusals import Blocker
from apps.dossiers.alternatives import alternatives_of
from apps.dossiers.guards.grounds import ONE_CASE, blocker, chapter_url
from apps.dossiers.models import Dossier, DossierChapter


def not_chosen(dossier: Dossier, chapter: DossierChapter | None = None) -> list[Blocker]:
    """Return a blocker per scenario whose case nobody chose."""
    return [
        blocker(
            "case_not_chosen",
            _("Choisissez le cas qui vous concerne : scénario %(scenario)s, preuves %(proofs)s.")
            % {
                "scenario": group.scenario,
                "proofs": ", ".join(str(proof) for proof in group.proofs),
            },
            ONE_CASE,
            f"{chapter_url(group.proofs[0].chapter_id)}#preuve-{group.proofs[0].pk}",
        )
        for group in alternatives_of(dossier, chapter)
        if group.is_open
    ]
