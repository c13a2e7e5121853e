"""The four CNDA statuses in their order, the outcome of a request, the cover of a homologation."""

from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices

EAI = "EAI"  # code of the homologation of an EAI engine, always asked in one's own name (E11)


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

    @property
    def next(self) -> "CndaStatus | None":
        """Return the status one step forward, None after Finalisation."""
        return next((each for each in type(self) if each.rank == self.rank + 1), None)

    @property
    def previous(self) -> "CndaStatus | None":
        """Return the status one step back, None before Initialisation."""
        return next((each for each in type(self) if each.rank == self.rank - 1), None)


class CndaOutcome(TonedChoices):
    """How a request ends; apart from its status (E10)."""

    EN_COURS = "en_cours", "blue", "hourglass-split", _("En cours")
    OBTENUE = "obtenue", "green", "check2", _("Obtenue")
    REFUSEE = "refusee", "red", "x-circle", _("Refusée")
    ABANDONNEE = "abandonnee", "grey", "slash-circle", _("Abandonnée")


class CoverState(TonedChoices):
    """How a homologation is covered when no request of ours says it."""

    MISSING = "missing", "amber", "exclamation-circle", _("À demander")
    MONTAGE = "montage", "green", "link-45deg", _("Couverte par un tiers")
    WITHDRAWN = "withdrawn", "grey", "slash-circle", _("Montage retiré")


CLOSED_WITHOUT = [CndaOutcome.REFUSEE, CndaOutcome.ABANDONNEE]
