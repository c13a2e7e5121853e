"""Whose move it is, read from the state of a dossier: home counts it, the portfolio filters it."""

from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices
from apps.dossiers.states import AWARDED, DossierState

S = DossierState


class Turn(TonedChoices):
    """Who has to act on a dossier."""

    US = "nous", "amber", "person-workspace", _("À nous de jouer")
    THEM = "ans", "blue", "hourglass-split", _("Chez l’ANS ou le CNDA")
    WATCH = "veille", "green", "patch-check", _("Référencés, sous veille")

    @property
    def states(self) -> list[DossierState]:
        """Return the states of the dossiers whose move it is."""
        return {
            Turn.US: [S.BROUILLON, S.PREUVES, S.A_CORRIGER],
            Turn.THEM: [S.ELIGIBILITE, S.RECEVABILITE, S.INSTRUCTION],
            Turn.WATCH: [*AWARDED, S.SUSPENDU],
        }[self]
