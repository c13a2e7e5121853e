"""What stands between a dossier and its next step: the card that a dossier's page opens with."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from apps.core.refusals import Blocker
from apps.dossiers.guards import blockers
from apps.dossiers.models import Dossier, ExpectedProof
from apps.dossiers.states import DossierState as S
from apps.dossiers.verbs import transition_of

NAMED_PROOFS = 8
"""How many returned proofs are named one by one; the rest is counted by chapter."""

SHOWN = 8
"""How many blockers are shown before the others fold."""

_NEXT = {
    S.BROUILLON: ("submit_eligibility", "submit_admissibility"),
    S.ELIGIBILITE: ("open_proofs",),
    S.RECEVABILITE: ("open_proofs",),
    S.PREUVES: ("declare_complete",),
    S.INSTRUCTION: ("declare_complete", "award"),
    S.A_CORRIGER: ("redeposit",),
}

_WORDS = {
    "submit_eligibility": (
        _("Ce qui empêche de demander l’éligibilité"),
        _("Rien n’empêche de demander l’éligibilité"),
    ),
    "submit_admissibility": (
        _("Ce qui empêche de demander la recevabilité"),
        _("Rien n’empêche de demander la recevabilité"),
    ),
    "open_proofs": (
        _("Ce qui empêche d’ouvrir le dépôt des preuves"),
        _("Rien n’empêche d’ouvrir le dépôt des preuves"),
    ),
    "declare_complete": (
        _("Ce qui empêche de déclarer le dossier complet"),
        _("Rien n’empêche de déclarer le dossier complet"),
    ),
    "redeposit": (
        _("Ce qui empêche de redéposer"),
        _("Rien n’empêche de redéposer"),
    ),
    "award": (
        _("Ce qui empêche la décision favorable"),
        _("Rien n’empêche la décision favorable"),
    ),
}


@dataclass(frozen=True)
class Obstacles:
    """The next step `verb`, what blocks it, and the returned proofs to replace one by one.

    `blockers`: the first ones, `folded`: the others; `more`: returned proofs that are not named.
    """

    verb: str
    title: str | Promise
    blockers: list[Blocker]
    folded: list[Blocker]
    proofs: list[ExpectedProof]
    more: int

    @property
    def free(self) -> bool:
        """Return whether the next step can be done now."""
        return not self.blockers and not self.proofs


def obstacles_of(dossier: Dossier) -> Obstacles | None:
    """Return what blocks the next step; None where there is no next step."""
    verb = next((v for v in _NEXT.get(dossier.badge, ()) if transition_of(dossier, v)), None)
    if verb is None:
        return None
    found = _once(blockers(dossier, verb))
    named: list[ExpectedProof] = []
    if verb == "redeposit":
        named, found = _named(dossier), [b for b in found if b.code != "proofs_to_mend"]
    blocked, free = _WORDS[verb]
    shown = named[:NAMED_PROOFS]
    title = blocked if found or shown else free
    return Obstacles(verb, title, found[:SHOWN], found[SHOWN:], shown, len(named) - len(shown))


def _once(found: list[Blocker]) -> list[Blocker]:
    """Leave out "submit this chapter" where "deposit its proofs" already says so."""
    unanswered = {each.url for each in found if each.code == "proofs_missing"}
    return [
        each for each in found if each.code != "chapter_not_submitted" or each.url not in unanswered
    ]


def _named(dossier: Dossier) -> list[ExpectedProof]:
    """Return the blocking proofs sent back, in the order of the catalogue."""
    proofs = dossier.proofs.blocking().to_mend()
    return list(
        proofs.select_related("catalog_proof", "chapter")
        .only(
            "reference",
            "state",
            "state_on",
            "ground",
            "chapter__name",
            "catalog_proof__text",
            "dossier_id",
        )
        .order_by("chapter__order", "order", "pk")
    )
