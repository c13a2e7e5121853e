"""The four CNDA statuses in their order, and the outcome of a request."""

from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices


class CndaStatus(TonedChoices):
    """Status read in the CNDA personal space; declared in their order."""

    INITIALISATION = "initialisation", "amber", "pencil", _("Initialisation")
    PRE_EXAMEN = "pre_examen", "blue", "hourglass", _("Pré-examen")
    EXAMEN_CONFORMITE = "examen_conformite", "blue", "hourglass-split", _("Examen de conformité")
    FINALISATION = "finalisation", "blue", "flag", _("Finalisation")

    @property
    def rank(self) -> int:
        """Return the place in the order, 0 for Initialisation."""
        return list(type(self)).index(self)

    @property
    def cnda_label(self) -> str:
        """Return what the CNDA screen says: "En cours actif" stands for Pré-examen."""
        return "En cours actif" if self is CndaStatus.PRE_EXAMEN else str(self.label)


class CndaOutcome(TonedChoices):
    """How a request ends; apart from its status (E10)."""

    EN_COURS = "en_cours", "blue", "hourglass-split", _("En cours")
    OBTENUE = "obtenue", "green", "check2", _("Obtenue")
    REFUSEE = "refusee", "red", "x-circle", _("Refusée")
    ABANDONNEE = "abandonnee", "grey", "slash-circle", _("Abandonnée")


class CoverageMode(TonedChoices):
    """How a homologation is covered for a version."""

    OWN_REQUEST = "own_request", "blue", "send", _("Demande en propre")
    THIRD_PARTY = "third_party", "grey", "link-45deg", _("Montage avec un tiers")


CLOSED_WITHOUT = [CndaOutcome.REFUSEE, CndaOutcome.ABANDONNEE]
