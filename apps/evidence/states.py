"""Kinds of proof, and where the scan of a file stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.core.tones import TonedChoices


class EvidenceKind(models.TextChoices):
    """What a file is; the ANS asks for some kinds by name."""

    CNDA_SCREENSHOT = "cnda_screenshot", _("Capture de l’espace personnel CNDA")
    CNDA_LETTER = "cnda_letter", _("Lettre de référencement CNDA")
    CNDA_ATTESTATION = "cnda_attestation", _("Attestation de conformité CNDA")
    PASSI_FORM = "passi_form", _("Formulaire PASSI")
    VIDEO = "video", _("Vidéo")
    VIDEO_OR_SCREENSHOT = "video_or_screenshot", _("Vidéo ou captures d’écran")
    DOCUMENT = "document", _("Document")
    TEST_RUN_ID = "test_run_id", _("Identifiant d’exécution d’un cas de test")
    GAZELLE_PERMALINK = "gazelle_permalink", _("Lien permanent Gazelle")
    ATTESTATION_HONNEUR = "attestation_honneur", _("Attestation sur l’honneur")
    WRITTEN_COMMITMENT = "written_commitment", _("Engagement écrit signé")
    DECLARATION = "declaration", _("Déclaration")
    HDS_CERTIFICATE = "hds_certificate", _("Certificat HDS")
    FLOW_MATRIX = "flow_matrix", _("Matrice des flux")
    BACKUP_PROCEDURE = "backup_procedure", _("Procédure de sauvegarde")
    CONFIG_EXTRACT = "config_extract", _("Extrait de configuration")
    LOGS = "logs", _("Journaux")
    MESSAGE_SOURCE = "message_source", _("Source d’un message")
    DATA_EXPORT = "data_export", _("Export de données (portabilité)")
    CHANGE_FILE = "change_file", _("Pièce d’une modification")
    ANS_MESSAGE = "ans_message", _("Message de l’ANS")
    OTHER = "other", _("Autre")


SIGNED_KINDS = {
    EvidenceKind.PASSI_FORM,
    EvidenceKind.WRITTEN_COMMITMENT,
    EvidenceKind.ATTESTATION_HONNEUR,
}
"""Kinds that are worth what their electronic signature is worth."""


class Language(models.TextChoices):
    """In which language a document is written."""

    FRENCH = "fr", _("français")
    ENGLISH = "en", _("anglais")
    OTHER = "autre", _("autre")


class ScanState(TonedChoices):
    """Result of the antivirus; without one the state says so openly."""

    PENDING = "pending", "grey", "shield", _("Non analysé")
    CLEAN = "clean", "green", "shield-check", _("Analysé, sain")
    INFECTED = "infected", "red", "shield-x", _("Infecté")
    UNSCANNABLE = "unscannable", "amber", "shield-exclamation", _("Analyse impossible")


class Origin(models.TextChoices):
    """From where a file came to a person."""

    DIRECT = "direct", _("du document même")
    PREVIEW = "preview", _("vu dans un aperçu")
    BUNDLE = "bundle", _("emporté dans un dépôt")
