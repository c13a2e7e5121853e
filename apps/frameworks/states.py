"""Choices of the reference data."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices


class Wave(models.TextChoices):
    """Programme wave of the Ségur."""

    VA1 = "VA1", _("Vague 1")
    VA2 = "VA2", _("Vague 2")


class Track(models.TextChoices):
    """Which states a dossier of this pathway goes through."""

    SEGUR = "segur", _("Référencement : éligibilité, puis preuves")
    DMN = "dmn", _("Certification : recevabilité, puis preuves")


class ReviewBasis(models.TextChoices):
    """What the review period is worth (E1)."""

    COMMITMENT = "commitment", _("engagement ANS")
    ESTIMATE = "estimate", _("estimation")


class ResumePolicy(models.TextChoices):
    """What a return does to the days already used (E6)."""

    SUSPEND = "suspend", _("reprend où il s’était arrêté")
    RESTART = "restart", _("repart de zéro")


class RequirementKind(TonedChoices):
    """Nature of a requirement; only an EXIGENCE can block."""

    EXIGENCE = "exigence", "blue", "asterisk", _("Exigence")
    PRECONISATION = "preconisation", "grey", "lightbulb", _("Préconisation")


class Layout(models.TextChoices):
    """The layouts of requirement workbooks that the import knows."""

    PUBLISHED = "published", _("REM publié")
    CONVERGENCE = "convergence", _("import Convergence")
    OLDER = "older", _("REM ancien")


class Usage(TonedChoices):
    """Whether a catalogue version may still go away."""

    FROZEN = "frozen", "grey", "lock", _("Figée")
    FREE = "free", "grey", "unlock", _("Pas encore utilisée")


class ChangeKind(TonedChoices):
    """What became of a requirement from one version of its catalogue to another."""

    ADDED = "added", "green", "plus-lg", _("Ajoutée")
    REMOVED = "removed", "red", "dash-lg", _("Retirée")
    REWORDED = "reworded", "amber", "pencil", _("Reformulée")
    MOVED = "moved", "blue", "arrow-left-right", _("Déplacée")
    KEPT = "kept", "grey", "check2", _("Gardée")
