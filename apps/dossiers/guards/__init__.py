"""What stands in the way of a move: one list for the button, the page, the service, the admin."""

from collections.abc import Callable
from datetime import date

from apps.core.refusals import Blocker
from apps.dossiers.guards import candidature, catalogue, chapters, decision, review
from apps.dossiers.models import Dossier, DossierChapter

GUARDS: dict[str, Callable[..., list[Blocker]]] = {
    "submit_eligibility": candidature.submit_eligibility,
    "submit_admissibility": candidature.submit_admissibility,
    "open_proofs": candidature.open_proofs,
    "start_early_instruction": review.start_early_instruction,
    "declare_complete": review.declare_complete,
    "return_for_correction": review.return_for_correction,
    "redeposit": review.redeposit,
    "award": decision.award,
    "move_catalog": catalogue.move_catalog,
    "submit_chapter": chapters.submit_chapter,
    "validate_chapter": chapters.validate_chapter,
}
"""The verbs that something else than the state may hold back."""

UNGUARDED = (
    "update",
    "choose_profiles",
    "refuse",
    "abandon",
    "suspend",
    "reinstate",
    "withdraw",
    "take_back_chapter",
)


def blockers(
    subject: Dossier | DossierChapter, verb: str, *, on: date | None = None, **facts
) -> list[Blocker]:
    """Return every missing thing that holds `verb` back, each with its rule; [] when free.

    `on`: the day of the move, which freshness is judged at; without it the planned deposit, and
    without that one freshness is not judged. `facts`: what the person typed (`chapter`,
    `charter_accepted_on`, `convention_nil`). The state itself is the machine's affair. `KeyError`
    for an unknown verb.
    """
    if verb in UNGUARDED:
        return []
    return GUARDS[verb](subject, on=on, **facts)
